package io.jobscheduler.cron;

import java.time.Year;

/**
 * The weeks of the year in which an expression matches, as ISO 8601 counts them: a week
 * begins with Monday and belongs to the year that its Thursday is in, so that the first
 * days of January may be in week 52 or 53, and the last days of December in week 1.
 *
 * @param weeks bits 1 to 53
 */
record WeekSet(long weeks) {

	private static final long EVERY_WEEK = (1L << 54) - 2;

	static final WeekSet EVERY = new WeekSet(EVERY_WEEK);

	private static final int WEDNESDAY = 3;

	private static final int THURSDAY = 4;

	/**
	 * Returns the days of a month that match.
	 * @param year the year
	 * @param dayOfYear the day of the year of the first day of the month, from 1
	 * @param length how many days the month has
	 * @param firstDayOfWeek the day of the week of its first day, 1 (Monday) to 7
	 * (Sunday)
	 * @return the matching days, as bits from 1; those after {@code length} mean nothing
	 */
	int in(int year, int dayOfYear, int length, int firstDayOfWeek) {
		if (this.weeks == EVERY_WEEK) {
			return DaySet.EVERY_DAY_OF_MONTH;
		}
		long days = 0;
		int first = 1;
		int dayOfWeek = firstDayOfWeek;
		while (first <= length) {
			int next = Math.min(first + 8 - dayOfWeek, length + 1);
			if ((this.weeks >>> week(year, dayOfYear + first - 1, dayOfWeek) & 1) != 0) {
				days |= (1L << next) - (1L << first);
			}
			first = next;
			dayOfWeek = 1;
		}
		return (int) days;
	}

	private static int week(int year, int dayOfYear, int dayOfWeek) {
		int week = (dayOfYear + 10 - dayOfWeek) / 7;
		if (week == 0) {
			return lastWeek(year - 1);
		}
		return (week <= lastWeek(year)) ? week : 1;
	}

	/**
	 * A year has 53 weeks if it has 53 Thursdays.
	 */
	private static int lastWeek(int year) {
		int firstDayOfWeek = DatePattern.firstDayOfWeek(year);
		boolean longYear = firstDayOfWeek == THURSDAY || (firstDayOfWeek == WEDNESDAY && Year.isLeap(year));
		return longYear ? 53 : 52;
	}

}
