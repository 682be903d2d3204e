package io.jobscheduler.cron;

import org.jspecify.annotations.Nullable;

/**
 * A place in the text of one field, which moves from left to right, once. It knows
 * numbers and names, and the place to blame; what may follow what is up to the reader
 * that moves it.
 */
final class FieldCursor {

	/** More than any number that is allowed, and far from overflow. */
	private static final int TOO_LARGE = 1_000_000;

	private static final String ALLOWED_DAYS = "1-31, last, or 1st-5th or last with MON-SUN";

	private final String text;

	private final CronField field;

	private final boolean alone;

	private final int end;

	private int position;

	private int itemStart;

	private FieldCursor(String text, CronField field, boolean alone, int start, int end) {
		this.text = text;
		this.field = field;
		this.alone = alone;
		this.end = end;
		this.position = start;
		this.itemStart = start;
	}

	/**
	 * Returns a cursor over the field that is found in an expression between two indexes.
	 */
	static FieldCursor within(String expression, CronField field, int start, int end) {
		return new FieldCursor(expression, field, false, start, end);
	}

	/**
	 * Returns a cursor over a field that is given on its own.
	 */
	static FieldCursor alone(String text, CronField field) {
		return new FieldCursor(text, field, true, 0, text.length());
	}

	CronField field() {
		return this.field;
	}

	int position() {
		return this.position;
	}

	/**
	 * Begins an item of a list.
	 */
	void beginItem() {
		this.itemStart = this.position;
	}

	/**
	 * Ends an item of a list, and begins the next one if there is one.
	 * @return whether there is another one
	 */
	boolean nextItem() {
		if (this.position == this.end) {
			return false;
		}
		if (!accept(',')) {
			throw malformed();
		}
		beginItem();
		return true;
	}

	/**
	 * Returns whether there is nothing more of this item, or of the field.
	 */
	boolean atItemEnd() {
		return this.position == this.end || lookingAt(',');
	}

	void skipSpace() {
		while (this.position < this.end && Character.isWhitespace(this.text.charAt(this.position))) {
			this.position++;
		}
	}

	/**
	 * Moves past a word, given in upper case, unless a letter or digit follows it.
	 */
	boolean acceptWord(String word) {
		int start = this.position;
		if (accept(word) && !(this.position < this.end && isLetterOrDigit(upperCase(this.position)))) {
			return true;
		}
		this.position = start;
		return false;
	}

	/**
	 * Moves past a text, given in upper case.
	 */
	boolean accept(String expected) {
		int start = this.position;
		for (int index = 0; index < expected.length(); index++) {
			if (!accept(expected.charAt(index))) {
				this.position = start;
				return false;
			}
		}
		return true;
	}

	/**
	 * Moves past a character if it is all that the field consists of.
	 */
	boolean acceptOnly(char character) {
		return this.end - this.position == 1 && accept(character);
	}

	boolean accept(char character) {
		boolean accepted = lookingAt(character);
		if (accepted) {
			this.position++;
		}
		return accepted;
	}

	boolean lookingAt(char character) {
		return this.position < this.end && upperCase(this.position) == character;
	}

	/**
	 * Reads a number or name of a value.
	 * @return the number, which is not yet canonical
	 */
	int readValue() {
		if (lookingAtDigit()) {
			return readNumber("", this.field.min(), this.field.max());
		}
		for (int index = 0; index < this.field.names().size(); index++) {
			if (accept(this.field.names().get(index))) {
				return this.field.first() + index;
			}
		}
		throw malformed();
	}

	/**
	 * Reads a number.
	 * @param what what it counts, for use in messages
	 */
	int readNumber(String what, int min, int max) {
		int start = this.position;
		int number = 0;
		while (lookingAtDigit()) {
			number = Math.min(number * 10 + this.text.charAt(this.position) - '0', TOO_LARGE);
			this.position++;
		}
		if (start == this.position) {
			throw malformed();
		}
		if (number < min || number > max) {
			throw invalid(what, start, (min <= max) ? min + "-" + max : "none in a range of one value");
		}
		return number;
	}

	private boolean lookingAtDigit() {
		return this.position < this.end && this.text.charAt(this.position) >= '0'
				&& this.text.charAt(this.position) <= '9';
	}

	private char upperCase(int index) {
		char character = this.text.charAt(index);
		return (character >= 'a' && character <= 'z') ? (char) (character - 'a' + 'A') : character;
	}

	private static boolean isLetterOrDigit(char character) {
		return (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9');
	}

	/**
	 * Returns the exception for an item that makes no sense.
	 */
	InvalidCronExpressionException malformed() {
		int comma = this.text.indexOf(',', this.itemStart);
		int itemEnd = (comma < 0 || comma > this.end) ? this.end : comma;
		return invalid(null, "'" + this.text.substring(this.itemStart, itemEnd).strip() + "'", this.itemStart,
				allowed());
	}

	/**
	 * Returns the exception for what has just been read.
	 * @param what what it is; may be empty
	 * @param start the index at which it begins
	 */
	InvalidCronExpressionException invalid(String what, int start, String allowed) {
		return invalid(what.isEmpty() ? null : what, this.text.substring(start, this.position), start, allowed);
	}

	private String allowed() {
		return (this.alone && this.field == CronField.DAY_OF_MONTH) ? ALLOWED_DAYS : this.field.allowed();
	}

	private InvalidCronExpressionException invalid(@Nullable String what, String value, int start, String allowed) {
		String reason = ((what != null) ? what + " " : "") + value + " at position " + (start + 1) + ", allowed "
				+ allowed;
		return this.alone ? InvalidCronExpressionException.ofField(this.text, this.field, start + 1, reason)
				: InvalidCronExpressionException.ofExpression(this.text, this.field, start + 1,
						this.field + " " + reason);
	}

}
