package io.jobscheduler.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a script returned: texts, numbers, and lists of such.
 *
 * @param values as the client gave them: bytes, longs, lists, nulls
 */
record Reply(List<?> values) {

	int size() {
		return this.values.size();
	}

	@Nullable String find(int index) {
		Object value = this.values.get(index);
		return (value instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

	String text(int index) {
		String text = find(index);
		if (text == null) {
			throw new IllegalStateException("No text at " + index + " of a script's reply: " + this.values.get(index));
		}
		return text;
	}

	long number(int index) {
		return (this.values.get(index) instanceof Long number) ? number : Long.parseLong(text(index));
	}

	Instant instant(int index) {
		return Micros.instant(text(index));
	}

	@Nullable Instant findInstant(int index) {
		String text = find(index);
		return (text != null) ? Micros.instant(text) : null;
	}

	Reply reply(int index) {
		return new Reply((List<?>) this.values.get(index));
	}

	List<Reply> replies(int index) {
		return reply(index).values.stream().map((each) -> new Reply((List<?>) each)).toList();
	}

	List<String> texts(int index) {
		return reply(index).values.stream().map((each) -> new String((byte[]) each, StandardCharsets.UTF_8)).toList();
	}

	/** A hash, as fields and values that follow each other. */
	Fields fields(int index) {
		return Fields.of(texts(index));
	}

}
