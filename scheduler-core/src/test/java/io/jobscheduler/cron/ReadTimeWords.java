package io.jobscheduler.cron;

import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * What words say about the time of day, read back.
 *
 * @param times the times of day that match
 * @param namesHours whether they name their hours, so far as no remark says otherwise
 */
record ReadTimeWords(Predicate<LocalTime> times, boolean namesHours) {

	private static final String TIME = "(\\d\\d:\\d\\d(?::\\d\\d)?)";

	static ReadTimeWords read(WordsCursor cursor) {
		if (cursor.accept("every (?:(\\d+) )?(second|minute|hour)s?(?= from)")) {
			return every(cursor);
		}
		if (cursor.accept("every hour(?! and at)")) {
			return new ReadTimeWords((time) -> time.toSecondOfDay() % 3600 == 0, false);
		}
		if (cursor.accept("(?=at \\d\\d:)")) {
			return new ReadTimeWords(listed(cursor), true);
		}
		return fields(cursor);
	}

	private static ReadTimeWords every(WordsCursor cursor) {
		String unit = cursor.group(2);
		int number = (cursor.group(1) != null) ? cursor.number(1) : 1;
		Duration step = switch (unit) {
			case "hour" -> Duration.ofHours(number);
			case "minute" -> Duration.ofMinutes(number);
			default -> Duration.ofSeconds(number);
		};
		boolean namesHours = !(unit.equals("hour") && number > 1);
		Predicate<LocalTime> times = (time) -> false;
		do {
			times = times.or(cursor.accept(" ?(?=at)") ? listed(cursor) : span(cursor, step));
		}
		while (cursor.accept(",(?= from)| and(?= from| at)"));
		return new ReadTimeWords(times, namesHours);
	}

	private static Predicate<LocalTime> span(WordsCursor cursor, Duration step) {
		cursor.expect(" from " + TIME + " to " + TIME);
		LocalTime from = LocalTime.parse(cursor.group(1));
		LocalTime to = LocalTime.parse(cursor.group(2));
		return (time) -> !time.isBefore(from) && !time.isAfter(to)
				&& Duration.between(from, time).toSeconds() % step.toSeconds() == 0;
	}

	private static Predicate<LocalTime> listed(WordsCursor cursor) {
		cursor.expect("at " + TIME);
		Predicate<LocalTime> times = Predicate.isEqual(LocalTime.parse(cursor.group(1)));
		while (cursor.accept("(?:, | and )" + TIME)) {
			times = times.or(Predicate.isEqual(LocalTime.parse(cursor.group(1))));
		}
		return times;
	}

	private static ReadTimeWords fields(WordsCursor cursor) {
		IntPredicate seconds = field(cursor, "second");
		if (seconds == null) {
			seconds = (second) -> second == 0;
		}
		else if (!cursor.accept(" of ")) {
			return times(seconds, (minute) -> true, (hour) -> true, false);
		}
		IntPredicate minutes = field(cursor, "minute");
		if (minutes == null) {
			throw cursor.unreadable("minutes");
		}
		if (!cursor.accept(" of (?=(every|hour))")) {
			return times(seconds, minutes, (hour) -> true, false);
		}
		boolean namesHours = cursor.group(1).equals("hour");
		IntPredicate hours = field(cursor, "hour");
		if (hours == null) {
			throw cursor.unreadable("hours");
		}
		return times(seconds, minutes, hours, namesHours);
	}

	private static ReadTimeWords times(IntPredicate seconds, IntPredicate minutes, IntPredicate hours,
			boolean namesHours) {
		return new ReadTimeWords((time) -> seconds.test(time.get(ChronoField.SECOND_OF_MINUTE))
				&& minutes.test(time.get(ChronoField.MINUTE_OF_HOUR)) && hours.test(time.get(ChronoField.HOUR_OF_DAY)),
				namesHours);
	}

	private static IntPredicate field(WordsCursor cursor, String unit) {
		if (cursor.accept("(?:at )?every (\\d+)(?:st|nd|rd|th) " + unit + " from (\\d+) to (\\d+)")) {
			int step = cursor.number(1);
			int from = cursor.number(2);
			int to = cursor.number(3);
			return (number) -> number >= from && number <= to && (number - from) % step == 0;
		}
		if (cursor.accept("every " + unit)) {
			return (number) -> true;
		}
		if (cursor.accept("every (\\d+) " + unit + "s")) {
			int step = cursor.number(1);
			return (number) -> number % step == 0;
		}
		return cursor.accept("(?:at )?" + unit + "s? ") ? numbers(cursor) : null;
	}

	private static IntPredicate numbers(WordsCursor cursor) {
		IntPredicate numbers = (number) -> false;
		do {
			cursor.expect("(\\d+)(?: to (\\d+))?");
			int from = cursor.number(1);
			int to = (cursor.group(2) != null) ? cursor.number(2) : from;
			numbers = numbers.or((number) -> number >= from && number <= to);
		}
		while (cursor.accept(", (?=\\d)| and (?=\\d)"));
		return numbers;
	}

}
