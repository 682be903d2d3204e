package io.jobscheduler.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A job store could not do what it was asked to.
 */
public class JobStoreException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what went wrong, and the next step
	 * @param cause what the store's technology said, may be {@code null}
	 */
	public JobStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
