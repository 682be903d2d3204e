package io.jobscheduler.cron;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.function.Predicate;

/**
 * What {@link CronExpression#describe() the words} for an expression say, read back
 * without any knowledge of expressions.
 *
 * @param times the times of day that match
 * @param dates the dates that match
 * @param namesHours whether the hours are said to be named
 */
public record ReadCronWords(Predicate<LocalTime> times, Predicate<LocalDate> dates, boolean namesHours) {

	/**
	 * Reads words that say nothing else.
	 */
	public static ReadCronWords of(String words) {
		WordsCursor cursor = new WordsCursor(words);
		ReadCronWords read = read(cursor);
		if (!cursor.atEnd()) {
			throw cursor.unreadable("the end");
		}
		return read;
	}

	/**
	 * Reads words that may be followed by others.
	 */
	public static ReadCronWords read(WordsCursor cursor) {
		ReadTimeWords time = ReadTimeWords.read(cursor);
		boolean namesHours = time.namesHours();
		if (cursor.accept(" \\(hours (named|by step)\\)")) {
			namesHours = cursor.group(1).equals("named");
		}
		return new ReadCronWords(time.times(), ReadDateWords.read(cursor), namesHours);
	}

	public boolean matches(LocalDateTime time) {
		return this.dates.test(time.toLocalDate()) && this.times.test(time.toLocalTime());
	}

}
