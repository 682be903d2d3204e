package io.jobscheduler.store.mongodb;

import java.util.function.Function;

import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What a document holds, or why it cannot be read.
 *
 * @param <T> what it holds
 * @param document the document
 * @param id its id, as text
 * @param value what it holds; {@code null} if it cannot be read
 * @param problem why it cannot be read; {@code null} if it can
 */
record Stored<T>(Document document, String id, @Nullable T value, @Nullable StoredFormatException problem) {

	private static final int LONGEST_REASON = 500;

	/**
	 * A condition that leaves out what has a later format. What is no format at all is
	 * met, and quarantined.
	 */
	static Document knownFormat() {
		return notAbove(StoreFormat.VERSION);
	}

	/** A condition that a number meets which is not higher, and all that is no number. */
	static Document notAbove(long highest) {
		return new Document("$not", new Document("$gt", highest));
	}

	static <T> Stored<T> read(Document document, String id, Function<Fields, T> reader) {
		try {
			Fields fields = new Fields(document);
			int format = fields.integer("format");
			if (format > StoreFormat.VERSION) {
				throw StoredFormatException.unknown("Document '" + id + "' has format " + format
						+ ", which is not known here; the highest known is " + StoreFormat.VERSION);
			}
			return new Stored<>(document, id, reader.apply(fields), null);
		}
		catch (StoredFormatException ex) {
			return new Stored<>(document, id, null, ex);
		}
		catch (RuntimeException ex) {
			return new Stored<>(document, id, null,
					StoredFormatException.corrupt("Document '" + id + "' cannot be read: " + ex.getMessage(), ex));
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

}
