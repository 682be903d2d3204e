package io.jobscheduler.job;

/**
 * A call of one task method, recorded and run later: {@code r -> r.send(42L)}.
 *
 * @param <T> the type of the bean that has the method
 */
@FunctionalInterface
public interface TaskCall<T> {

	/**
	 * Calls exactly one task method of the bean with the arguments that the job shall
	 * have.
	 * @param bean records the call; nothing runs
	 * @throws Exception never by the recorded method; declared so that one that declares
	 * exceptions can be called
	 */
	void call(T bean) throws Exception;

}
