package io.jobscheduler.cron;

import java.time.LocalDate;
import java.time.Year;

import org.jspecify.annotations.Nullable;

/**
 * The dates on which an expression matches: those that each of its parts matches.
 *
 * @param daysOfMonth the days that the field for the day of the month matches
 * @param months bits 1 to 12
 * @param daysOfWeek the days that the field for the day of the week matches
 */
record DatePattern(DaySet daysOfMonth, long months, DaySet daysOfWeek) {

	/**
	 * The first of 28 years in which each kind of year there is (leap or not, beginning
	 * on each day of the week) comes up, so that what does not match there never does.
	 */
	private static final int FIRST_TYPICAL_YEAR = 2000;

	private static final int LAST_TYPICAL_YEAR = 2027;

	/**
	 * Returns the first matching date that is not before the given one.
	 * @param from where to begin
	 * @param lastYear the last year to look at
	 * @return the date, or {@code null} if there is none
	 */
	@Nullable LocalDate nextOrSame(LocalDate from, int lastYear) {
		int year = from.getYear();
		int month = from.getMonthValue();
		int day = from.getDayOfMonth();
		int firstDayOfWeek = from.withDayOfMonth(1).getDayOfWeek().getValue();
		while (year <= lastYear) {
			int length = lengthOfMonth(year, month);
			if ((this.months >>> month & 1) != 0) {
				int days = this.daysOfMonth.in(length, firstDayOfWeek) & this.daysOfWeek.in(length, firstDayOfWeek)
						& (-1 << day);
				if (days != 0) {
					return LocalDate.of(year, month, Integer.numberOfTrailingZeros(days));
				}
			}
			day = 1;
			firstDayOfWeek = (firstDayOfWeek + length - 1) % 7 + 1;
			if (++month > 12) {
				month = 1;
				year++;
			}
		}
		return null;
	}

	/**
	 * Returns whether there is any matching date at all.
	 */
	boolean canMatch() {
		return nextOrSame(LocalDate.of(FIRST_TYPICAL_YEAR, 1, 1), LAST_TYPICAL_YEAR) != null;
	}

	/**
	 * Returns this pattern without regard to the day of the week.
	 */
	DatePattern onAnyDayOfWeek() {
		DaySet.Builder every = new DaySet.Builder();
		every.daysOfWeek(DaySet.EVERY_DAY_OF_WEEK);
		return new DatePattern(this.daysOfMonth, this.months, every.build());
	}

	private static int lengthOfMonth(int year, int month) {
		return switch (month) {
			case 2 -> Year.isLeap(year) ? 29 : 28;
			case 4, 6, 9, 11 -> 30;
			default -> 31;
		};
	}

}
