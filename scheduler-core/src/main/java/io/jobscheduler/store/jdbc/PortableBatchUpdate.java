package io.jobscheduler.store.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Updates rows by a JDBC batch.
 */
final class PortableBatchUpdate implements BatchUpdate {

	private final Session session;

	private final List<Column> parameters;

	private final int keyIndex;

	private final String update;

	PortableBatchUpdate(Session session, String table, List<Column> columns, List<Column> conditions) {
		this.session = session;
		this.parameters = new ArrayList<>(columns);
		this.parameters.addAll(conditions);
		this.keyIndex = columns.size();
		this.update = "UPDATE " + table + " SET "
				+ columns.stream().map(PortableBatchUpdate::equation).collect(Collectors.joining(", ")) + " WHERE "
				+ conditions.stream().map(PortableBatchUpdate::equation).collect(Collectors.joining(" AND "));
	}

	private static String equation(Column column) {
		return column.name() + " = " + column.expression().formatted("?");
	}

	@Override
	public Set<Object> apply(List<@Nullable Object[]> rows) {
		Set<Object> keys = new HashSet<>();
		if (!rows.isEmpty()) {
			int[] counts = this.session.batch(this.update, this.parameters, rows);
			for (int i = 0; i < counts.length; i++) {
				if (counts[i] > 0) {
					keys.add(Objects.requireNonNull(rows.get(i)[this.keyIndex]));
				}
			}
		}
		return keys;
	}

}
