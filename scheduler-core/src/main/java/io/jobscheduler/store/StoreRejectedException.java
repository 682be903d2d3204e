package io.jobscheduler.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A store refuses what it was given; trying the same again does not help.
 */
public class StoreRejectedException extends JobStoreException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what went wrong, and the next step
	 * @param cause what the store's technology said, may be {@code null}
	 */
	public StoreRejectedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
