package io.jobscheduler.store.zookeeper;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import io.jobscheduler.serializer.StoredFormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The data of a znode: a flat JSON object of texts, compressed with gzip where it is
 * long. What is not set is absent.
 */
final class Fields {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<LinkedHashMap<String, String>> TYPE = new TypeReference<>() {
	};

	/** From how many bytes on the data is compressed. */
	private static final int LONG = 4096;

	/** The most that is read of what was compressed. */
	private static final int MOST = 64 << 20;

	private static final byte GZIP = 0x1F;

	private final Map<String, String> values;

	Fields() {
		this(new LinkedHashMap<>());
	}

	private Fields(Map<String, String> values) {
		this.values = values;
	}

	/**
	 * Reads data.
	 * @throws StoredFormatException if it is something else
	 */
	static Fields read(byte @Nullable [] data) {
		try {
			if (data == null || data.length == 0) {
				throw new IOException("there is none");
			}
			Map<String, String> values = JSON.readValue((data[0] == GZIP) ? decompressed(data) : data, TYPE);
			if (values == null) {
				throw new IOException("it is null");
			}
			values.values().removeIf((value) -> value == null);
			return new Fields(values);
		}
		catch (RuntimeException | IOException ex) {
			throw StoredFormatException.corrupt("the data is no JSON object of texts: " + ex.getMessage(), ex);
		}
	}

	private static byte[] decompressed(byte[] data) throws IOException {
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(data))) {
			byte[] bytes = in.readNBytes(MOST + 1);
			if (bytes.length > MOST) {
				throw new IOException("more than " + MOST + " bytes");
			}
			return bytes;
		}
	}

	byte[] bytes() {
		byte[] bytes = JSON.writeValueAsBytes(this.values);
		if (bytes.length < LONG) {
			return bytes;
		}
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
			out.write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return (compressed.size() < bytes.length) ? compressed.toByteArray() : bytes;
	}

	Fields copy() {
		return new Fields(new LinkedHashMap<>(this.values));
	}

	Map<String, String> values() {
		return this.values;
	}

	/** Sets a field, or removes it. */
	Fields put(String name, @Nullable String value) {
		if (value != null) {
			this.values.put(name, value);
		}
		else {
			this.values.remove(name);
		}
		return this;
	}

	Fields put(String name, @Nullable Instant instant) {
		return put(name, (instant != null) ? Micros.text(instant) : null);
	}

	Fields put(String name, long number) {
		return put(name, Long.toString(number));
	}

	@Nullable String find(String name) {
		return this.values.get(name);
	}

	String text(String name) {
		String value = find(name);
		if (value == null) {
			throw StoredFormatException.corrupt("field '" + name + "' is missing", null);
		}
		return value;
	}

	String textOr(String name, String missing) {
		return this.values.getOrDefault(name, missing);
	}

	boolean has(String name, String value) {
		return value.equals(find(name));
	}

	int integer(String name) {
		return parsed(name, Integer::parseInt);
	}

	long number(String name) {
		return parsed(name, Long::parseLong);
	}

	boolean flag(String name) {
		return has(name, "1");
	}

	Instant instant(String name) {
		return parsed(name, Micros::instant);
	}

	@Nullable Instant findInstant(String name) {
		return (find(name) != null) ? instant(name) : null;
	}

	private <T> T parsed(String name, Function<String, T> parser) {
		String value = text(name);
		try {
			return parser.apply(value);
		}
		catch (RuntimeException ex) {
			throw StoredFormatException.corrupt("field '" + name + "' cannot be read: " + ex.getMessage(), ex);
		}
	}

}
