package io.jobscheduler.cron;

/**
 * Reads one field of a cron expression, once, from left to right: a list of items with
 * commas between them.
 */
final class FieldReader {

	private static final int MAX_OCCURRENCES = 5;

	private static final int MAX_DAYS_BEFORE_LAST = 30;

	/** More than any number that is allowed, and far from overflow. */
	private static final int TOO_LARGE = 1_000_000;

	private final String expression;

	private final CronField field;

	private final int end;

	private int position;

	private int itemStart;

	/**
	 * Creates a reader of the field that is found in an expression between two indexes.
	 */
	FieldReader(String expression, CronField field, int start, int end) {
		this.expression = expression;
		this.field = field;
		this.end = end;
		this.position = start;
		this.itemStart = start;
	}

	/**
	 * Reads a field of which the items are values and ranges of values.
	 * @return the set of values, in which bit <i>n</i> stands for the value <i>n</i>
	 */
	long readValues() {
		long values = 0;
		do {
			values |= lookingAt('*') ? readAll() : readRangeFrom(readValue());
		}
		while (nextItem());
		return values;
	}

	/**
	 * Reads the field for the day of the month.
	 */
	DaySet readDaysOfMonth() {
		DaySet.Builder days = new DaySet.Builder();
		if (acceptOnly('?')) {
			days.daysOfMonth(DaySet.EVERY_DAY_OF_MONTH);
			return days.build();
		}
		do {
			readDayOfMonth(days);
		}
		while (nextItem());
		return days.build();
	}

	private void readDayOfMonth(DaySet.Builder days) {
		if (lookingAt('*')) {
			days.daysOfMonth((int) readAll());
		}
		else if (accept('L')) {
			readLastDayOfMonth(days);
		}
		else {
			int day = readValue();
			if (accept('W')) {
				days.nearestWeekday(day);
			}
			else {
				days.daysOfMonth((int) readRangeFrom(day));
			}
		}
	}

	private void readLastDayOfMonth(DaySet.Builder days) {
		if (accept('W')) {
			days.lastWeekday();
		}
		else if (accept('-')) {
			days.dayBeforeLast(readNumber(" offset", 1, MAX_DAYS_BEFORE_LAST));
		}
		else {
			days.dayBeforeLast(0);
		}
	}

	/**
	 * Reads the field for the day of the week.
	 */
	DaySet readDaysOfWeek() {
		DaySet.Builder days = new DaySet.Builder();
		if (acceptOnly('?')) {
			days.daysOfWeek(DaySet.EVERY_DAY_OF_WEEK);
			return days.build();
		}
		do {
			readDayOfWeek(days);
		}
		while (nextItem());
		return days.build();
	}

	private void readDayOfWeek(DaySet.Builder days) {
		if (lookingAt('*')) {
			days.daysOfWeek((int) readAll());
			return;
		}
		int day = readValue();
		if (accept('#')) {
			days.nthDayOfWeek(readNumber(" occurrence", 1, MAX_OCCURRENCES), this.field.canonical(day));
		}
		else if (accept('L')) {
			days.lastDayOfWeek(this.field.canonical(day));
		}
		else {
			days.daysOfWeek((int) readRangeFrom(day));
		}
	}

	private long readAll() {
		accept('*');
		return range(this.field.first(), this.field.max(), readStep());
	}

	private long readRangeFrom(int from) {
		int to = from;
		if (accept('-')) {
			to = readValue();
		}
		else if (lookingAt('/')) {
			to = this.field.max();
		}
		return range(from, (to < from) ? to + this.field.size() : to, readStep());
	}

	private int readStep() {
		return accept('/') ? readNumber(" step", 1, this.field.size()) : 1;
	}

	private long range(int from, int to, int step) {
		long values = 0;
		for (int number = from; number <= to; number += step) {
			values |= 1L << this.field.canonical(number);
		}
		return values;
	}

	private int readValue() {
		if (lookingAtDigit()) {
			return readNumber("", this.field.min(), this.field.max());
		}
		for (int index = 0; index < this.field.names().size(); index++) {
			if (acceptName(this.field.names().get(index))) {
				return this.field.first() + index;
			}
		}
		throw malformed();
	}

	private boolean acceptName(String name) {
		int start = this.position;
		for (int index = 0; index < name.length(); index++) {
			if (!accept(name.charAt(index))) {
				this.position = start;
				return false;
			}
		}
		return true;
	}

	private int readNumber(String what, int min, int max) {
		if (!lookingAtDigit()) {
			throw malformed();
		}
		int start = this.position;
		int number = 0;
		while (lookingAtDigit()) {
			number = Math.min(number * 10 + this.expression.charAt(this.position) - '0', TOO_LARGE);
			this.position++;
		}
		if (number < min || number > max) {
			throw invalid(what + " " + this.expression.substring(start, this.position), start, min + "-" + max);
		}
		return number;
	}

	/**
	 * Ends an item.
	 * @return whether there is another one
	 */
	private boolean nextItem() {
		if (this.position == this.end) {
			return false;
		}
		if (!accept(',')) {
			throw malformed();
		}
		this.itemStart = this.position;
		return true;
	}

	private boolean acceptOnly(char character) {
		return this.end - this.position == 1 && accept(character);
	}

	private boolean accept(char character) {
		boolean accepted = lookingAt(character);
		if (accepted) {
			this.position++;
		}
		return accepted;
	}

	private boolean lookingAt(char character) {
		return this.position < this.end && upperCase(this.expression.charAt(this.position)) == character;
	}

	private boolean lookingAtDigit() {
		return this.position < this.end && this.expression.charAt(this.position) >= '0'
				&& this.expression.charAt(this.position) <= '9';
	}

	private static char upperCase(char character) {
		return (character >= 'a' && character <= 'z') ? (char) (character - 'a' + 'A') : character;
	}

	private InvalidCronExpressionException malformed() {
		int comma = this.expression.indexOf(',', this.itemStart);
		int itemEnd = (comma < 0 || comma > this.end) ? this.end : comma;
		String item = this.expression.substring(this.itemStart, itemEnd);
		return invalid(" '" + item + "'", this.itemStart, this.field.allowed());
	}

	private InvalidCronExpressionException invalid(String what, int index, String allowed) {
		return new InvalidCronExpressionException(this.expression, this.field, index + 1,
				this.field + what + " at position " + (index + 1) + ", allowed " + allowed);
	}

}
