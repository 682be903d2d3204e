package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import com.rethinkdb.RethinkDB;
import com.rethinkdb.ast.ReqlAst;
import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.Table;
import com.rethinkdb.gen.exc.ReqlError;
import com.rethinkdb.model.OptArgs;
import com.rethinkdb.net.Connection;
import com.rethinkdb.net.Result;
import org.jspecify.annotations.Nullable;

/**
 * The server: its tables, its clock, and the connections to it.
 */
final class Server implements AutoCloseable {

	static final RethinkDB R = RethinkDB.r;

	private final String database;

	private final String prefix;

	private final Supplier<Duration> clockOffset;

	private final Link link;

	private final Link listening;

	/**
	 * Connects to nothing yet.
	 * @param connection where to
	 * @param database the database
	 * @param prefix the prefix of the tables
	 * @param clockOffset what is added to the server's clock
	 */
	Server(Connection.Builder connection, String database, String prefix, Supplier<Duration> clockOffset) {
		this.database = database;
		this.prefix = prefix;
		this.clockOffset = clockOffset;
		this.link = new Link(connection);
		this.listening = new Link(connection);
	}

	String database() {
		return this.database;
	}

	/** The name of a table in the database. */
	String nameOf(String table) {
		return this.prefix + table;
	}

	Table table(String name) {
		return R.db(this.database).table(nameOf(name));
	}

	/**
	 * The server's time in microseconds. It is the same throughout a query, and has whole
	 * milliseconds.
	 */
	private ReqlExpr now() {
		return R.now().toEpochTime().mul(1000).round().mul(1000).add(Micros.of(this.clockOffset.get()));
	}

	/**
	 * Reads what no failover takes back: all that a decision hangs on, and what users
	 * read.
	 * @param members given the time, what to read
	 * @return the members, and {@code now}
	 */
	Fields read(Function<ReqlExpr, Map<String, Object>> members) {
		return read(members, "majority");
	}

	/** Reads what need not be certain, because a write decides afterwards. */
	Fields glance(Function<ReqlExpr, Map<String, Object>> members) {
		return read(members, "single");
	}

	private Fields read(Function<ReqlExpr, Map<String, Object>> members, String mode) {
		return Fields.of(this.link.run(timed(members), raw().with("read_mode", mode)));
	}

	/**
	 * Writes.
	 * @param members given the time, what to write, and to answer
	 * @return the members, and {@code now}
	 */
	Fields write(Function<ReqlExpr, Map<String, Object>> members) {
		return Fields.of(this.link.run(timed(members), raw()));
	}

	/** What the store does not write comes as it is, so that it can be compared with. */
	private static OptArgs raw() {
		return OptArgs.of("time_format", "raw").with("binary_format", "raw");
	}

	private ReqlAst timed(Function<ReqlExpr, Map<String, Object>> members) {
		return R.do_(now(), (time) -> {
			Map<String, Object> all = new LinkedHashMap<>(members.apply(time));
			all.put("now", time);
			return all;
		});
	}

	/** Runs a query that is none of a step's. */
	@Nullable Object run(ReqlAst term) {
		return this.link.run(term, new OptArgs());
	}

	/** What a query answers, or the value instead if the server refuses it. */
	<T> T tried(ReqlAst term, Function<@Nullable Object, T> reader, T otherwise) {
		try {
			return reader.apply(run(term));
		}
		catch (ReqlError ex) {
			if (ex instanceof com.rethinkdb.gen.exc.ReqlDriverError) {
				throw ex;
			}
			return otherwise;
		}
	}

	/** How many connections there have been, one after the other. */
	int connections() {
		return this.link.count();
	}

	/** Listens, on a connection of its own. */
	Result<Object> listen(ReqlAst term) {
		return this.listening.start(term, new OptArgs());
	}

	@Override
	public void close() {
		this.listening.close();
		this.link.close();
	}

}
