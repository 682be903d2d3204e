package io.jobscheduler.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What databases differ in. This is the portable form, as H2 understands it.
 */
class Dialect {

	/**
	 * The name of the platform, as in the name of its schema script.
	 */
	String platform() {
		return "h2";
	}

	/**
	 * The database's clock in microseconds, whatever the time zone of the session.
	 */
	String clock() {
		return "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(6)) * 1000000 AS BIGINT)";
	}

	/**
	 * The next token; after it, {@link #tokensPerStep()} tokens are the caller's.
	 */
	String nextToken() {
		return "SELECT NEXT VALUE FOR @@TOKEN";
	}

	/**
	 * A savepoint that shows whether a transaction is still the one that was begun;
	 * {@code null} where the database shows it by itself, or cannot.
	 */
	@Nullable String transactionMark() {
		return null;
	}

	/** Reads the priorities of all jobs by hops along an index. */
	String priorities() {
		return "SELECT DISTINCT priority FROM @@JOB";
	}

	/** What the sequence of tokens is incremented by. */
	final int tokensPerStep() {
		return 1000;
	}

	/** A value as the driver takes it. */
	@Nullable Object parameter(@Nullable Object value) {
		return value;
	}

	UUID id(ResultSet row, String column) throws SQLException {
		return row.getObject(column, UUID.class);
	}

	/**
	 * The condition that a column has one of some values, with few shapes, so that
	 * prepared statements are used again.
	 */
	Query in(String column, SqlType type, Collection<?> values) {
		if (values.isEmpty()) {
			return new Query("1 = 0");
		}
		Query query = new Query(column + " IN (");
		int padded = Integer.highestOneBit(values.size() * 2 - 1);
		Object last = null;
		int count = 0;
		for (Object value : values) {
			query.add((count++ > 0) ? ", ?" : "?", value);
			last = value;
		}
		for (; count < padded; count++) {
			query.add(", ?", last);
		}
		return query.add(")");
	}

	/** The way to claim by one statement; {@code null} if there is none. */
	@Nullable DirectClaim directClaim(Session session, JobRows jobs) {
		return null;
	}

	/**
	 * Extends the leases of claims that still hold, but for those whose rows another
	 * transaction has.
	 * @return the ids of those that were extended, whose rows are locked now
	 */
	Set<UUID> extend(Session session, Map<UUID, Long> tokens, long leaseUntil) {
		RunningRows rows = new RunningRows(session);
		Set<UUID> held = rows.lock(tokens, new Query(""));
		if (!held.isEmpty()) {
			session.update(new Query("UPDATE @@JOB SET lease_until = ? WHERE ", leaseUntil).add(rows.in(held)));
		}
		return held;
	}

	BatchInsert insert(Session session, String table, List<Column> columns) {
		return new PortableBatchInsert(session, table, columns);
	}

	BatchUpdate update(Session session, String table, List<Column> columns, List<Column> conditions) {
		return new PortableBatchUpdate(session, table, columns, conditions);
	}

}
