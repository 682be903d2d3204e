package io.jobscheduler.cron;

/**
 * Reads one field of an expression that is written in one line: a list of items with
 * commas between them.
 */
final class CrontabFieldReader {

	private static final int MAX_OCCURRENCES = 5;

	private static final int MAX_DAYS_BEFORE_LAST = 30;

	private final FieldCursor cursor;

	private final CronField field;

	CrontabFieldReader(FieldCursor cursor) {
		this.cursor = cursor;
		this.field = cursor.field();
	}

	/**
	 * Reads a field of which the items are values and ranges of values.
	 * @return the set of values, in which bit <i>n</i> stands for the value <i>n</i>
	 */
	long readValues() {
		long values = 0;
		do {
			values |= this.cursor.lookingAt('*') ? readAll() : readRangeFrom(this.cursor.readValue());
		}
		while (this.cursor.nextItem());
		return values;
	}

	/**
	 * Reads the field for the day of the month.
	 */
	DaySet readDaysOfMonth() {
		DaySet.Builder days = new DaySet.Builder();
		if (this.cursor.acceptOnly('?')) {
			days.daysOfMonth(DaySet.EVERY_DAY_OF_MONTH);
			return days.build();
		}
		do {
			readDayOfMonth(days);
		}
		while (this.cursor.nextItem());
		return days.build();
	}

	private void readDayOfMonth(DaySet.Builder days) {
		if (this.cursor.lookingAt('*')) {
			days.daysOfMonth((int) readAll());
		}
		else if (this.cursor.accept('L')) {
			readLastDayOfMonth(days);
		}
		else {
			int day = this.cursor.readValue();
			if (this.cursor.accept('W')) {
				days.nearestWeekday(day);
			}
			else {
				days.daysOfMonth((int) readRangeFrom(day));
			}
		}
	}

	private void readLastDayOfMonth(DaySet.Builder days) {
		if (this.cursor.accept('W')) {
			days.lastWeekday();
		}
		else if (this.cursor.accept('-')) {
			days.dayBeforeLast(this.cursor.readNumber("offset", 1, MAX_DAYS_BEFORE_LAST));
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
		if (this.cursor.acceptOnly('?')) {
			days.daysOfWeek(DaySet.EVERY_DAY_OF_WEEK);
			return days.build();
		}
		do {
			readDayOfWeek(days);
		}
		while (this.cursor.nextItem());
		return days.build();
	}

	private void readDayOfWeek(DaySet.Builder days) {
		if (this.cursor.lookingAt('*')) {
			days.daysOfWeek((int) readAll());
			return;
		}
		int day = this.cursor.readValue();
		if (this.cursor.accept('#')) {
			days.nthDayOfWeek(this.cursor.readNumber("occurrence", 1, MAX_OCCURRENCES), this.field.canonical(day));
		}
		else if (this.cursor.accept('L')) {
			days.lastDayOfWeek(this.field.canonical(day));
		}
		else {
			days.daysOfWeek((int) readRangeFrom(day));
		}
	}

	private long readAll() {
		this.cursor.accept('*');
		return range(this.field.first(), this.field.max(), readStep());
	}

	private long readRangeFrom(int from) {
		int to = from;
		if (this.cursor.accept('-')) {
			to = this.cursor.readValue();
		}
		else if (this.cursor.lookingAt('/')) {
			to = this.field.max();
		}
		return range(from, (to < from) ? to + this.field.size() : to, readStep());
	}

	private int readStep() {
		return this.cursor.accept('/') ? this.cursor.readNumber("step", 1, this.field.size()) : 1;
	}

	private long range(int from, int to, int step) {
		long values = 0;
		for (int number = from; number <= to; number += step) {
			values |= 1L << this.field.canonical(number);
		}
		return values;
	}

}
