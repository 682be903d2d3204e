package io.jobscheduler.cron;

import java.util.List;

/**
 * Reads one field that is given on its own, in the syntax of APScheduler: a list of items
 * with commas between them, and maybe white space around them.
 */
final class ApSchedulerFieldReader {

	private static final List<String> ORDINALS = List.of("1ST", "2ND", "3RD", "4TH", "5TH");

	private final FieldCursor cursor;

	private final CronField field;

	ApSchedulerFieldReader(FieldCursor cursor) {
		this.cursor = cursor;
		this.field = cursor.field();
	}

	/**
	 * Reads a field of which the values are below 64.
	 * @return the set of values, in which bit <i>n</i> stands for the value <i>n</i>
	 */
	long readValues() {
		long values = 0;
		do {
			beginItem();
			values |= readRange().values(this.field);
		}
		while (nextItem());
		return values;
	}

	/**
	 * Reads the field for the year.
	 */
	YearSet readYears() {
		YearSet.Builder years = new YearSet.Builder();
		do {
			beginItem();
			Range range = readRange();
			years.add(range.from(), range.to(), range.step());
		}
		while (nextItem());
		return years.build();
	}

	/**
	 * Reads the field for the day of the month.
	 */
	DaySet readDaysOfMonth() {
		DaySet.Builder days = new DaySet.Builder();
		do {
			beginItem();
			readDayOfMonth(days);
		}
		while (nextItem());
		return days.build();
	}

	private void readDayOfMonth(DaySet.Builder days) {
		for (int index = 0; index < ORDINALS.size(); index++) {
			if (this.cursor.acceptWord(ORDINALS.get(index))) {
				this.cursor.skipSpace();
				days.nthDayOfWeek(index + 1, readDayName());
				return;
			}
		}
		if (this.cursor.acceptWord("LAST")) {
			this.cursor.skipSpace();
			if (this.cursor.atItemEnd()) {
				days.dayBeforeLast(0);
			}
			else {
				days.lastDayOfWeek(readDayName());
			}
			return;
		}
		days.daysOfMonth((int) readRange().values(this.field));
	}

	private int readDayName() {
		for (int index = 0; index < CronField.DAY_OF_WEEK.names().size(); index++) {
			if (this.cursor.acceptWord(CronField.DAY_OF_WEEK.names().get(index))) {
				return index + 1;
			}
		}
		throw this.cursor.malformed();
	}

	/**
	 * Reads the field for the day of the week.
	 */
	DaySet readDaysOfWeek() {
		DaySet.Builder days = new DaySet.Builder();
		days.daysOfWeek((int) readValues());
		return days.build();
	}

	private void beginItem() {
		this.cursor.skipSpace();
		this.cursor.beginItem();
	}

	private boolean nextItem() {
		this.cursor.skipSpace();
		return this.cursor.nextItem();
	}

	private Range readRange() {
		int from = this.field.first();
		int to = this.field.max();
		if (!this.cursor.accept('*')) {
			from = this.cursor.readValue();
			if (this.cursor.accept('-')) {
				to = readEnd(from);
			}
			else if (!this.cursor.lookingAt('/')) {
				to = from;
			}
		}
		int step = this.cursor.accept('/') ? this.cursor.readNumber("step", 1, to - from) : 1;
		return new Range(from, to, step);
	}

	private int readEnd(int from) {
		int start = this.cursor.position();
		int end = this.cursor.readValue();
		if (end < from) {
			throw this.cursor.invalid("end", start, this.field.allowedFrom(from));
		}
		return end;
	}

	/**
	 * Every {@code step}th number from {@code from} to {@code to}, both included.
	 */
	private record Range(int from, int to, int step) {

		long values(CronField field) {
			long values = 0;
			for (int number = this.from; number <= this.to; number += this.step) {
				values |= 1L << field.canonical(number);
			}
			return values;
		}

	}

}
