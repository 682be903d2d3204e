package io.jobscheduler.boot;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * The application declares or configures something that cannot work. Stops the start-up;
 * shown by a failure analysis.
 */
public class InvalidConfigurationException extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Creates an exception.
	 * @param description what is wrong, and where
	 * @param action the next step
	 */
	public InvalidConfigurationException(String description, String action) {
		this(description, action, null);
	}

	/**
	 * Creates an exception.
	 * @param description what is wrong, and where
	 * @param action the next step
	 * @param cause what found it, may be {@code null}
	 */
	public InvalidConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/**
	 * What to do about it.
	 * @return the next step
	 */
	public String action() {
		return this.action;
	}

}
