package io.jobscheduler.store.migration;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * What is in a store cannot be exported, or a file cannot be imported. Nothing was
 * written, unless the message says so.
 */
public class MigrationException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what is wrong, where, and what to do
	 * @param cause what found it, may be {@code null}
	 */
	public MigrationException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
