package io.jobscheduler.boot.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An object in a response: its members in order, those without a value as {@code null},
 * so that the shape is always the same.
 */
final class JsonObject implements OperationResponseBody {

	private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

	JsonObject with(String name, @Nullable Object value) {
		this.members.put(name, value);
		return this;
	}

	@JsonAnyGetter
	@JsonInclude(value = JsonInclude.Include.ALWAYS, content = JsonInclude.Include.ALWAYS)
	public Map<String, @Nullable Object> members() {
		return this.members;
	}

	@Override
	public String toString() {
		return this.members.toString();
	}

}
