package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.StoredFormatException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fields of a document, read by their types: what has another type than it should
 * cannot be read.
 *
 * @param document the document
 */
record Fields(Map<String, Object> document) {

	private static final Logger LOG = LoggerFactory.getLogger(Fields.class);

	/** An object of an answer, whose members are none if it is no object. */
	static Fields of(@Nullable Object answer) {
		Map<String, Object> document = new LinkedHashMap<>();
		if (answer instanceof Map<?, ?> map) {
			map.forEach((name, value) -> document.put(String.valueOf(name), value));
		}
		return new Fields(document);
	}

	/**
	 * Reads documents one by one. Those that cannot be read are left out, and hurt
	 * nothing else.
	 */
	static void each(List<Fields> documents, Consumer<Fields> reader) {
		for (Fields document : documents) {
			try {
				reader.accept(document);
			}
			catch (RuntimeException ex) {
				LOG.debug("Left out: document {} cannot be read: {}", document.find("id"), ex.getMessage());
			}
		}
	}

	@Nullable Object find(String name) {
		return this.document.get(name);
	}

	boolean has(String name) {
		return find(name) != null;
	}

	/** Whether a field is a certain number. */
	boolean is(String name, long value) {
		return find(name) instanceof Number number && number.longValue() == value;
	}

	/** The id of the document, whatever it is. */
	String id() {
		return String.valueOf(find("id"));
	}

	JobId jobId(String name) {
		try {
			return JobId.of(text(name));
		}
		catch (IllegalArgumentException ex) {
			throw wrong(name, "a UUID");
		}
	}

	UUID uuid(String name) {
		return jobId(name).value();
	}

	String text(String name) {
		return required(name, findText(name), "a text");
	}

	@Nullable String findText(String name) {
		Object value = find(name);
		if (value != null && !(value instanceof String)) {
			throw wrong(name, "a text");
		}
		return (String) value;
	}

	/** A text that nothing depends on: one that is damaged is none. */
	@Nullable String textOrNull(String name) {
		return (find(name) instanceof String text) ? text : null;
	}

	boolean flag(String name) {
		Object value = find(name);
		if (value != null && !(value instanceof Boolean)) {
			throw wrong(name, "true or false");
		}
		return Boolean.TRUE.equals(value);
	}

	long number(String name) {
		return required(name, findNumber(name), "a number");
	}

	@Nullable Long findNumber(String name) {
		Object value = find(name);
		if (value != null && !(value instanceof Number)) {
			throw wrong(name, "a number");
		}
		return (value instanceof Number number) ? Long.valueOf(number.longValue()) : null;
	}

	/** A whole number of any size, as {@link Micros#stored(long)} keeps it. */
	@Nullable Long findWhole(String name) {
		Object value = find(name);
		if (value == null || value instanceof Number) {
			return findNumber(name);
		}
		try {
			return Long.valueOf(String.valueOf(value));
		}
		catch (NumberFormatException ex) {
			throw wrong(name, "a number");
		}
	}

	long whole(String name) {
		return required(name, findWhole(name), "a number");
	}

	int integer(String name) {
		return Math.toIntExact(number(name));
	}

	@Nullable Integer findInteger(String name) {
		Long number = findNumber(name);
		return (number != null) ? Integer.valueOf(Math.toIntExact(number)) : null;
	}

	Instant instant(String name) {
		return Micros.instant(whole(name));
	}

	@Nullable Instant findInstant(String name) {
		Long micros = findWhole(name);
		return (micros != null) ? Micros.instant(micros) : null;
	}

	/** An instant as {@link Documents#looked} reads it, as exactly as it can be read. */
	@Nullable Instant findLooked(String name) {
		Fields looked = findChild(name);
		if (looked == null) {
			return null;
		}
		try {
			return looked.instant("exact");
		}
		catch (StoredFormatException ex) {
			return looked.instant("key");
		}
	}

	Fields child(String name) {
		return required(name, findChild(name), "an object");
	}

	@Nullable Fields findChild(String name) {
		Object value = find(name);
		if (value != null && !(value instanceof Map)) {
			throw wrong(name, "an object");
		}
		return (value != null) ? of(value) : null;
	}

	/** The objects of an array; none if there is no array. */
	List<Fields> children(String name) {
		return items(name).stream().map((item) -> {
			if (item instanceof Map) {
				return of(item);
			}
			throw wrong(name, "an array of objects");
		}).toList();
	}

	List<String> texts(String name) {
		return items(name).stream().map(String::valueOf).toList();
	}

	private List<?> items(String name) {
		Object value = find(name);
		if (value == null) {
			return List.of();
		}
		if (value instanceof List<?> items) {
			return items;
		}
		throw wrong(name, "an array");
	}

	private static <T> T required(String name, @Nullable T value, String what) {
		if (value == null) {
			throw StoredFormatException.corrupt("field '" + name + "' is missing, expected is " + what, null);
		}
		return value;
	}

	private StoredFormatException wrong(String name, String expected) {
		return StoredFormatException.corrupt("field '" + name + "' is " + find(name) + ", expected is " + expected,
				null);
	}

}
