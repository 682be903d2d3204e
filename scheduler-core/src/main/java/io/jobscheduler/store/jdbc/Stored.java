package io.jobscheduler.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * A row, or why it cannot be read.
 *
 * @param <T> what it holds
 * @param id its id
 * @param value what it holds; {@code null} if it cannot be read
 * @param problem why it cannot be read; {@code null} if it can
 */
record Stored<T>(String id, @Nullable T value, @Nullable StoredFormatException problem) {

	private static final int LONGEST_REASON = 500;

	static <T> Stored<T> read(String id, ResultSet row, Reader<T> reader) throws SQLException {
		try {
			int format = row.getInt("format");
			if (format > StoreFormat.VERSION) {
				throw StoredFormatException.unknown("Row '" + id + "' has format " + format
						+ ", which is not known here; the highest known is " + StoreFormat.VERSION);
			}
			return new Stored<>(id, reader.read(row), null);
		}
		catch (StoredFormatException ex) {
			return new Stored<>(id, null, ex);
		}
		catch (RuntimeException ex) {
			return new Stored<>(id, null,
					StoredFormatException.corrupt("Row '" + id + "' cannot be read: " + ex.getMessage(), ex));
		}
	}

	/** Whether no node can read it. */
	boolean isCorrupt() {
		return this.problem != null && !this.problem.isUnknown();
	}

	/** Whether another node may be able to read it. */
	boolean isForeign() {
		return this.problem != null && this.problem.isUnknown();
	}

	String reason() {
		return (this.problem != null) ? cut(String.valueOf(this.problem.getMessage())) : "";
	}

	static String cut(String text) {
		return (text.length() <= LONGEST_REASON) ? text : text.substring(0, LONGEST_REASON);
	}

	/** Reads a row. */
	@FunctionalInterface
	interface Reader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
