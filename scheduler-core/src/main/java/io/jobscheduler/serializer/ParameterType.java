package io.jobscheduler.serializer;

import java.lang.reflect.Type;

/**
 * A parameter of a task: what its argument is called in the payload and what it is read
 * as.
 *
 * @param name the name, as compiled into the class ({@code -parameters}) or registered
 * @param type the full generic type
 */
public record ParameterType(String name, Type type) {
}
