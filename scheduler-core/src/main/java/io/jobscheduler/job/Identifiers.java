package io.jobscheduler.job;

/**
 * The rule for names that a user chooses: task ids, schedule ids, unique keys, node ids.
 * One rule for every store, checked before anything is written.
 */
public final class Identifiers {

	/** The longest name, in characters. */
	public static final int MAX_LENGTH = 200;

	private Identifiers() {
	}

	/**
	 * Checks a name.
	 * @param what what it names, for the message: "task id"
	 * @param value the name
	 * @return the name
	 * @throws IllegalArgumentException if it is blank, longer than {@value #MAX_LENGTH}
	 * characters, starts or ends with white space, or holds a control character or half a
	 * surrogate pair
	 */
	public static String require(String what, String value) {
		if (value.isBlank()) {
			throw new IllegalArgumentException(
					"Invalid " + what + " '': it is blank; give it a name of 1 to " + MAX_LENGTH + " characters");
		}
		if (value.length() > MAX_LENGTH) {
			throw new IllegalArgumentException("Invalid " + what + " '" + value.substring(0, 40) + "…': "
					+ value.length() + " characters, allowed " + MAX_LENGTH);
		}
		if (Character.isWhitespace(value.charAt(0)) || Character.isWhitespace(value.charAt(value.length() - 1))) {
			throw new IllegalArgumentException(
					"Invalid " + what + " '" + value + "': white space at its start or end is not allowed");
		}
		int position = 0;
		while (position < value.length()) {
			int character = value.codePointAt(position);
			boolean loneSurrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
			if (Character.isISOControl(character) || loneSurrogate) {
				throw new IllegalArgumentException(String.format(
						"Invalid %s: character U+%04X at position %d is not allowed (no control characters, no half surrogates)",
						what, character, position + 1));
			}
			position += Character.charCount(character);
		}
		return value;
	}

}
