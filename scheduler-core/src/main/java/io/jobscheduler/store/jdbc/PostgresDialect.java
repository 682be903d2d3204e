package io.jobscheduler.store.jdbc;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * PostgreSQL: whole batches travel as arrays, in one statement.
 */
final class PostgresDialect extends Dialect {

	@Override
	String platform() {
		return "postgresql";
	}

	@Override
	String clock() {
		return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
	}

	@Override
	String nextToken() {
		return "SELECT nextval('@@TOKEN')";
	}

	@Override
	String priorities() {
		return "WITH RECURSIVE p(priority) AS ("
				+ "(SELECT priority FROM @@JOB WHERE state = 0 ORDER BY priority DESC LIMIT 1) UNION ALL "
				+ "SELECT (SELECT j.priority FROM @@JOB j WHERE j.state = 0 AND j.priority < p.priority "
				+ "ORDER BY j.priority DESC LIMIT 1) FROM p WHERE p.priority IS NOT NULL) "
				+ "SELECT priority FROM p WHERE priority IS NOT NULL";
	}

	@Override
	Query in(String column, SqlType type, Collection<?> values) {
		return new Query(column + " = ANY(?)", new PostgresArray(type, values.toArray()));
	}

	@Override
	DirectClaim directClaim(Session session, JobRows jobs) {
		return new PostgresClaim(session, jobs);
	}

	/** As an array, the rows that are locked are found once, and then by their keys. */
	@Override
	Set<UUID> extend(Session session, Map<UUID, Long> tokens, long leaseUntil) {
		if (tokens.isEmpty()) {
			return Set.of();
		}
		List<UUID> ids = List.copyOf(tokens.keySet());
		Query query = new Query(
				"UPDATE @@JOB SET lease_until = ? WHERE id = ANY(ARRAY(SELECT j.id FROM @@JOB j "
						+ "JOIN unnest(?::uuid[], ?::int8[]) AS c(id, token) ON j.id = c.id AND j.token = c.token "
						+ "WHERE j.state = 1 FOR UPDATE OF j SKIP LOCKED)) RETURNING id",
				leaseUntil, new PostgresArray(SqlType.ID, ids.toArray()),
				new PostgresArray(SqlType.LONG, ids.stream().map(tokens::get).toArray()));
		return new HashSet<>(session.list(query, (row, n) -> id(row, "id")));
	}

	@Override
	BatchInsert insert(Session session, String table, List<Column> columns) {
		return new PostgresBatchInsert(session, table, columns);
	}

	@Override
	BatchUpdate update(Session session, String table, List<Column> columns, List<Column> conditions) {
		return new PostgresBatchUpdate(session, table, columns, conditions);
	}

}
