package io.jobscheduler;

import java.io.Serial;

/**
 * A schedule of that id exists, and was not to be replaced.
 */
public class ScheduleExistsException extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what is wrong, and the next step
	 */
	public ScheduleExistsException(String message) {
		super(message);
	}

}
