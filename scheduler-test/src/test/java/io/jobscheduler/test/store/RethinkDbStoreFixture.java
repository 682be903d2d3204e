package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.rethinkdb.RethinkDB;
import com.rethinkdb.gen.ast.Table;
import com.rethinkdb.net.Connection;
import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.rethinkdb.RethinkDbJobStore;

/**
 * Tables of their own for each test, in a database that several tests may share.
 */
class RethinkDbStoreFixture implements StoreFixture {

	static final String DATABASE = "scheduler_test";

	private static final RethinkDB R = RethinkDB.r;

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final String prefix = "t" + System.nanoTime() + "_" + COUNT.incrementAndGet() + "_";

	private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

	private final Connection.Builder builder;

	private Connection connection;

	RethinkDbStoreFixture(Connection.Builder builder) {
		this.builder = builder;
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

	@Override
	public void close() {
		for (String table : new String[] { "jobs", "schedules", "skips", "queues", "keys", "tasks", "cancels", "nodes",
				"meta" }) {
			R.db(DATABASE).tableDrop(this.prefix + table).run(connection()).single();
		}
		connection().close(false);
	}

}
