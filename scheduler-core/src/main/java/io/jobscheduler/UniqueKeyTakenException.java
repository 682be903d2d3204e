package io.jobscheduler;

import java.io.Serial;

/**
 * Another job has the unique key, and was not to be kept or replaced.
 */
public class UniqueKeyTakenException extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what is wrong, and the next step
	 */
	public UniqueKeyTakenException(String message) {
		super(message);
	}

}
