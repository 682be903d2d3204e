package io.jobscheduler.store.jdbc;

import java.util.Collection;
import java.util.List;

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

	@Override
	BatchInsert insert(Session session, String table, List<Column> columns) {
		return new PostgresBatchInsert(session, table, columns);
	}

	@Override
	BatchUpdate update(Session session, String table, List<Column> columns, List<Column> conditions) {
		return new PostgresBatchUpdate(session, table, columns, conditions);
	}

}
