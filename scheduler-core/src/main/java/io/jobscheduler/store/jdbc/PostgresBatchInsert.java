package io.jobscheduler.store.jdbc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Inserts rows by one statement over arrays.
 */
final class PostgresBatchInsert implements BatchInsert {

	private final Session session;

	private final List<Column> columns;

	private final String insert;

	PostgresBatchInsert(Session session, String table, List<Column> columns) {
		this.session = session;
		this.columns = columns;
		String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
		String values = columns.stream()
			.map((column) -> column.expression().formatted("d." + column.name()))
			.collect(Collectors.joining(", "));
		String arrays = columns.stream()
			.map((column) -> "?::" + column.type().postgres + "[]")
			.collect(Collectors.joining(", "));
		this.insert = "INSERT INTO " + table + " (" + names + ") SELECT " + values + " FROM unnest(" + arrays
				+ ") AS d(" + names + ")";
	}

	@Override
	public void all(List<@Nullable Object[]> rows) {
		if (!rows.isEmpty()) {
			this.session.update(query(this.insert, rows));
		}
	}

	@Override
	public Set<Object> absent(List<@Nullable Object[]> rows) {
		if (rows.isEmpty()) {
			return Set.of();
		}
		String key = this.columns.get(0).name();
		Query query = query(this.insert + " ON CONFLICT DO NOTHING RETURNING " + key, rows);
		return new HashSet<>(this.session.list(query, (row, number) -> row.getObject(1)));
	}

	private Query query(String text, List<@Nullable Object[]> rows) {
		return new Query(text, PostgresArray.columns(this.columns, rows).toArray());
	}

}
