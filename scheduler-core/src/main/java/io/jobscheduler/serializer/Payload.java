package io.jobscheduler.serializer;

import java.util.Objects;

/**
 * The arguments of a job as a store keeps them: a JSON object whose names are the task's
 * parameter names.
 *
 * @param version the version of the task's parameters that the arguments were written
 * for, at least 1
 * @param arguments a JSON object, {@code {}} when there are no arguments; at most
 * {@link #MAX_LENGTH} characters
 */
public record Payload(int version, String arguments) {

	/** The longest text that a store is asked to keep, in characters. */
	public static final int MAX_LENGTH = 1_000_000;

	/** A payload of version 1 without arguments. */
	public static final Payload EMPTY = new Payload(1, "{}");

	/**
	 * Checks version and length.
	 * @throws IllegalArgumentException if the version is below 1 or the text is too long
	 */
	public Payload {
		Objects.requireNonNull(arguments, "arguments");
		if (version < 1) {
			throw new IllegalArgumentException("Invalid payload version " + version + ": allowed 1 and above");
		}
		if (arguments.length() > MAX_LENGTH) {
			throw new IllegalArgumentException("Arguments too long: " + arguments.length()
					+ " characters as JSON, allowed " + MAX_LENGTH + "; store large data elsewhere and pass its key");
		}
	}

}
