package io.jobscheduler.serializer;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Turns arguments and return values into JSON and back. Implementations are thread-safe,
 * and read only the types that the task declares: what is in the store never chooses a
 * class.
 */
public interface PayloadSerializer {

	/**
	 * Writes arguments by name.
	 * @param arguments the arguments, in any order; values may be {@code null}
	 * @return a JSON object
	 * @throws PayloadException if a value cannot be written
	 */
	String writeArguments(Map<String, @Nullable Object> arguments);

	/**
	 * Reads the arguments of a task.
	 * @param json a JSON object as written by {@link #writeArguments(Map)}
	 * @param parameters the task's parameters, in order
	 * @return one value per parameter, in the same order
	 * @throws PayloadException if the text is not a JSON object, an argument is missing
	 * (and its parameter is primitive) or does not fit, or there is one that no parameter
	 * takes
	 */
	@Nullable Object[] readArguments(String json, List<ParameterType> parameters);

	/**
	 * Reads arguments without a task, as an upcaster wants them.
	 * @param json a JSON object as written by {@link #writeArguments(Map)}
	 * @return the arguments by name: texts, numbers, booleans, lists, maps, {@code null}
	 * @throws PayloadException if the text is not a JSON object
	 */
	default Map<String, @Nullable Object> readArguments(String json) {
		throw new PayloadException(
				getClass().getName() + " cannot read arguments without a task; implement readArguments(String)", null);
	}

	/**
	 * Writes what a task returned.
	 * @param value the value, may be {@code null}
	 * @return JSON
	 * @throws PayloadException if the value cannot be written
	 */
	String writeValue(@Nullable Object value);

	/**
	 * Reads what a task returned.
	 * @param json as written by {@link #writeValue(Object)}
	 * @param type the type to read
	 * @return the value, {@code null} for JSON's {@code null}
	 * @throws PayloadException if the text does not fit the type
	 */
	@Nullable Object readValue(String json, Type type);

}
