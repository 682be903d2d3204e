package io.jobscheduler.cron;

import java.time.LocalDate;
import java.time.Month;
import java.time.Year;

import org.jspecify.annotations.Nullable;

/**
 * The dates on which an expression matches: those that each of its parts matches.
 *
 * @param years the years
 * @param months bits 1 to 12
 * @param daysOfMonth the days that the field for the day of the month matches
 * @param weeks the weeks
 * @param daysOfWeek the days that the field for the day of the week matches
 */
record DatePattern(YearSet years, long months, DaySet daysOfMonth, WeekSet weeks, DaySet daysOfWeek) {

	static final long EVERY_MONTH = 0x1FFE;

	/** Beginning on each day of the week: a leap year, the one after it, and others. */
	private static final int KINDS_OF_YEARS = 21;

	/**
	 * Returns the first matching date that is not before the given one.
	 * <p>
	 * On which dates a year matches depends on nothing but its kind, of which there are
	 * few. A kind that was once searched in vain is not searched again, so the work is
	 * bounded however the years are restricted.
	 * @param from where to begin
	 * @return the date, or {@code null} if there is none
	 */
	@Nullable LocalDate nextOrSame(LocalDate from) {
		int year = this.years.nextOrSame(from.getYear());
		if (year == from.getYear()) {
			LocalDate date = nextOrSame(year, from.getMonthValue(), from.getDayOfMonth());
			if (date != null) {
				return date;
			}
			year = this.years.nextOrSame(year + 1);
		}
		int searchedKinds = 0;
		while (year != YearSet.NONE && Integer.bitCount(searchedKinds) < KINDS_OF_YEARS) {
			int kind = 1 << kind(year);
			if ((searchedKinds & kind) == 0) {
				LocalDate date = nextOrSame(year, 1, 1);
				if (date != null) {
					return date;
				}
				searchedKinds |= kind;
			}
			year = this.years.nextOrSame(year + 1);
		}
		return null;
	}

	private @Nullable LocalDate nextOrSame(int year, int fromMonth, int fromDay) {
		int firstDayOfYear = firstDayOfWeek(year);
		boolean leap = Year.isLeap(year);
		int from = fromDay;
		for (int month = fromMonth; month <= 12; month++) {
			if ((this.months >>> month & 1) != 0) {
				int length = Month.of(month).length(leap);
				int dayOfYear = Month.of(month).firstDayOfYear(leap);
				int firstDayOfWeek = (firstDayOfYear + dayOfYear - 2) % 7 + 1;
				int days = this.daysOfMonth.in(length, firstDayOfWeek) & this.daysOfWeek.in(length, firstDayOfWeek)
						& this.weeks.in(year, dayOfYear, length, firstDayOfWeek) & (-1 << from);
				if (days != 0) {
					return LocalDate.of(year, month, Integer.numberOfTrailingZeros(days));
				}
			}
			from = 1;
		}
		return null;
	}

	/**
	 * Returns whether there is any matching date at all.
	 */
	boolean canMatch() {
		return nextOrSame(LocalDate.EPOCH) != null;
	}

	/**
	 * Returns the same dates in the one way of writing them that all others are equal to:
	 * rules about days of the week mean the same in either field for the day.
	 */
	DatePattern canonical() {
		boolean misplaced = this.daysOfMonth.hasOnlyDaysOfWeek() && this.daysOfWeek.equals(DaySet.ON_ANY_DAY_OF_WEEK);
		return misplaced
				? new DatePattern(this.years, this.months, DaySet.ON_ANY_DAY_OF_MONTH, this.weeks, this.daysOfMonth)
				: this;
	}

	/**
	 * Returns a number below 28 that is the same for years with the same dates, days of
	 * the week and weeks. The year before matters since it decides whether the first days
	 * of January are in week 52 or 53.
	 */
	private static int kind(int year) {
		return 4 * (firstDayOfWeek(year) - 1) + (Year.isLeap(year) ? 2 : 0) + (Year.isLeap(year - 1) ? 1 : 0);
	}

	/**
	 * Returns the day of the week of the first of January, 1 (Monday) to 7 (Sunday), in
	 * the Gregorian calendar, by counting the days since the year 1, which began on a
	 * Monday. A year of 365 days moves it on by one.
	 */
	static int firstDayOfWeek(int year) {
		int before = year - 1;
		return (before + before / 4 - before / 100 + before / 400) % 7 + 1;
	}

}
