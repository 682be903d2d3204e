package io.jobscheduler.job;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt did not succeed. Bounded, and free of characters that a database
 * rejects.
 *
 * @param type the exception's class name, or a word for what is not an exception
 * @param message its message, at most {@value #MAX_MESSAGE} characters; {@code null} if
 * it has none
 * @param trace its stack trace, at most {@value #MAX_TRACE} characters; {@code null} if
 * there is none
 */
public record JobError(String type, @Nullable String message, @Nullable String trace) {

	/** The longest message, in characters. */
	public static final int MAX_MESSAGE = 2_000;

	/** The longest stack trace, in characters. */
	public static final int MAX_TRACE = 16_000;

	/** Cuts what is too long, and replaces NUL characters and half surrogate pairs. */
	public JobError {
		type = BoundedText.of(type, 300);
		message = (message != null) ? BoundedText.of(message, MAX_MESSAGE) : null;
		trace = (trace != null) ? BoundedText.of(trace, MAX_TRACE) : null;
	}

	/**
	 * Describes an exception.
	 * @param failure what was thrown
	 * @return its class, message and trace
	 */
	public static JobError of(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		return new JobError(failure.getClass().getName(), failure.getMessage(), trace.toString());
	}

	/**
	 * The error in a line.
	 * @return the type, and the message if there is one
	 */
	public String summary() {
		return (this.message != null) ? this.type + ": " + this.message : this.type;
	}

}
