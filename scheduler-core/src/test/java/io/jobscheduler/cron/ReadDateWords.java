package io.jobscheduler.cron;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Reads back what words say about dates.
 */
final class ReadDateWords {

	private static final String NTH = "(\\d+)(?:st|nd|rd|th)";

	private static final String DAY = "(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";

	private static final String MONTH = "(January|February|March|April|May|June|July|August|September|October"
			+ "|November|December)";

	private ReadDateWords() {
	}

	static Predicate<LocalDate> read(WordsCursor cursor) {
		Predicate<LocalDate> dates = (date) -> true;
		if (!cursor.accept(" every day") && cursor.accept(" on ")) {
			dates = days(cursor);
		}
		if (cursor.accept(" (?:of|in) (?=" + MONTH + "|every month)")) {
			dates = dates.and(months(cursor));
		}
		else {
			cursor.accept(" of the month");
		}
		if (cursor.accept(" if it is ")) {
			dates = dates.and(days(cursor));
			cursor.accept(" of the month");
		}
		dates = dates.and(numbers(cursor, "ISO week", (date) -> date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)));
		return dates.and(numbers(cursor, "year", LocalDate::getYear));
	}

	private static Predicate<LocalDate> numbers(WordsCursor cursor, String unit, ToIntFunction<LocalDate> value) {
		if (cursor.accept(" in every " + NTH + " " + unit + " from (\\d+) to (\\d+)")) {
			int step = cursor.number(1);
			int from = cursor.number(2);
			int to = cursor.number(3);
			return (date) -> value.applyAsInt(date) >= from && value.applyAsInt(date) <= to
					&& (value.applyAsInt(date) - from) % step == 0;
		}
		if (!cursor.accept(unit.equals("year") ? " in (?=\\d)" : " in " + unit + "s? ")) {
			return (date) -> true;
		}
		Predicate<LocalDate> numbers = (date) -> false;
		do {
			cursor.expect("(\\d+)(?: to (\\d+))?");
			int from = cursor.number(1);
			int to = (cursor.group(2) != null) ? cursor.number(2) : from;
			numbers = numbers.or((date) -> value.applyAsInt(date) >= from && value.applyAsInt(date) <= to);
		}
		while (cursor.accept(", (?=\\d)| and (?=\\d)"));
		return numbers;
	}

	private static Predicate<LocalDate> months(WordsCursor cursor) {
		Predicate<LocalDate> months = (date) -> false;
		do {
			months = months.or(month(cursor));
		}
		while (cursor.accept("(?:, | and )(?=" + MONTH + "|every month)"));
		return months;
	}

	private static Predicate<LocalDate> month(WordsCursor cursor) {
		if (cursor.accept("every month from " + MONTH + " to " + MONTH)) {
			Month from = month(cursor.group(1));
			Month to = month(cursor.group(2));
			return (date) -> date.getMonth().compareTo(from) >= 0 && date.getMonth().compareTo(to) <= 0;
		}
		cursor.expect(MONTH);
		Month month = month(cursor.group(1));
		return (date) -> date.getMonth() == month;
	}

	private static Predicate<LocalDate> days(WordsCursor cursor) {
		Predicate<LocalDate> days = (date) -> false;
		do {
			days = days.or(day(cursor));
		}
		while (cursor.accept(", (?!in )| and | or "));
		return days;
	}

	private static Predicate<LocalDate> day(WordsCursor cursor) {
		if (cursor.accept("every day|any day")) {
			return (date) -> true;
		}
		if (cursor.accept("weekdays|a weekday")) {
			return ReadDateWords::isWeekday;
		}
		if (cursor.accept("(?:a day from )?" + DAY + "s? to " + DAY + "s?")) {
			DayOfWeek from = dayOfWeek(cursor.group(1));
			DayOfWeek to = dayOfWeek(cursor.group(2));
			return (date) -> date.getDayOfWeek().compareTo(from) >= 0 && date.getDayOfWeek().compareTo(to) <= 0;
		}
		if (cursor.accept("(?:a )?" + DAY + "s?")) {
			DayOfWeek day = dayOfWeek(cursor.group(1));
			return (date) -> date.getDayOfWeek() == day;
		}
		return place(cursor);
	}

	private static Predicate<LocalDate> place(WordsCursor cursor) {
		if (cursor.accept("the last (weekday|day|" + DAY + ")")) {
			return last(cursor.group(1));
		}
		if (cursor.accept("the " + NTH + " day before the last")) {
			int days = cursor.number(1);
			return (date) -> date.plusDays(days).equals(date.with(TemporalAdjusters.lastDayOfMonth()));
		}
		if (cursor.accept("the weekday nearest to the " + NTH)) {
			int day = cursor.number(1);
			return (date) -> date.lengthOfMonth() >= day && isNearestWeekday(date, date.withDayOfMonth(day));
		}
		if (cursor.accept("the " + NTH + " " + DAY)) {
			int nth = cursor.number(1);
			DayOfWeek day = dayOfWeek(cursor.group(2));
			return (date) -> date.with(TemporalAdjusters.dayOfWeekInMonth(nth, day)).equals(date);
		}
		return numbered(cursor);
	}

	private static Predicate<LocalDate> last(String what) {
		return switch (what) {
			case "day" -> (date) -> date.plusDays(1).getDayOfMonth() == 1;
			case "weekday" -> (date) -> isNearestWeekday(date, date.with(TemporalAdjusters.lastDayOfMonth()));
			default -> (date) -> date.equals(date.with(TemporalAdjusters.lastInMonth(dayOfWeek(what))));
		};
	}

	private static Predicate<LocalDate> numbered(WordsCursor cursor) {
		if (cursor.accept("every " + NTH + " day from the " + NTH + " to the " + NTH)) {
			int step = cursor.number(1);
			int from = cursor.number(2);
			int to = cursor.number(3);
			return (date) -> date.getDayOfMonth() >= from && date.getDayOfMonth() <= to
					&& (date.getDayOfMonth() - from) % step == 0;
		}
		cursor.expect("(?:the )?" + NTH + "(?: to " + NTH + ")?");
		int from = cursor.number(1);
		int to = (cursor.group(2) != null) ? cursor.number(2) : from;
		return (date) -> date.getDayOfMonth() >= from && date.getDayOfMonth() <= to;
	}

	/**
	 * Tries all days from Monday to Friday of the month.
	 */
	private static boolean isNearestWeekday(LocalDate date, LocalDate to) {
		Stream<LocalDate> month = date.withDayOfMonth(1).datesUntil(date.plusMonths(1).withDayOfMonth(1));
		return month.filter(ReadDateWords::isWeekday)
			.min(Comparator.comparing((day) -> Math.abs(day.getDayOfMonth() - to.getDayOfMonth())))
			.orElseThrow()
			.equals(date);
	}

	private static boolean isWeekday(LocalDate date) {
		return date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY;
	}

	private static DayOfWeek dayOfWeek(String name) {
		return DayOfWeek.valueOf(name.toUpperCase(Locale.ROOT));
	}

	private static Month month(String name) {
		return Month.valueOf(name.toUpperCase(Locale.ROOT));
	}

}
