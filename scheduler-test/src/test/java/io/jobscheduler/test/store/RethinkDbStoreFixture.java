package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.rethinkdb.RethinkDB;
import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.Table;
import com.rethinkdb.net.Connection;
import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.rethinkdb.RethinkDbJobStore;

/**
 * Tables that one test has to itself. They are emptied and used again, since a real
 * server takes its time to make some.
 */
class RethinkDbStoreFixture implements StoreFixture {

	static final String DATABASE = "scheduler_test";

	private static final RethinkDB R = RethinkDB.r;

	private static final String[] TABLES = { "jobs", "schedules", "skips", "queues", "keys", "tasks", "cancels",
			"nodes", "meta" };

	private static final AtomicInteger COUNT = new AtomicInteger();

	/** The prefixes of tables that are not in use, by server. */
	private static final Map<String, Queue<String>> FREE = new ConcurrentHashMap<>();

	private final String prefix;

	private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

	private final Connection.Builder builder;

	private Connection connection;

	RethinkDbStoreFixture(Connection.Builder builder) {
		this.builder = builder;
		String used = free(builder).poll();
		this.prefix = (used != null) ? used : "t" + System.nanoTime() + "_" + COUNT.incrementAndGet() + "_";
		this.connection = connect();
	}

	@Override
	public JobStore open() {
		return builder().build();
	}

	@Override
	public Optional<JobStore> open(TriggerFormat triggers) {
		return Optional.of(builder().triggers(triggers).build());
	}

	RethinkDbJobStore.Builder builder() {
		return builder(this.builder);
	}

	RethinkDbJobStore.Builder builder(Connection.Builder other) {
		return RethinkDbJobStore.builder(other)
			.database(DATABASE)
			.tablePrefix(this.prefix)
			.clockOffset(this.offset::get);
	}

	/** By the server's clock, which a real one has to itself. */
	@Override
	public Instant now() {
		Number seconds = (Number) R.now().toEpochTime().run(connection()).single();
		return Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1000)).plus(this.offset.get());
	}

	@Override
	public void advance(Duration step) {
		this.offset.updateAndGet((before) -> before.plus(step));
	}

	@Override
	public boolean corruptJob(JobId id) {
		update("jobs", id.toString(), Map.of("settings", "{\"priority\": \"odd\"}"));
		return true;
	}

	@Override
	public boolean corruptSchedule(String id) {
		String key = (String) table("schedules").getAll(id)
			.optArg("index", "name")
			.nth(0)
			.getField("id")
			.run(connection())
			.single();
		update("schedules", key, Map.of("definition", "{\"task\""));
		return true;
	}

	Table table(String name) {
		return R.db(DATABASE).table(this.prefix + name);
	}

	private Connection connect() {
		return new Connection.Builder(this.builder).timeout(20_000L).connect();
	}

	/** Opened anew if it was lost. */
	synchronized Connection connection() {
		if (!this.connection.isOpen()) {
			this.connection = connect();
		}
		return this.connection;
	}

	String prefix() {
		return this.prefix;
	}

	long count(String table) {
		return ((Number) table(table).count().run(connection()).single()).longValue();
	}

	void update(String table, String id, Map<String, Object> fields) {
		table(table).get(id).update(fields).run(connection()).single();
	}

	private static Queue<String> free(Connection.Builder server) {
		return FREE.computeIfAbsent(server.dbUrlString(), (url) -> new ConcurrentLinkedQueue<>());
	}

	/** Drops all tables that are not in use. */
	static void dropTables(Connection.Builder server) {
		try (Connection connection = new Connection.Builder(server).timeout(20_000L).connect()) {
			for (String prefix = free(server).poll(); prefix != null; prefix = free(server).poll()) {
				for (String table : TABLES) {
					R.db(DATABASE).tableDrop(prefix + table).run(connection).single();
				}
			}
		}
	}

	@Override
	public void close() {
		for (String table : TABLES) {
			ReqlExpr rows = table.equals("meta") ? table(table).getAll("hint") : table(table);
			rows.delete().optArg("durability", "soft").run(connection()).single();
		}
		connection().close(false);
		free(this.builder).add(this.prefix);
	}

}
