package io.jobscheduler.store.mongodb;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.StoredFormatException;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fields of a document, read by their types: what has another type than it should
 * cannot be read.
 *
 * @param document the document
 */
record Fields(Document document) {

	private static final Logger LOG = LoggerFactory.getLogger(Fields.class);

	/**
	 * A UUID as it is stored, whatever representation the application's client has set
	 * for its own.
	 */
	static Binary binary(UUID uuid) {
		byte[] bytes = ByteBuffer.allocate(16)
			.putLong(uuid.getMostSignificantBits())
			.putLong(uuid.getLeastSignificantBits())
			.array();
		return new Binary(BsonBinarySubType.UUID_STANDARD, bytes);
	}

	static Binary binary(JobId id) {
		return binary(id.value());
	}

	/** An id as it was written, whatever the application's client makes of a UUID. */
	static @Nullable Object comparable(@Nullable Object id) {
		return (id instanceof UUID uuid) ? binary(uuid) : id;
	}

	/**
	 * Reads documents one by one. Those that cannot be read are left out, and hurt
	 * nothing else.
	 */
	static void each(Iterable<Document> documents, Consumer<Fields> reader) {
		for (Document document : documents) {
			try {
				reader.accept(new Fields(document));
			}
			catch (RuntimeException ex) {
				LOG.debug("Left out: document {} cannot be read: {}", document.get("_id"), ex.getMessage());
			}
		}
	}

	/** The id of a job's document. */
	static JobId jobId(Document document) {
		return new Fields(document).jobId("_id");
	}

	boolean has(String name) {
		return this.document.get(name) != null;
	}

	JobId jobId(String name) {
		return new JobId(uuid(name));
	}

	UUID uuid(String name) {
		Object value = this.document.get(name);
		if (value instanceof UUID uuid) {
			return uuid;
		}
		if (value instanceof Binary binary && binary.length() == 16) {
			ByteBuffer bytes = ByteBuffer.wrap(binary.getData());
			return new UUID(bytes.getLong(), bytes.getLong());
		}
		throw wrong(name, "a UUID");
	}

	String text(String name) {
		return required(name, findText(name), "a text");
	}

	@Nullable String findText(String name) {
		return find(name, String.class, "a text");
	}

	/** A text that nothing depends on: one that is damaged is none. */
	@Nullable String textOrNull(String name) {
		return (this.document.get(name) instanceof String text) ? text : null;
	}

	boolean flag(String name) {
		return Boolean.TRUE.equals(find(name, Boolean.class, "true or false"));
	}

	long number(String name) {
		return required(name, findNumber(name), "a number");
	}

	/** A number of any of the server's types, as a shell may have written it. */
	@Nullable Long findNumber(String name) {
		Object value = this.document.get(name);
		if (value == null) {
			return null;
		}
		if (value instanceof Number number) {
			return number.longValue();
		}
		throw wrong(name, "a number");
	}

	int integer(String name) {
		return Math.toIntExact(number(name));
	}

	@Nullable Integer findInteger(String name) {
		Long number = findNumber(name);
		return (number != null) ? Integer.valueOf(Math.toIntExact(number)) : null;
	}

	Instant instant(String name) {
		return Micros.instant(number(name));
	}

	@Nullable Instant findInstant(String name) {
		Long micros = findNumber(name);
		return (micros != null) ? Micros.instant(micros) : null;
	}

	Fields child(String name) {
		return new Fields(required(name, find(name, Document.class, "a document"), "a document"));
	}

	@Nullable Fields findChild(String name) {
		Document child = find(name, Document.class, "a document");
		return (child != null) ? new Fields(child) : null;
	}

	/** The documents of an array; none if there is no array. */
	List<Fields> children(String name) {
		List<?> items = find(name, List.class, "an array");
		if (items == null) {
			return List.of();
		}
		return items.stream().map((item) -> {
			if (item instanceof Document child) {
				return new Fields(child);
			}
			throw wrong(name, "an array of documents");
		}).toList();
	}

	List<String> texts(String name) {
		List<?> items = find(name, List.class, "an array");
		return (items != null) ? items.stream().map(String::valueOf).toList() : List.of();
	}

	private <T> @Nullable T find(String name, Class<T> type, String what) {
		Object value = this.document.get(name);
		if (value != null && !type.isInstance(value)) {
			throw wrong(name, what);
		}
		return type.cast(value);
	}

	private static <T> T required(String name, @Nullable T value, String what) {
		if (value == null) {
			throw StoredFormatException.corrupt("field '" + name + "' is missing, expected is " + what, null);
		}
		return value;
	}

	private StoredFormatException wrong(String name, String expected) {
		return StoredFormatException
			.corrupt("field '" + name + "' is " + this.document.get(name) + ", expected is " + expected, null);
	}

}
