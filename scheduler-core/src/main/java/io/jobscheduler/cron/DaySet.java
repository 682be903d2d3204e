package io.jobscheduler.cron;

/**
 * The days of a month that one field of an expression matches: the union of several
 * rules, each a bit set. Days of the month are bits 1 to 31, days of the week bits 1
 * (Monday) to 7 (Sunday).
 *
 * @param daysOfMonth days by their number
 * @param daysBeforeLast days by how far they are before the last day of the month; bit 0
 * is the last day itself
 * @param nearestWeekdays days each standing for the nearest day from Monday to Friday in
 * the same month
 * @param lastWeekday whether the last day from Monday to Friday matches
 * @param daysOfWeek days of the week, each time that they occur
 * @param nthDaysOfWeek days of the week the first to fifth time that they occur; bit
 * {@code 7 * n + d} is the day of the week {@code d} for the time {@code n + 1}
 * @param lastDaysOfWeek days of the week the last time that they occur
 */
record DaySet(int daysOfMonth, int daysBeforeLast, int nearestWeekdays, boolean lastWeekday, int daysOfWeek,
		long nthDaysOfWeek, int lastDaysOfWeek) {

	static final int EVERY_DAY_OF_MONTH = 0xFFFF_FFFE;

	static final int EVERY_DAY_OF_WEEK = 0xFE;

	static final DaySet ON_ANY_DAY_OF_MONTH = new DaySet(EVERY_DAY_OF_MONTH, 0, 0, false, 0, 0, 0);

	static final DaySet ON_ANY_DAY_OF_WEEK = new DaySet(0, 0, 0, false, EVERY_DAY_OF_WEEK, 0, 0);

	/** Bits a week apart, five of them, the first being bit 0. */
	private static final int WEEKLY = 1 | 1 << 7 | 1 << 14 | 1 << 21 | 1 << 28;

	private static final int FRIDAY = 5;

	private static final int SATURDAY = 6;

	/**
	 * Returns the days of a month that match.
	 * @param length how many days the month has
	 * @param firstDayOfWeek the day of the week of its first day, 1 (Monday) to 7
	 * (Sunday)
	 * @return the matching days, as bits 1 to {@code length}
	 */
	int in(int length, int firstDayOfWeek) {
		int days = this.daysOfMonth;
		if (this.daysBeforeLast != 0) {
			days |= Integer.reverse(this.daysBeforeLast) >>> (31 - length);
		}
		if (this.daysOfWeek == EVERY_DAY_OF_WEEK) {
			days |= EVERY_DAY_OF_MONTH;
		}
		else {
			for (int rest = this.daysOfWeek; rest != 0; rest &= rest - 1) {
				days |= WEEKLY << firstOf(Integer.numberOfTrailingZeros(rest), firstDayOfWeek);
			}
		}
		return (days | weekdays(length, firstDayOfWeek) | nthAndLast(length, firstDayOfWeek)) & allDays(length);
	}

	/**
	 * Returns whether all the rules are about days of the week, and could be written in
	 * the field for them.
	 */
	boolean hasOnlyDaysOfWeek() {
		return this.daysOfMonth == 0 && this.daysBeforeLast == 0 && this.nearestWeekdays == 0 && !this.lastWeekday;
	}

	private int weekdays(int length, int firstDayOfWeek) {
		int days = 0;
		for (int rest = this.nearestWeekdays & allDays(length); rest != 0; rest &= rest - 1) {
			days |= 1 << nearestWeekday(Integer.numberOfTrailingZeros(rest), length, firstDayOfWeek);
		}
		if (this.lastWeekday) {
			days |= 1 << (length - Math.max(0, dayOfWeek(length, firstDayOfWeek) - FRIDAY));
		}
		return days;
	}

	private int nthAndLast(int length, int firstDayOfWeek) {
		long days = 0;
		for (long rest = this.nthDaysOfWeek; rest != 0; rest &= rest - 1) {
			int index = Long.numberOfTrailingZeros(rest) - 1;
			days |= 1L << (firstOf(index % 7 + 1, firstDayOfWeek) + index / 7 * 7);
		}
		for (int rest = this.lastDaysOfWeek; rest != 0; rest &= rest - 1) {
			int occurrences = WEEKLY << firstOf(Integer.numberOfTrailingZeros(rest), firstDayOfWeek);
			days |= Integer.highestOneBit(occurrences & allDays(length));
		}
		return (int) days;
	}

	private static int nearestWeekday(int day, int length, int firstDayOfWeek) {
		int dayOfWeek = dayOfWeek(day, firstDayOfWeek);
		if (dayOfWeek < SATURDAY) {
			return day;
		}
		if (dayOfWeek == SATURDAY) {
			return (day > 1) ? day - 1 : day + 2;
		}
		return (day < length) ? day + 1 : day - 2;
	}

	private static int dayOfWeek(int day, int firstDayOfWeek) {
		return (firstDayOfWeek + day - 2) % 7 + 1;
	}

	private static int firstOf(int dayOfWeek, int firstDayOfWeek) {
		return Math.floorMod(dayOfWeek - firstDayOfWeek, 7) + 1;
	}

	private static int allDays(int length) {
		return (int) ((2L << length) - 2);
	}

	/**
	 * Collects the rules of one field.
	 */
	static final class Builder {

		private int daysOfMonth;

		private int daysBeforeLast;

		private int nearestWeekdays;

		private boolean lastWeekday;

		private int daysOfWeek;

		private long nthDaysOfWeek;

		private int lastDaysOfWeek;

		void daysOfMonth(int set) {
			this.daysOfMonth |= set;
		}

		void dayBeforeLast(int days) {
			this.daysBeforeLast |= 1 << days;
		}

		void nearestWeekday(int dayOfMonth) {
			this.nearestWeekdays |= 1 << dayOfMonth;
		}

		void lastWeekday() {
			this.lastWeekday = true;
		}

		void daysOfWeek(int set) {
			this.daysOfWeek |= set;
		}

		void nthDayOfWeek(int n, int dayOfWeek) {
			this.nthDaysOfWeek |= 1L << (7 * (n - 1) + dayOfWeek);
		}

		void lastDayOfWeek(int dayOfWeek) {
			this.lastDaysOfWeek |= 1 << dayOfWeek;
		}

		DaySet build() {
			return new DaySet(this.daysOfMonth, this.daysBeforeLast, this.nearestWeekdays, this.lastWeekday,
					this.daysOfWeek, this.nthDaysOfWeek, this.lastDaysOfWeek);
		}

	}

}
