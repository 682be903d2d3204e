package io.jobscheduler.cron;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/**
 * Puts dates into words, such as {@code on the 1st and the last day of January} or
 * {@code on the 13th of the month if it is a Friday}.
 */
final class DateWords {

	private static final int MONTHS = 12;

	private final DayWords daysOfMonth;

	private final DayWords daysOfWeek;

	private final NumberSet months;

	DateWords(DatePattern dates) {
		this.daysOfMonth = new DayWords(dates.daysOfMonth());
		this.daysOfWeek = new DayWords(dates.daysOfWeek());
		this.months = NumberSet.of(dates.months());
	}

	/**
	 * Returns the words, each of them with a space in front.
	 * @param everyDay what to say where days are not restricted
	 */
	String following(String everyDay) {
		if (this.daysOfMonth.restricted()) {
			return on(this.daysOfMonth) + (this.daysOfWeek.restricted() ? onlyIf(this.daysOfWeek) : "");
		}
		return this.daysOfWeek.restricted() ? on(this.daysOfWeek) : everyDay + inMonths();
	}

	private String on(DayWords days) {
		String months = days.namesPlaces() ? " of " + (everyMonth() ? "the month" : months()) : inMonths();
		return " on " + days.plural() + months;
	}

	private static String onlyIf(DayWords days) {
		return " if it is " + days.singular() + (days.namesPlaces() ? " of the month" : "");
	}

	private String inMonths() {
		return everyMonth() ? "" : " in " + months();
	}

	private boolean everyMonth() {
		return this.months.size() == MONTHS;
	}

	private String months() {
		List<String> words = this.months.words(DateWords::name,
				(first, last) -> "every month from " + name(first) + " to " + name(last));
		return NumberSet.enumerate(words, "and");
	}

	private static String name(int month) {
		return Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
	}

}
