package io.jobscheduler.store.jdbc;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * MariaDB, from 10.6 on. Ids are bytes there, which keep the order of UUIDs.
 */
final class MariaDbDialect extends Dialect {

	@Override
	String platform() {
		return "mariadb";
	}

	@Override
	String clock() {
		return "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6))";
	}

	/**
	 * A deadlock ends the transaction here, and what follows would belong to another.
	 */
	@Override
	String transactionMark() {
		return "jobscheduler_run";
	}

	@Override
	@Nullable Object parameter(@Nullable Object value) {
		return (value instanceof UUID id) ? ByteBuffer.allocate(16)
			.putLong(id.getMostSignificantBits())
			.putLong(id.getLeastSignificantBits())
			.array() : value;
	}

	@Override
	UUID id(ResultSet row, String column) throws SQLException {
		ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(column));
		return new UUID(bytes.getLong(), bytes.getLong());
	}

	@Override
	BatchInsert insert(Session session, String table, List<Column> columns) {
		return new MariaDbBatchInsert(session, table, columns);
	}

}
