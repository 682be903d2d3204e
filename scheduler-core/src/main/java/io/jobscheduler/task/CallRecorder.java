package io.jobscheduler.task;

import io.jobscheduler.job.TaskCall;

/**
 * Records which method a call is of, and with what arguments.
 */
@FunctionalInterface
public interface CallRecorder {

	/**
	 * Records a call.
	 * @param <T> the bean's type
	 * @param type the bean's type
	 * @param call the call
	 * @return what was called
	 * @throws InvalidTaskCallException if it called nothing, or more than one method, or
	 * if the type cannot be recorded
	 */
	<T> RecordedCall record(Class<T> type, TaskCall<T> call);

	/**
	 * Records calls of interfaces, with what Java has.
	 * @return the recorder
	 */
	static CallRecorder ofInterfaces() {
		return new InterfaceCallRecorder();
	}

}
