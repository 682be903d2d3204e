package io.jobscheduler.store.jdbc;

import java.lang.reflect.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.support.AbstractSqlTypeValue;

/**
 * An array as an argument of a statement on PostgreSQL.
 */
final class PostgresArray extends AbstractSqlTypeValue {

	private final SqlType type;

	private final @Nullable Object[] values;

	PostgresArray(SqlType type, @Nullable Object[] values) {
		this.type = type;
		// the driver writes arrays of boxed numbers in binary, and others as text
		this.values = (@Nullable Object[]) Array.newInstance(type.java, values.length);
		System.arraycopy(values, 0, this.values, 0, values.length);
	}

	/** One array per column of some rows. */
	static List<@Nullable Object> columns(List<Column> columns, List<@Nullable Object[]> rows) {
		List<@Nullable Object> arrays = new ArrayList<>(columns.size());
		for (int i = 0; i < columns.size(); i++) {
			@Nullable Object[] values = new Object[rows.size()];
			for (int j = 0; j < values.length; j++) {
				values[j] = rows.get(j)[i];
			}
			arrays.add(new PostgresArray(columns.get(i).type(), values));
		}
		return arrays;
	}

	@Override
	protected Object createTypeValue(Connection connection, int sqlType, @Nullable String typeName)
			throws SQLException {
		return connection.createArrayOf(this.type.postgres, this.values);
	}

}
