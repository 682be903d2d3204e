package io.jobscheduler.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;

/**
 * Rows as the arguments of a JDBC batch.
 */
final class PortableBatch implements BatchPreparedStatementSetter {

	private final Dialect dialect;

	private final List<Column> columns;

	private final List<@Nullable Object[]> rows;

	PortableBatch(Dialect dialect, List<Column> columns, List<@Nullable Object[]> rows) {
		this.dialect = dialect;
		this.columns = columns;
		this.rows = rows;
	}

	@Override
	public void setValues(PreparedStatement statement, int index) throws SQLException {
		@Nullable Object[] row = this.rows.get(index);
		for (int i = 0; i < row.length; i++) {
			Object value = this.dialect.parameter(row[i]);
			if (value == null) {
				statement.setNull(i + 1, this.columns.get(i).type().jdbc);
			}
			else {
				statement.setObject(i + 1, value);
			}
		}
	}

	@Override
	public int getBatchSize() {
		return this.rows.size();
	}

}
