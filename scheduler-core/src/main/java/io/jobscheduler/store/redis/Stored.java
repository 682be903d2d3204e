package io.jobscheduler.store.redis;

import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a hash holds, or why it cannot be read.
 *
 * @param <T> what it holds
 * @param id the id of what it holds
 * @param fields its fields
 * @param value what it holds; {@code null} if it cannot be read
 * @param problem why it cannot be read; {@code null} if it can
 */
record Stored<T>(String id, Fields fields, @Nullable T value, @Nullable StoredFormatException problem) {

	private static final int LONGEST_REASON = 500;

	static <T> Stored<T> read(String id, Fields fields, Reader<T> reader) {
		try {
			int format = fields.integer("format");
			if (format > StoreFormat.VERSION) {
				throw StoredFormatException.unknown("'" + id + "' has format " + format
						+ ", which is not known here; the highest known is " + StoreFormat.VERSION);
			}
			return new Stored<>(id, fields, reader.read(id, fields), null);
		}
		catch (StoredFormatException ex) {
			return new Stored<>(id, fields, null, ex);
		}
		catch (RuntimeException ex) {
			return new Stored<>(id, fields, null,
					StoredFormatException.corrupt("'" + id + "' cannot be read: " + ex.getMessage(), ex));
		}
	}

	/** Whether no node can read it. */
	boolean isCorrupt() {
		return this.problem != null && !this.problem.isUnknown();
	}

	String reason() {
		return (this.problem != null) ? cut(String.valueOf(this.problem.getMessage())) : "";
	}

	/** A reason is never empty, so that there is one. */
	static String cut(String text) {
		String cut = (text.length() <= LONGEST_REASON) ? text : text.substring(0, LONGEST_REASON);
		return cut.isEmpty() ? "unknown" : cut;
	}

	/** Reads what a hash holds. */
	@FunctionalInterface
	interface Reader<T> {

		T read(String id, Fields fields);

	}

}
