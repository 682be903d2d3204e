package io.jobscheduler.store.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Updates rows by one statement over arrays.
 */
final class PostgresBatchUpdate implements BatchUpdate {

	private final Session session;

	private final List<Column> parameters;

	private final String update;

	PostgresBatchUpdate(Session session, String table, List<Column> columns, List<Column> conditions) {
		this.session = session;
		this.parameters = new ArrayList<>(columns);
		this.parameters.addAll(conditions);
		String assignments = columns.stream()
			.map((column) -> column.name() + " = " + column.expression().formatted("d.v_" + column.name()))
			.collect(Collectors.joining(", "));
		String arrays = this.parameters.stream()
			.map((column) -> "?::" + column.type().postgres + "[]")
			.collect(Collectors.joining(", "));
		String names = columns.stream().map((column) -> "v_" + column.name()).collect(Collectors.joining(", "));
		String keys = conditions.stream().map((column) -> "k_" + column.name()).collect(Collectors.joining(", "));
		String where = conditions.stream()
			.map((column) -> "t." + column.name() + " " + condition(column))
			.collect(Collectors.joining(" AND "));
		this.update = "UPDATE " + table + " t SET " + assignments + " FROM unnest(" + arrays + ") AS d(" + names + ", "
				+ keys + ") WHERE " + where + " RETURNING t." + conditions.get(0).name();
	}

	private static String condition(Column column) {
		return "= " + column.expression().formatted("d.k_" + column.name());
	}

	@Override
	public Set<Object> apply(List<@Nullable Object[]> rows) {
		if (rows.isEmpty()) {
			return Set.of();
		}
		Query query = new Query(this.update, PostgresArray.columns(this.parameters, rows).toArray());
		return new HashSet<>(this.session.list(query, (row, number) -> row.getObject(1)));
	}

}
