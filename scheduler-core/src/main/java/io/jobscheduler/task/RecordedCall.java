package io.jobscheduler.task;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A method call that was recorded instead of made.
 *
 * @param type the type that the caller named
 * @param method the method called
 * @param arguments its arguments
 */
public record RecordedCall(Class<?> type, Method method, List<@Nullable Object> arguments) {

	/** Copies the arguments. */
	public RecordedCall {
		arguments = Collections.unmodifiableList(Arrays.asList(arguments.toArray()));
	}

	/**
	 * Whether a task's method is the one called, overrides it or implements it, in a
	 * class of the type named.
	 * @param candidate the task's method, {@code null} for a task that is bound to none
	 * @return {@code true} if the call is of it
	 */
	boolean isOf(@Nullable Method candidate) {
		if (candidate == null) {
			return false;
		}
		if (candidate.equals(this.method)) {
			return true;
		}
		if (!candidate.getName().equals(this.method.getName()) || Modifier.isPrivate(candidate.getModifiers())
				|| !this.method.getDeclaringClass().isAssignableFrom(candidate.getDeclaringClass())) {
			return false;
		}
		return Arrays.equals(candidate.getParameterTypes(), this.method.getParameterTypes()) || isBridgedBy(candidate);
	}

	private boolean isBridgedBy(Method candidate) {
		return Arrays.stream(candidate.getDeclaringClass().getDeclaredMethods())
			.anyMatch((other) -> other.isBridge() && other.getName().equals(candidate.getName())
					&& Arrays.equals(other.getParameterTypes(), this.method.getParameterTypes())
					&& other.getParameterCount() == candidate.getParameterCount());
	}

	String describe() {
		return this.method.getDeclaringClass().getName() + "." + this.method.getName() + "("
				+ String.join(", ", Arrays.stream(this.method.getParameterTypes()).map(Class::getSimpleName).toList())
				+ ")";
	}

}
