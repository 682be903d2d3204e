package io.jobscheduler;

import java.io.Serial;

/**
 * There is no schedule of that id.
 */
public class UnknownScheduleException extends IllegalArgumentException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what is wrong, and the next step
	 */
	public UnknownScheduleException(String message) {
		super(message);
	}

	static UnknownScheduleException of(String id) {
		return new UnknownScheduleException("There is no schedule '" + id + "' in the store");
	}

}
