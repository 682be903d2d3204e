package io.jobscheduler.store.jdbc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Inserts rows by one statement with many rows, which says what it has inserted.
 */
final class MariaDbBatchInsert implements BatchInsert {

	/** A statement can have 65,535 parameters. */
	private static final int ROWS = 1000;

	private final Session session;

	private final List<Column> columns;

	private final BatchInsert plain;

	private final String insert;

	private final String values;

	MariaDbBatchInsert(Session session, String table, List<Column> columns) {
		this.session = session;
		this.columns = columns;
		this.plain = new PortableBatchInsert(session, table, columns);
		this.insert = "INSERT IGNORE INTO " + table
				+ columns.stream().map(Column::name).collect(Collectors.joining(", ", " (", ") VALUES "));
		this.values = columns.stream()
			.map((column) -> column.expression().formatted("?"))
			.collect(Collectors.joining(", ", "(", ")"));
	}

	@Override
	public void all(List<@Nullable Object[]> rows) {
		this.plain.all(rows);
	}

	@Override
	public Set<Object> absent(List<@Nullable Object[]> rows) {
		Set<Object> keys = new HashSet<>();
		for (int i = 0; i < rows.size(); i += ROWS) {
			keys.addAll(insert(rows.subList(i, Math.min(i + ROWS, rows.size()))));
		}
		return keys;
	}

	private List<Object> insert(List<@Nullable Object[]> rows) {
		Column key = this.columns.get(0);
		Query query = new Query(this.insert);
		String separator = "";
		for (@Nullable
		Object[] row : rows) {
			query.add(separator + this.values, row);
			separator = ", ";
		}
		query.add(" RETURNING " + key.name());
		return this.session.list(query, (row, n) -> (key.type() == SqlType.ID)
				? this.session.dialect().id(row, key.name()) : row.getString(key.name()));
	}

}
