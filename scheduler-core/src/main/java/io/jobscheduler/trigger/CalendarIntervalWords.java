package io.jobscheduler.trigger;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Puts a calendar interval into words, such as
 * {@code every 2 months at 08:00 on the 31st (skipped in months without one)}. Intervals
 * of the same length have the same words.
 *
 * @param step the interval
 * @param time the time of day
 * @param start the first date, or {@code null} if it is not known yet
 */
record CalendarIntervalWords(CalendarStep step, LocalTime time, @Nullable LocalDate start) {

	private static final int MONTHS_PER_YEAR = 12;

	private static final int DAYS_PER_WEEK = 7;

	/** The last day that every month has. */
	private static final int LAST_COMMON_DAY = 28;

	@Override
	public String toString() {
		if (this.step.allMonths() > 0 && this.step.allDays() > 0) {
			return "every " + inMonths() + " and " + inDays() + " at " + this.time;
		}
		boolean byMonth = this.step.allMonths() > 0;
		String words = TriggerWords.every(byMonth ? inMonths() : inDays()) + " at " + this.time;
		if (this.start == null) {
			return words;
		}
		return words + (byMonth ? onDayOfMonth(this.start) : onDayOfWeek(this.start));
	}

	private boolean byYear() {
		return this.step.allMonths() % MONTHS_PER_YEAR == 0;
	}

	private boolean byWeek() {
		return this.step.allDays() % DAYS_PER_WEEK == 0;
	}

	private String inMonths() {
		return byYear() ? TriggerWords.counted(this.step.allMonths() / MONTHS_PER_YEAR, "year")
				: TriggerWords.counted(this.step.allMonths(), "month");
	}

	private String inDays() {
		return byWeek() ? TriggerWords.counted(this.step.allDays() / DAYS_PER_WEEK, "week")
				: TriggerWords.counted(this.step.allDays(), "day");
	}

	private String onDayOfMonth(LocalDate date) {
		int day = date.getDayOfMonth();
		String words = " on the " + TriggerWords.ordinal(day);
		if (byYear()) {
			boolean leapDay = date.getMonth() == Month.FEBRUARY && day > LAST_COMMON_DAY;
			return words + " of " + date.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH)
					+ (leapDay ? " (skipped in years without one)" : "");
		}
		return words + ((day > LAST_COMMON_DAY) ? " (skipped in months without one)" : "");
	}

	private String onDayOfWeek(LocalDate date) {
		return byWeek() ? " on " + date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + "s" : "";
	}

}
