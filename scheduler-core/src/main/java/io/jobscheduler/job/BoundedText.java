package io.jobscheduler.job;

/**
 * Text that every store can keep: cut to a length, which it then says, and free of
 * characters that a database rejects.
 */
public final class BoundedText {

	private static final String CUT = "… (cut)";

	private BoundedText() {
	}

	/**
	 * Cuts a text that is too long, and replaces NUL characters and half surrogate pairs.
	 * @param text the text
	 * @param limit the longest it may be, in characters, at least 10
	 * @return the text, or its beginning and "… (cut)"
	 */
	public static String of(String text, int limit) {
		String cut = (text.length() <= limit) ? text : text.substring(0, limit - CUT.length()) + CUT;
		StringBuilder clean = new StringBuilder(cut.length());
		cut.codePoints().forEach((character) -> {
			boolean loneSurrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
			clean.appendCodePoint((character == 0 || loneSurrogate) ? 0xFFFD : character);
		});
		return clean.toString();
	}

}
