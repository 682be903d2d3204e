package io.jobscheduler.task;

import java.io.Serial;

/**
 * A recorded call is not of exactly one task.
 */
public class InvalidTaskCallException extends IllegalArgumentException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what was called, and what could have been
	 */
	public InvalidTaskCallException(String message) {
		super(message);
	}

}
