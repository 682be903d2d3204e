package io.jobscheduler.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is sent to a script, in the order in which it reads it.
 */
final class Arguments {

	private final List<byte[]> values = new ArrayList<>();

	private long bytes;

	Arguments text(String text) {
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		this.values.add(encoded);
		this.bytes += encoded.length;
		return this;
	}

	/** Nothing is sent as an empty text, where an empty one makes no sense. */
	Arguments optional(@Nullable Object value) {
		return text((value != null) ? value.toString() : "");
	}

	Arguments number(long number) {
		return text(Long.toString(number));
	}

	Arguments instant(Instant instant) {
		return text(Micros.text(instant));
	}

	Arguments duration(Duration duration) {
		return number(Micros.of(duration));
	}

	/** Fields of a hash. */
	Arguments fields(Map<String, String> fields) {
		number(2L * fields.size());
		fields.forEach((name, value) -> text(name).text(value));
		return this;
	}

	Arguments texts(Collection<String> texts) {
		number(texts.size());
		texts.forEach(this::text);
		return this;
	}

	Arguments add(Arguments others) {
		this.values.addAll(others.values);
		this.bytes += others.bytes;
		return this;
	}

	/** So many others, after their number. */
	Arguments list(List<Arguments> parts) {
		number(parts.size());
		parts.forEach(this::add);
		return this;
	}

	long bytes() {
		return this.bytes;
	}

	List<byte[]> values() {
		return this.values;
	}

}
