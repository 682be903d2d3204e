package io.jobscheduler.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A store does not answer; trying again later may help.
 */
public class StoreUnavailableException extends JobStoreException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what went wrong, and the next step
	 * @param cause what the store's technology said, may be {@code null}
	 */
	public StoreUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
