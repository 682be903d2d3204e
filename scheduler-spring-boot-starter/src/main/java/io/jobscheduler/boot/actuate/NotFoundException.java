package io.jobscheduler.boot.actuate;

import java.io.Serial;

/**
 * There is nothing of that name.
 */
final class NotFoundException extends IllegalArgumentException {

	@Serial
	private static final long serialVersionUID = 1L;

	NotFoundException(String message) {
		super(message);
	}

}
