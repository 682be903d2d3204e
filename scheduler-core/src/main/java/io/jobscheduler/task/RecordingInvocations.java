package io.jobscheduler.task;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Arrays;

import io.jobscheduler.job.TaskCall;
import org.jspecify.annotations.Nullable;

/**
 * What a recording proxy does with the methods called on it: it keeps the one and refuses
 * a second. For implementations of {@link CallRecorder}.
 */
public final class RecordingInvocations {

	private final Class<?> type;

	private @Nullable RecordedCall recorded;

	/**
	 * Starts to record.
	 * @param type the type that the caller named
	 */
	public RecordingInvocations(Class<?> type) {
		this.type = type;
	}

	/**
	 * A method was called on the proxy.
	 * @param method the method
	 * @param arguments its arguments
	 * @return what the proxy shall return: {@code null}, or zero or {@code false} for a
	 * primitive
	 * @throws InvalidTaskCallException if it is the second call
	 */
	public @Nullable Object called(Method method, @Nullable Object[] arguments) {
		RecordedCall call = new RecordedCall(this.type, method, Arrays.asList(arguments));
		if (this.recorded != null) {
			throw new InvalidTaskCallException("A job is one call, and this one makes two: " + this.recorded.describe()
					+ " and then " + call.describe() + ". Add two jobs, or call both from one task");
		}
		this.recorded = call;
		return zero(method.getReturnType());
	}

	/**
	 * Makes the call on a proxy and returns what was recorded.
	 * @param <T> the bean's type
	 * @param proxy the proxy
	 * @param call the call
	 * @return what was called
	 * @throws InvalidTaskCallException if nothing was called, or the call itself failed
	 */
	public <T> RecordedCall record(T proxy, TaskCall<T> call) {
		try {
			call.call(proxy);
		}
		catch (InvalidTaskCallException ex) {
			throw ex;
		}
		catch (Exception ex) {
			InvalidTaskCallException failure = new InvalidTaskCallException(
					"The call of " + this.type.getName() + " failed while it was recorded: " + ex
							+ ". It must only call the task's method; compute its arguments before");
			failure.initCause(ex);
			throw failure;
		}
		if (this.recorded == null) {
			throw new InvalidTaskCallException("The call hit no method of " + this.type.getName()
					+ " that can be recorded: it called none, or one that is final, private or static");
		}
		return this.recorded;
	}

	private static @Nullable Object zero(Class<?> type) {
		if (!type.isPrimitive() || type == void.class) {
			return null;
		}
		return Array.get(Array.newInstance(type, 1), 0);
	}

}
