package io.jobscheduler.serializer;

import java.io.StringWriter;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.module.kotlin.KotlinModule;

/**
 * Writes payloads as JSON with Jackson 3, with a mapper of its own that no
 * {@code spring.jackson} property touches: what lies in a store must not change its form
 * with the settings of a web application.
 * <p>
 * Dates and durations are ISO 8601 texts, and keep their offset or zone. A type is only
 * ever chosen by the task's parameter, never by the text: class names in JSON are
 * refused.
 * <p>
 * With {@code tools.jackson.module:jackson-module-kotlin} on the class path, Kotlin
 * classes are read as Kotlin has them: default values, and no {@code null} where none is
 * allowed.
 */
public final class JacksonPayloadSerializer implements PayloadSerializer {

	private final JsonMapper mapper = builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
		.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
		.disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
		.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
		.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
		// allows no class name at all, neither by a default nor by an annotation
		.polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder().build())
		.build();

	/** Creates a serializer. */
	public JacksonPayloadSerializer() {
	}

	private static JsonMapper.Builder builder() {
		try {
			return KotlinClasses.addTo(JsonMapper.builder());
		}
		catch (NoClassDefFoundError ex) {
			return JsonMapper.builder();
		}
	}

	@Override
	public String writeArguments(Map<String, @Nullable Object> arguments) {
		StringWriter json = new StringWriter();
		try (JsonGenerator generator = this.mapper.createGenerator(json)) {
			generator.writeStartObject();
			arguments.forEach((name, value) -> writeArgument(generator, name, value));
			generator.writeEndObject();
		}
		return json.toString();
	}

	private void writeArgument(JsonGenerator generator, String name, @Nullable Object value) {
		generator.writeName(name);
		try {
			this.mapper.writeValue(generator, value);
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new PayloadException("Argument '" + name + "' of type " + typeOf(value)
					+ " cannot be written as JSON: " + reason(ex) + "; pass a value that Jackson can write, or an id",
					ex);
		}
	}

	@Override
	public @Nullable Object[] readArguments(String json, List<ParameterType> parameters) {
		Map<String, Integer> positions = new HashMap<>();
		for (ParameterType parameter : parameters) {
			positions.put(parameter.name(), positions.size());
		}
		@Nullable Object[] values = new Object[parameters.size()];
		boolean[] present = new boolean[parameters.size()];
		try (JsonParser parser = this.mapper.createParser(json)) {
			require(parser.nextToken() == JsonToken.START_OBJECT, "Arguments are not a JSON object");
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				int position = position(parser.currentName(), positions);
				parser.nextToken();
				values[position] = readArgument(parser, parameters.get(position));
				present[position] = true;
			}
			require(parser.nextToken() == null, "Something follows the JSON object of the arguments");
		}
		catch (JacksonException ex) {
			throw new PayloadException("Arguments are not a JSON object: " + reason(ex), ex);
		}
		for (int i = 0; i < present.length; i++) {
			if (!present[i]) {
				values[i] = absent(parameters.get(i));
			}
		}
		return values;
	}

	@Override
	@SuppressWarnings("unchecked")
	public Map<String, @Nullable Object> readArguments(String json) {
		Object read = readValue(json, Map.class);
		if (read == null) {
			throw new PayloadException("Arguments are not a JSON object: null", null);
		}
		return (Map<String, @Nullable Object>) read;
	}

	private static int position(String name, Map<String, Integer> positions) {
		Integer position = positions.get(name);
		if (position == null) {
			throw new PayloadException(
					"No parameter takes the argument '" + name + "'; the task's parameters are "
							+ positions.keySet().stream().sorted().collect(Collectors.joining(", ", "[", "]"))
							+ ". If the method changed, raise the task's version and keep the old parameters readable",
					null);
		}
		return position;
	}

	private @Nullable Object readArgument(JsonParser parser, ParameterType parameter) {
		try {
			return reader(parameter.type()).readValue(parser);
		}
		catch (JacksonException ex) {
			throw new PayloadException("Argument '" + parameter.name() + "' does not fit its parameter of type "
					+ parameter.type().getTypeName() + ": " + reason(ex), ex);
		}
	}

	private @Nullable Object absent(ParameterType parameter) {
		if (parameter.type() instanceof Class<?> type && type.isPrimitive()) {
			throw new PayloadException("Argument '" + parameter.name() + "' is missing, and its parameter of type "
					+ type.getName() + " cannot be null", null);
		}
		// through the reader, so that an absent Optional is empty and not null
		return reader(parameter.type()).readValue("null");
	}

	@Override
	public String writeValue(@Nullable Object value) {
		try {
			return this.mapper.writeValueAsString(value);
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new PayloadException("A value of type " + typeOf(value) + " cannot be written as JSON: " + reason(ex),
					ex);
		}
	}

	@Override
	public @Nullable Object readValue(String json, Type type) {
		try {
			return reader(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readValue(json);
		}
		catch (JacksonException ex) {
			throw new PayloadException("The value does not fit the type " + type.getTypeName() + ": " + reason(ex), ex);
		}
	}

	private ObjectReader reader(Type type) {
		return this.mapper.readerFor(this.mapper.constructType(type));
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new PayloadException(message, null);
		}
	}

	private static String typeOf(@Nullable Object value) {
		return (value != null) ? value.getClass().getName() : "null";
	}

	private static String reason(Throwable failure) {
		if (failure instanceof JacksonException ex) {
			return ex.getOriginalMessage();
		}
		return "it refers to itself";
	}

	/**
	 * Loaded only if there is the module.
	 */
	private static final class KotlinClasses {

		static JsonMapper.Builder addTo(JsonMapper.Builder builder) {
			return builder.addModule(new KotlinModule.Builder().build());
		}

	}

}
