package io.jobscheduler.boot.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;

/**
 * What is shown of the data of jobs: arguments, values and errors may hold secrets.
 */
final class ShownValues {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
	};

	private final Sanitizer sanitizer;

	private final boolean shown;

	ShownValues(Sanitizer sanitizer, boolean shown) {
		this.sanitizer = sanitizer;
		this.shown = shown;
	}

	/**
	 * Shows a text, or stars.
	 */
	@Nullable Object text(String key, @Nullable String text) {
		return (text != null) ? sanitized(key, text) : null;
	}

	/**
	 * Shows any JSON.
	 */
	@Nullable Object json(String key, @Nullable String json) {
		return (json != null) ? sanitized(key, read(json)) : null;
	}

	/**
	 * Shows a JSON object member by member.
	 */
	Object members(String key, String json) {
		Map<String, @Nullable Object> members = new LinkedHashMap<>();
		try {
			JSON.readValue(json, OBJECT)
				.forEach((name, value) -> members.put(name, (value != null) ? sanitized(name, value) : null));
			return members;
		}
		catch (JacksonException ex) {
			return String.valueOf(sanitized(key, json));
		}
	}

	private @Nullable Object sanitized(String key, @Nullable Object value) {
		return this.sanitizer.sanitize(new SanitizableData(null, key, value), this.shown);
	}

	private static @Nullable Object read(String json) {
		try {
			return JSON.readValue(json, Object.class);
		}
		catch (JacksonException ex) {
			return json;
		}
	}

}
