package io.jobscheduler.cron;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Puts dates into words, such as {@code on the 1st and the last day of January} or
 * {@code on the 13th of the month if it is a Friday}.
 */
final class DateWords {

	private final DayWords daysOfMonth;

	private final DayWords daysOfWeek;

	private final NumberSet months;

	private final WeekSet weeks;

	private final YearSet years;

	DateWords(DatePattern dates) {
		this.daysOfMonth = new DayWords(dates.daysOfMonth());
		this.daysOfWeek = new DayWords(dates.daysOfWeek());
		this.months = NumberSet.of(dates.months());
		this.weeks = dates.weeks();
		this.years = dates.years();
	}

	/**
	 * Returns the words, each of them with a space in front.
	 * @param everyDay what to say where days are not restricted
	 */
	String following(String everyDay) {
		return days(everyDay) + inWeeks() + inYears();
	}

	private String days(String everyDay) {
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

	private String inWeeks() {
		if (this.weeks.equals(WeekSet.EVERY)) {
			return "";
		}
		NumberSet numbers = NumberSet.of(this.weeks.weeks());
		return " in " + (numbers.isProgression() ? numbers.stepped("ISO week") : numbers.listed("ISO week"));
	}

	private String inYears() {
		if (this.years.equals(YearSet.EVERY)) {
			return "";
		}
		IntStream years = IntStream.iterate(this.years.nextOrSame(0), (year) -> year != YearSet.NONE,
				(year) -> this.years.nextOrSame(year + 1));
		NumberSet numbers = new NumberSet(years.boxed().toList());
		return " in " + (numbers.isProgression() ? numbers.stepped("year") : numbers.listed());
	}

	private boolean everyMonth() {
		return this.months.size() == CronField.MONTH.size();
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
