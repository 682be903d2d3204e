package io.jobscheduler;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.serializer.PayloadException;
import io.jobscheduler.serializer.PayloadSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What there is without a JSON library: tasks without arguments whose values are not
 * kept.
 */
final class NoArgumentsSerializer implements PayloadSerializer {

	private static final String NEXT_STEP = "add tools.jackson.core:jackson-databind to the class path, or give the builder another serializer";

	@Override
	public String writeArguments(Map<String, @Nullable Object> arguments) {
		if (!arguments.isEmpty()) {
			throw new PayloadException("There is no JSON library for arguments; " + NEXT_STEP, null);
		}
		return "{}";
	}

	@Override
	public @Nullable Object[] readArguments(String json, List<ParameterType> parameters) {
		if (!parameters.isEmpty()) {
			throw new PayloadException("There is no JSON library for arguments; " + NEXT_STEP, null);
		}
		return new Object[0];
	}

	@Override
	public String writeValue(@Nullable Object value) {
		return "null";
	}

	@Override
	public @Nullable Object readValue(String json, Type type) {
		return null;
	}

}
