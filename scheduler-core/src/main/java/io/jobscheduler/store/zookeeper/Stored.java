package io.jobscheduler.store.zookeeper;

import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a znode holds, or why it cannot be read.
 *
 * @param <T> what it holds
 * @param value what it holds; {@code null} if it cannot be read
 * @param problem why it cannot be read; {@code null} if it can
 */
record Stored<T>(@Nullable T value, @Nullable StoredFormatException problem) {

	private static final int LONGEST_REASON = 500;

	static <T> Stored<T> read(String id, @Nullable Fields fields, Reader<T> reader) {
		try {
			if (fields == null) {
				throw StoredFormatException.corrupt("'" + id + "' cannot be read: it is no JSON object of texts", null);
			}
			int format = fields.integer("format");
			if (format > StoreFormat.VERSION) {
				throw StoredFormatException.unknown("'" + id + "' has format " + format
						+ ", which is not known here; the highest known is " + StoreFormat.VERSION);
			}
			return new Stored<>(reader.read(fields), null);
		}
		catch (StoredFormatException ex) {
			return new Stored<>(null, ex);
		}
		catch (RuntimeException ex) {
			return new Stored<>(null,
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

	/** Reads what a znode holds. */
	@FunctionalInterface
	interface Reader<T> {

		T read(Fields fields);

	}

}
