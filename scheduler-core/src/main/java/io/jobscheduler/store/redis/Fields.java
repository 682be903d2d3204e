package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.jobscheduler.serializer.StoredFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a hash. What is not set is absent.
 *
 * @param values by name
 */
record Fields(Map<String, String> values) {

	static Fields of(List<String> flat) {
		Map<String, String> values = new HashMap<>();
		for (int i = 0; i + 1 < flat.size(); i += 2) {
			values.put(flat.get(i), flat.get(i + 1));
		}
		return new Fields(values);
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

	int integer(String name) {
		return parsed(name, Integer::parseInt);
	}

	long number(String name) {
		return parsed(name, Long::parseLong);
	}

	boolean flag(String name) {
		return "1".equals(find(name));
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
