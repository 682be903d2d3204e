package io.jobscheduler.task;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Turns the arguments of one version of a task into those of the next, so that jobs added
 * before a deployment run after it.
 */
@FunctionalInterface
public interface PayloadUpcaster {

	/**
	 * Turns arguments into those of the next version.
	 * @param arguments the arguments by name, as JSON knows values: texts, numbers,
	 * booleans, lists, maps and {@code null}
	 * @return the arguments of the next version, by the names of its parameters
	 */
	Map<String, @Nullable Object> upcast(Map<String, @Nullable Object> arguments);

}
