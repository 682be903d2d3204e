package io.jobscheduler.job;

import org.jspecify.annotations.Nullable;

/**
 * A call of one task method whose value is wanted: {@code r -> r.total(7L)}.
 *
 * @param <T> the type of the bean that has the method
 * @param <R> the type of the method's value
 */
@FunctionalInterface
public interface TaskFunction<T, R extends @Nullable Object> {

	/**
	 * Calls exactly one task method of the bean with the arguments that the job shall
	 * have.
	 * @param bean records the call; nothing runs
	 * @return whatever the call returned
	 * @throws Exception never by the recorded method; declared so that one that declares
	 * exceptions can be called
	 */
	R call(T bean) throws Exception;

}
