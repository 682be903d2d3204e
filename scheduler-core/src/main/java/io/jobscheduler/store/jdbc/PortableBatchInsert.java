package io.jobscheduler.store.jdbc;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Inserts rows by a JDBC batch.
 */
final class PortableBatchInsert implements BatchInsert {

	private static final String INTEGRITY_VIOLATION = "23";

	private final Session session;

	private final List<Column> columns;

	private final String insert;

	PortableBatchInsert(Session session, String table, List<Column> columns) {
		this.session = session;
		this.columns = columns;
		String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
		String values = columns.stream()
			.map((column) -> column.expression().formatted("?"))
			.collect(Collectors.joining(", "));
		this.insert = "INSERT INTO " + table + " (" + names + ") VALUES (" + values + ")";
	}

	@Override
	public void all(List<@Nullable Object[]> rows) {
		if (!rows.isEmpty()) {
			this.session.batch(this.insert, this.columns, rows);
		}
	}

	/**
	 * Here a row that is refused does not end the transaction, nor the batch.
	 */
	@Override
	public Set<Object> absent(List<@Nullable Object[]> rows) {
		if (rows.isEmpty()) {
			return Set.of();
		}
		try {
			this.session.batch(this.insert, this.columns, rows);
			return keys(rows, new int[rows.size()]);
		}
		catch (DataIntegrityViolationException ex) {
			if (ex.getCause() instanceof BatchUpdateException batch && onlyViolations(batch)
					&& batch.getUpdateCounts().length == rows.size()) {
				return keys(rows, batch.getUpdateCounts());
			}
			throw ex;
		}
	}

	private static boolean onlyViolations(BatchUpdateException batch) {
		for (SQLException ex = batch.getNextException(); ex != null; ex = ex.getNextException()) {
			if (ex.getSQLState() == null || !ex.getSQLState().startsWith(INTEGRITY_VIOLATION)) {
				return false;
			}
		}
		return true;
	}

	private static Set<Object> keys(List<@Nullable Object[]> rows, int[] counts) {
		Set<Object> keys = new HashSet<>();
		for (int i = 0; i < counts.length; i++) {
			if (counts[i] != Statement.EXECUTE_FAILED) {
				keys.add(Objects.requireNonNull(rows.get(i)[0]));
			}
		}
		return keys;
	}

}
