package io.jobscheduler.executor;

import java.util.List;

import io.jobscheduler.job.JobError;

/**
 * A task failed in another process.
 */
public class RemoteJobException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient JobError error;

	private final transient List<String> types;

	/**
	 * Creates an exception.
	 * @param error what the task threw there, or why its process ended
	 * @param types the names of its class and superclasses, for retry policies
	 */
	public RemoteJobException(JobError error, List<String> types) {
		super(error.summary());
		this.error = error;
		this.types = List.copyOf(types);
	}

	/**
	 * What was thrown.
	 * @return the error
	 */
	public JobError error() {
		return this.error;
	}

	/**
	 * What kind of error it was.
	 * @return the names of its class and superclasses, the most special first
	 */
	public List<String> types() {
		return this.types;
	}

}
