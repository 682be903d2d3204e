package io.jobscheduler.trigger;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

/**
 * The way from one date to the next: so many months, on to the first month that has the
 * day, then so many days. The dates are those of APScheduler's calendar interval.
 *
 * @param years the years of a step
 * @param months the months of a step, beside the years
 * @param weeks the weeks of a step
 * @param days the days of a step, beside the weeks
 */
record CalendarStep(int years, int months, int weeks, int days) {

	/** The last date there is. */
	static final LocalDate LAST = LocalDate.of(9999, 12, 31);

	private static final long LAST_MONTH = LAST.getLong(ChronoField.PROLEPTIC_MONTH);

	CalendarStep {
		requireNotNegative("years", years);
		requireNotNegative("months", months);
		requireNotNegative("weeks", weeks);
		requireNotNegative("days", days);
		if (years == 0 && months == 0 && weeks == 0 && days == 0) {
			throw new IllegalArgumentException(
					"Invalid calendar interval: years, months, weeks and days are all 0, allowed at least one of them 1 or more");
		}
	}

	private static void requireNotNegative(String unit, int value) {
		if (value < 0) {
			throw new IllegalArgumentException("Invalid calendar interval: " + unit + " " + value + ", allowed from 0");
		}
	}

	long allMonths() {
		return 12L * this.years + this.months;
	}

	long allDays() {
		return 7L * this.weeks + this.days;
	}

	/**
	 * Returns the first of the dates, counted from a start, that is not before the given
	 * one, or {@code null} if there is none until the end of the year 9999. Steps of
	 * months alone or days alone are reckoned, those of both are taken one by one: where
	 * one leads depends on the date that it starts from.
	 */
	@Nullable LocalDate firstFrom(LocalDate from, LocalDate start) {
		if (!from.isAfter(start)) {
			return start;
		}
		if (allMonths() == 0) {
			long count = -Math.floorDiv(-ChronoUnit.DAYS.between(start, from), allDays());
			return plusDays(start, count * allDays());
		}
		if (allDays() > 0) {
			LocalDate date = start;
			while (date != null && date.isBefore(from)) {
				date = after(date);
			}
			return date;
		}
		long count = ChronoUnit.MONTHS.between(YearMonth.from(start), YearMonth.from(from)) / allMonths();
		LocalDate date = sameDay(start, count);
		return (date != null && date.isBefore(from)) ? after(date) : date;
	}

	/**
	 * Returns the date one step after another, or {@code null} if that is after the year
	 * 9999.
	 */
	@Nullable LocalDate after(LocalDate date) {
		LocalDate moved = (allMonths() > 0) ? sameDay(date, 1) : date;
		return (moved != null) ? plusDays(moved, allDays()) : null;
	}

	/**
	 * Returns the same day of the month, so many steps or more of months later: in the
	 * first month that has it.
	 */
	private @Nullable LocalDate sameDay(LocalDate date, long steps) {
		long start = date.getLong(ChronoField.PROLEPTIC_MONTH);
		for (long month = start + steps * allMonths(); month <= LAST_MONTH; month += allMonths()) {
			YearMonth yearMonth = YearMonth.of(Math.toIntExact(Math.floorDiv(month, 12)), Math.floorMod(month, 12) + 1);
			if (yearMonth.isValidDay(date.getDayOfMonth())) {
				return yearMonth.atDay(date.getDayOfMonth());
			}
		}
		return null;
	}

	private static @Nullable LocalDate plusDays(LocalDate date, long days) {
		return (days <= ChronoUnit.DAYS.between(date, LAST)) ? date.plusDays(days) : null;
	}

	boolean isAsLongAs(CalendarStep other) {
		return allMonths() == other.allMonths() && allDays() == other.allDays();
	}

	/**
	 * Returns this as people write it, such as {@code 1 month 2 days}.
	 */
	@Override
	public String toString() {
		StringJoiner text = new StringJoiner(" ");
		add(text, this.years, "year");
		add(text, this.months, "month");
		add(text, this.weeks, "week");
		add(text, this.days, "day");
		return text.toString();
	}

	private static void add(StringJoiner text, int count, String unit) {
		if (count > 0) {
			text.add(count + " " + unit + ((count > 1) ? "s" : ""));
		}
	}

}
