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

	private static final String CUT = "… (cut)";

	/** Cuts what is too long, and replaces NUL characters and half surrogate pairs. */
	public JobError {
		type = bounded(type, 300);
		message = (message != null) ? bounded(message, MAX_MESSAGE) : null;
		trace = (trace != null) ? bounded(trace, MAX_TRACE) : null;
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

	private static String bounded(String text, int limit) {
		String cut = (text.length() <= limit) ? text : text.substring(0, limit - CUT.length()) + CUT;
		StringBuilder clean = new StringBuilder(cut.length());
		cut.codePoints().forEach((character) -> {
			boolean loneSurrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
			clean.appendCodePoint((character == 0 || loneSurrogate) ? 0xFFFD : character);
		});
		return clean.toString();
	}

}
