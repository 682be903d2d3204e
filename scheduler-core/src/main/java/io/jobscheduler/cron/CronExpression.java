package io.jobscheduler.cron;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A cron expression: a set of local dates and times, to the second, in the years from
 * 1970 to 9999. Immutable, and parsed only once.
 * <p>
 * An expression has five fields (minute, hour, day of month, month, day of week) or six
 * (the same, with the second in front), separated by white space, or is a macro. An
 * expression with five fields matches at second 0. Letters may be in any case.
 * <table border="1">
 * <caption>What may be written</caption>
 * <tr>
 * <td>{@code *}</td>
 * <td>every value</td>
 * </tr>
 * <tr>
 * <td>{@code ?}</td>
 * <td>every value; for day of month and day of week only</td>
 * </tr>
 * <tr>
 * <td>{@code 5}, {@code mar}, {@code fri}</td>
 * <td>one value; months are 1 to 12, days of the week 1 (Monday) to 7 (Sunday), or 0 for
 * Sunday</td>
 * </tr>
 * <tr>
 * <td>{@code 9-17}, {@code 22-2}, {@code fri-mon}</td>
 * <td>a range, both ends included; it wraps if it ends before it begins</td>
 * </tr>
 * <tr>
 * <td>{@code *}{@code /15}, {@code 5/15}, {@code 8-18/2}</td>
 * <td>every 15th value, from the first one of the field, from 5, or every other value of
 * a range; {@code *}{@code /2} counts days of the week from Monday</td>
 * </tr>
 * <tr>
 * <td>{@code L}, {@code L-3}</td>
 * <td>the last day of the month; the third day before it</td>
 * </tr>
 * <tr>
 * <td>{@code 15W}</td>
 * <td>the day from Monday to Friday that is nearest to the 15th and in the same month;
 * none in a month that has no such day</td>
 * </tr>
 * <tr>
 * <td>{@code LW}</td>
 * <td>the last day of the month that is from Monday to Friday</td>
 * </tr>
 * <tr>
 * <td>{@code fri#2}, {@code 5#2}</td>
 * <td>the second Friday of the month</td>
 * </tr>
 * <tr>
 * <td>{@code friL}, {@code 5L}</td>
 * <td>the last Friday of the month</td>
 * </tr>
 * <tr>
 * <td>{@code 1,15,L}</td>
 * <td>a list of any of these</td>
 * </tr>
 * <tr>
 * <td>{@code @yearly}, {@code @annually}, {@code @monthly}, {@code @weekly},
 * {@code @daily}, {@code @midnight}, {@code @hourly}</td>
 * <td>in place of all fields: when the period begins, at midnight; the week begins with
 * Sunday</td>
 * </tr>
 * </table>
 * Where both day of month and day of week are restricted, a date has to match both,
 * unlike in crontab.
 */
public final class CronExpression {

	private final String text;

	private final Map<CronField, String> fields;

	private final TimePattern times;

	private final DatePattern dates;

	private final boolean namesHours;

	CronExpression(String text, Map<CronField, String> fields, TimePattern times, DatePattern dates,
			boolean namesHours) {
		this.text = text;
		this.fields = fields;
		this.times = times;
		this.dates = dates;
		this.namesHours = namesHours;
	}

	/**
	 * Parses a cron expression.
	 * @param text the expression
	 * @return the parsed expression
	 * @throws InvalidCronExpressionException if it is not an expression, or one that
	 * could never match, such as one for the 30th of February
	 */
	public static CronExpression parse(String text) {
		return CrontabParser.parse(Objects.requireNonNull(text, "text"));
	}

	/**
	 * Parses fields that are given one by one, each on its own. There may be more of them
	 * than in one line, and they are written in another way, that of APScheduler.
	 * <table border="1">
	 * <caption>What may be written</caption>
	 * <tr>
	 * <td>{@code *}</td>
	 * <td>every value</td>
	 * </tr>
	 * <tr>
	 * <td>{@code 5}, {@code mar}, {@code fri}</td>
	 * <td>one value; years are 1970 to 9999, weeks those of ISO 8601 from 1 to 53, months
	 * 1 to 12, days of the week 1 (Monday) to 7 (Sunday), or 0 for Sunday</td>
	 * </tr>
	 * <tr>
	 * <td>{@code 9-17}, {@code mon-fri}</td>
	 * <td>a range, both ends included; it does not wrap</td>
	 * </tr>
	 * <tr>
	 * <td>{@code *}{@code /15}, {@code 5/15}, {@code 8-18/2}</td>
	 * <td>every 15th value, from the first one of the field, from 5, or every other value
	 * of a range; {@code *}{@code /2} counts days of the week from Monday. A step must
	 * not be wider than the range</td>
	 * </tr>
	 * <tr>
	 * <td>{@code last}</td>
	 * <td>the last day of the month</td>
	 * </tr>
	 * <tr>
	 * <td>{@code 1st mon} to {@code 5th sun}, {@code last fri}</td>
	 * <td>in the field for the day: the first Monday, fifth Sunday or last Friday of the
	 * month</td>
	 * </tr>
	 * <tr>
	 * <td>{@code 1,15,last}</td>
	 * <td>a list of any of these</td>
	 * </tr>
	 * </table>
	 * A date has to match all the fields. One that is not given is {@code *} if a less
	 * significant one is given, in the order of {@link CronField}, and else its smallest
	 * value; but year, week and day of week are {@code *} either way.
	 * @param fields the fields that are given, at least one
	 * @return the parsed expression
	 * @throws InvalidCronExpressionException if a field is invalid, if none is given, or
	 * if they could never match, such as the 29th of February in 2023
	 */
	public static CronExpression of(Map<CronField, String> fields) {
		return FieldsParser.parse(fields);
	}

	/**
	 * Returns the first match strictly after the given date and time.
	 * @param after where to look from, exclusive
	 * @return the next match, in whole seconds, or empty if there is none until the end
	 * of the year 9999
	 */
	public Optional<LocalDateTime> next(LocalDateTime after) {
		if (after.getYear() > CronField.YEAR.max()) {
			return Optional.empty();
		}
		return search(after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
	}

	/**
	 * Returns the first match that is not before the given date and time.
	 * @param from where to look from, inclusive
	 * @return the next match, in whole seconds, or empty if there is none until the end
	 * of the year 9999
	 */
	public Optional<LocalDateTime> nextOrSame(LocalDateTime from) {
		boolean wholeSecond = from.equals(from.truncatedTo(ChronoUnit.SECONDS));
		return wholeSecond ? search(from) : next(from);
	}

	/**
	 * Returns the fields that this expression was made of, where they were given one by
	 * one.
	 * @return the fields as they were given, from the most to the least significant one;
	 * empty for an expression that was written in one line
	 */
	public Map<CronField, String> fields() {
		return this.fields;
	}

	/**
	 * Returns whether the hours are named one by one or by ranges ({@code 2},
	 * {@code 9-17}), rather than by {@code *} or with a step. It decides what happens by
	 * default when clocks are changed.
	 * @return whether the field for the hour holds neither {@code *} nor a step
	 */
	public boolean namesHours() {
		return this.namesHours;
	}

	/**
	 * Says in words when this matches, such as {@code at 02:00 on weekdays} or
	 * {@code every 15 minutes from 09:00 to 17:45 on the last day of the month}. The
	 * words go by the meaning, however the expression is written, and they leave nothing
	 * out: expressions that differ in meaning have different words. Weekdays are the days
	 * from Monday to Friday. Where it matters for changes of the clocks, and does not
	 * show otherwise, a remark says whether the hours are {@link #namesHours() named}.
	 * @return the words, in English
	 */
	public String describe() {
		TimeWords time = new TimeWords(this.times, this.namesHours);
		return time + new DateWords(this.dates).following(time.everyHour() ? "" : " every day");
	}

	private Optional<LocalDateTime> search(LocalDateTime from) {
		LocalDate date = this.dates.nextOrSame(from.toLocalDate());
		if (date == null) {
			return Optional.empty();
		}
		if (date.isAfter(from.toLocalDate())) {
			return match(date, this.times.first());
		}
		int secondOfDay = this.times.nextOrSame(from.getHour(), from.getMinute(), from.getSecond());
		if (secondOfDay != TimePattern.NONE) {
			return match(date, secondOfDay);
		}
		return match(this.dates.nextOrSame(date.plusDays(1)), this.times.first());
	}

	private static Optional<LocalDateTime> match(@Nullable LocalDate date, int secondOfDay) {
		return (date == null) ? Optional.empty() : Optional.of(date.atTime(LocalTime.ofSecondOfDay(secondOfDay)));
	}

	/**
	 * Returns whether the other is an expression that matches the same dates and times by
	 * the same rules, however it is written: {@code 0 2 * * mon} equals
	 * {@code 0 0 2 ? * 1}, and an expression of the fields {@code dayOfWeek=mon} and
	 * {@code hour=2}. The rules are part of it: {@code 0 * * * *} does not equal
	 * {@code 0 0-23 * * *}, which {@linkplain #namesHours() names its hours}.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof CronExpression that && this.times.equals(that.times) && this.dates.equals(that.dates)
				&& this.namesHours == that.namesHours;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.times, this.dates, this.namesHours);
	}

	/**
	 * Returns the expression as it was given. Fields that were given one by one are
	 * written like {@code day=last fri; hour=2}, which is not to be parsed.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
