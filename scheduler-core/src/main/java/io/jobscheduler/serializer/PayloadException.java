package io.jobscheduler.serializer;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Arguments or a value cannot be turned into JSON, or back into what the task declares.
 */
public class PayloadException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message names the argument, the value's type and the next step
	 * @param cause what the JSON library said, may be {@code null}
	 */
	public PayloadException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
