package io.jobscheduler.store.rethinkdb;

import java.util.function.Function;

import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a document holds, or why it cannot be read.
 *
 * @param <T> what it holds
 * @param fields the document
 * @param value what it holds; {@code null} if it cannot be read
 * @param problem why it cannot be read; {@code null} if it can
 */
record Stored<T>(Fields fields, @Nullable T value, @Nullable StoredFormatException problem) {

	private static final int LONGEST_REASON = 500;

	static <T> Stored<T> read(Fields fields, Function<Fields, T> reader) {
		try {
			int format = fields.integer("format");
			if (format > StoreFormat.VERSION) {
				throw StoredFormatException.unknown("Document '" + fields.id() + "' has format " + format
						+ ", which is not known here; the highest known is " + StoreFormat.VERSION);
			}
			return new Stored<>(fields, reader.apply(fields), null);
		}
		catch (StoredFormatException ex) {
			return new Stored<>(fields, null, ex);
		}
		catch (RuntimeException ex) {
			return new Stored<>(fields, null, StoredFormatException
				.corrupt("Document '" + fields.id() + "' cannot be read: " + ex.getMessage(), ex));
		}
	}

	/** Whether no node can read it. */
	boolean isCorrupt() {
		return this.problem != null && !this.problem.isUnknown();
	}

	String reason() {
		return (this.problem != null) ? cut(String.valueOf(this.problem.getMessage())) : "";
	}

	static String cut(String text) {
		return (text.length() <= LONGEST_REASON) ? text : text.substring(0, LONGEST_REASON);
	}

}
