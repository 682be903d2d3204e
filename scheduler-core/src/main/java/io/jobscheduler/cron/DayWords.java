package io.jobscheduler.cron;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Puts the days that one field matches into words: every rule of the field, even where
 * one includes another.
 *
 * @param days the days
 */
record DayWords(DaySet days) {

	private static final int MONDAY_TO_FRIDAY = 0b0011_1110;

	private static final int DAYS_OF_WEEK = 7;

	/**
	 * Returns whether there is any rule but the one that every day matches.
	 */
	boolean restricted() {
		return !plural().equals("every day");
	}

	/**
	 * Returns whether there are days by their place in the month, so that "of the month"
	 * or the like has to follow.
	 */
	boolean namesPlaces() {
		return namesNumbers() || !places().isEmpty();
	}

	/**
	 * Returns words for all these days, such as {@code Mondays and the last day}.
	 */
	String plural() {
		List<String> words = new ArrayList<>();
		if (everyDay()) {
			words.add("every day");
		}
		words.addAll(daysOfWeek("weekdays", (day) -> day + "s", "", "s"));
		if (namesNumbers()) {
			NumberSet numbers = NumberSet.of(this.days.daysOfMonth());
			words.addAll(numbers.isProgression() ? List.of(everyNth(numbers)) : numbered());
		}
		words.addAll(places());
		return NumberSet.enumerate(words, "and");
	}

	/**
	 * Returns words for any one of these days, such as {@code a Monday or the last day}.
	 */
	String singular() {
		List<String> words = new ArrayList<>();
		if (everyDay()) {
			words.add("any day");
		}
		words.addAll(daysOfWeek("a weekday", (day) -> "a " + day, "a day from ", ""));
		if (namesNumbers()) {
			words.addAll(numbered());
		}
		words.addAll(places());
		return NumberSet.enumerate(words, "or");
	}

	private boolean everyDay() {
		return this.days.daysOfMonth() == DaySet.EVERY_DAY_OF_MONTH
				|| this.days.daysOfWeek() == DaySet.EVERY_DAY_OF_WEEK;
	}

	private boolean namesNumbers() {
		return this.days.daysOfMonth() != 0 && this.days.daysOfMonth() != DaySet.EVERY_DAY_OF_MONTH;
	}

	private List<String> daysOfWeek(String weekdays, Function<String, String> single, String before, String after) {
		return switch (this.days.daysOfWeek()) {
			case DaySet.EVERY_DAY_OF_WEEK -> List.of();
			case MONDAY_TO_FRIDAY -> List.of(weekdays);
			default -> NumberSet.of(this.days.daysOfWeek())
				.words((day) -> single.apply(name(day)),
						(first, last) -> before + name(first) + after + " to " + name(last) + after);
		};
	}

	private static String everyNth(NumberSet numbers) {
		return "every " + NumberSet.ordinal(numbers.step()) + " day from the " + NumberSet.ordinal(numbers.first())
				+ " to the " + NumberSet.ordinal(numbers.last());
	}

	private List<String> numbered() {
		List<String> words = new ArrayList<>(NumberSet.of(this.days.daysOfMonth())
			.words(NumberSet::ordinal, (first, last) -> NumberSet.ordinal(first) + " to " + NumberSet.ordinal(last)));
		words.set(0, "the " + words.get(0));
		return words;
	}

	private List<String> places() {
		List<String> words = new ArrayList<>();
		for (int offset : NumberSet.of(this.days.daysBeforeLast()).numbers()) {
			words.add((offset == 0) ? "the last day" : "the " + NumberSet.ordinal(offset) + " day before the last");
		}
		for (int day : NumberSet.of(this.days.nearestWeekdays()).numbers()) {
			words.add("the weekday nearest to the " + NumberSet.ordinal(day));
		}
		if (this.days.lastWeekday()) {
			words.add("the last weekday");
		}
		for (int bit : NumberSet.of(this.days.nthDaysOfWeek()).numbers()) {
			int nth = (bit - 1) / DAYS_OF_WEEK + 1;
			words.add("the " + NumberSet.ordinal(nth) + " " + name((bit - 1) % DAYS_OF_WEEK + 1));
		}
		for (int day : NumberSet.of(this.days.lastDaysOfWeek()).numbers()) {
			words.add("the last " + name(day));
		}
		return words;
	}

	private static String name(int dayOfWeek) {
		return DayOfWeek.of(dayOfWeek).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
	}

}
