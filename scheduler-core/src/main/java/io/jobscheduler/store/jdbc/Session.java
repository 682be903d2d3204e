package io.jobscheduler.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowMapper;

/**
 * Runs statements on whatever connection the present transaction has.
 */
final class Session {

	private final JdbcOperations jdbc;

	private final Dialect dialect;

	private final String prefix;

	private final Supplier<Duration> clockOffset;

	Session(JdbcOperations jdbc, Dialect dialect, String prefix, Supplier<Duration> clockOffset) {
		this.jdbc = jdbc;
		this.dialect = dialect;
		this.prefix = prefix;
		this.clockOffset = clockOffset;
	}

	Dialect dialect() {
		return this.dialect;
	}

	/** How the tables are called, for messages. */
	String tables() {
		return this.prefix + "*";
	}

	/** A session on other connections of the same database. */
	Session on(JdbcOperations otherJdbc) {
		return new Session(otherJdbc, this.dialect, this.prefix, this.clockOffset);
	}

	/** The store's time, by the database's clock. */
	Instant now() {
		return Micros.instant(one(new Query("SELECT " + this.dialect.clock()), Long.class) + offset());
	}

	/** What is added to the database's clock, in microseconds. */
	long offset() {
		return Micros.of(this.clockOffset.get());
	}

	<T> List<T> list(Query query, RowMapper<T> mapper) {
		return this.jdbc.query(query.text(this.prefix), mapper, arguments(query));
	}

	<T> Optional<T> first(Query query, RowMapper<T> mapper) {
		return list(query, mapper).stream().findFirst();
	}

	<T> T one(Query query, Class<T> type) {
		T value = this.jdbc.queryForObject(query.text(this.prefix), type, arguments(query));
		if (value == null) {
			throw new IllegalStateException("No value: " + query.text(this.prefix));
		}
		return value;
	}

	int update(Query query) {
		return this.jdbc.update(query.text(this.prefix), arguments(query));
	}

	int[] batch(String text, List<Column> columns, List<@Nullable Object[]> rows) {
		return this.jdbc.batchUpdate(text.replace("@@", this.prefix), new PortableBatch(this.dialect, columns, rows));
	}

	BatchInsert insert(String table, Column... columns) {
		return this.dialect.insert(this, table, List.of(columns));
	}

	BatchUpdate update(String table, List<Column> columns, Column... conditions) {
		return this.dialect.update(this, table, columns, List.of(conditions));
	}

	private @Nullable Object[] arguments(Query query) {
		return query.arguments().stream().map(this.dialect::parameter).toArray();
	}

}
