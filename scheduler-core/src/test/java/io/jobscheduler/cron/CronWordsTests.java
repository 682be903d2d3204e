package io.jobscheduler.cron;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link CronExpression#describe()}.
 */
class CronWordsTests {

	private static final int EXPRESSIONS = 2_000;

	private static final int SECONDS_PER_DAY = 86_400;

	private final Random random = new Random(Long.getLong("jobscheduler.test.seed", 20_260_107));

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|',
			textBlock = """
					0 2 * * mon-fri            | at 02:00 on weekdays
					*/15 9-17 * * *            | every 15 minutes from 09:00 to 17:45 every day
					0 0 L * *                  | at 00:00 on the last day of the month
					0 0 13 * fri               | at 00:00 on the 13th of the month if it is a Friday
					* * * * *                  | every minute
					* * * * * *                | every second
					0 * * * *                  | every hour
					30 * * * *                 | at minute 30 of every hour
					0 */2 * * *                | every 2 hours from 00:00 to 22:00 every day
					0 */12 * * *               | every 12 hours from 00:00 to 12:00 every day
					0 2-22/4 * * *             | every 4 hours from 02:00 to 22:00 every day
					0 8,12,16 * * *            | at 08:00, 12:00 and 16:00 every day
					0,30 8,14 * * *            | at 08:00, 08:30, 14:00 and 14:30 every day
					30 9-17,20 * * *           | every hour from 09:30 to 17:30 and at 20:30 every day
					0 0-23 * * *               | every hour (hours named)
					0 5/20 * * *               | at 05:00 (hours by step) every day
					5/15 9-17 * * *            | every 15 minutes from 09:05 to 17:50 every day
					5/15 * * * *               | at every 15th minute from 5 to 50 of every hour
					*/7 * * * *                | at every 7th minute from 0 to 56 of every hour
					* 1,3,5,9 * * *            | every minute of hours 1, 3, 5 and 9 every day
					*/15 */2 * * *             | every 15 minutes of every 2nd hour from 0 to 22 every day
					0,20 8-11,14,16 * * *      | at minutes 0 and 20 of hours 8 to 11, 14 and 16 every day
					*/10 * * * * *             | every 10 seconds
					*/10 * 9-17 * * *          | every 10 seconds from 09:00 to 17:59:50 every day
					*/10 5-7 9 * * *           | every 10 seconds from 09:05 to 09:07:50 every day
					15 30 2 * * *              | at 02:30:15 every day
					15 * * * * *               | at second 15 of every minute
					15 3,5 */3 * * *           | at second 15 of minutes 3 and 5 of every 3rd hour from 0 to 21 every day
					0 22-2 * * fri             | every hour from 00:00 to 02:00 and at 22:00 and 23:00 on Fridays
					0 0 1 1 *                  | at 00:00 on the 1st of January
					0 0 * 3 *                  | at 00:00 every day in March
					* * * 3-5,12 *             | every minute in every month from March to May and December
					0 0 1,10-15,20,L * *       | at 00:00 on the 1st, 10th to 15th, 20th and the last day of the month
					0 0 */2 * *                | at 00:00 on every 2nd day from the 1st to the 31st of the month
					0 0 15W,LW * *             | at 00:00 on the weekday nearest to the 15th and the last weekday of the month
					0 0 L-1 feb *              | at 00:00 on the 1st day before the last of February
					0 0 * * mon-wed,sun        | at 00:00 on Mondays to Wednesdays and Sundays
					0 0 * jan mon,wed,5#2,sunL | at 00:00 on Mondays, Wednesdays, the 2nd Friday and the last Sunday of January
					0 0 1-7 * 1#1,sat,sun      | at 00:00 on the 1st to 7th of the month if it is a Saturday, a Sunday or the 1st Monday of the month
					0 0 1 * mon-thu            | at 00:00 on the 1st of the month if it is a day from Monday to Thursday
					0 0 *,5W * *               | at 00:00 on every day and the weekday nearest to the 5th of the month
					@weekly                    | at 00:00 on Sundays
					""")
	void saysWhenItMatches(String expression, String words) {
		assertThat(CronExpression.parse(expression).describe()).isEqualTo(words);
	}

	@Test
	void saysExactlyWhenItMatches() {
		expressions().forEach((cron) -> {
			ReadCronWords read = ReadCronWords.of(cron.describe());
			assertThat(read.namesHours()).as("%s: %s", cron, cron.describe()).isEqualTo(cron.namesHours());
			LocalDateTime from = LocalDate.of(1999, 12, 1)
				.plusDays(this.random.nextInt(20_000))
				.atTime(LocalTime.ofSecondOfDay(this.random.nextInt(SECONDS_PER_DAY)));
			assertSameDates(cron, read, from.toLocalDate());
			LocalDateTime match = cron.next(from).or(() -> cron.nextOrSame(LocalDateTime.MIN)).orElseThrow();
			assertSameTimes(cron, read, match);
		});
	}

	@Test
	void expressionsThatDifferHaveDifferentWords() {
		Map<String, CronExpression> known = new HashMap<>();
		Stream.concat(expressions(), similar())
			.forEach((cron) -> assertThat(known.computeIfAbsent(cron.describe(), (words) -> cron)).as(cron.describe())
				.isEqualTo(cron));
	}

	@Test
	void expressionsThatAreEqualHaveTheSameWords() {
		Map<CronExpression, String> known = new HashMap<>();
		similar().forEach((cron) -> assertThat(known.computeIfAbsent(cron, CronExpression::describe)).as("%s", cron)
			.isEqualTo(cron.describe()));
	}

	private static void assertSameDates(CronExpression cron, ReadCronWords read, LocalDate from) {
		LocalDate to = from.plusDays(400);
		List<LocalDate> dates = Stream
			.iterate(cron.nextOrSame(from.atStartOfDay()), Optional::isPresent,
					(match) -> cron.nextOrSame(match.orElseThrow().toLocalDate().plusDays(1).atStartOfDay()))
			.map((match) -> match.orElseThrow().toLocalDate())
			.takeWhile((date) -> date.isBefore(to))
			.toList();
		assertThat(from.datesUntil(to).filter(read.dates())).as("%s: %s", cron, cron.describe()).isEqualTo(dates);
	}

	/**
	 * Looks at every minute of a day, and at every second of a few of its minutes.
	 */
	private void assertSameTimes(CronExpression cron, ReadCronWords read, LocalDateTime match) {
		IntStream minutes = IntStream.range(0, 1440).map((minute) -> minute * 60 + match.getSecond());
		IntStream seconds = IntStream.of(match.toLocalTime().toSecondOfDay(), this.random.nextInt(SECONDS_PER_DAY))
			.map((second) -> second / 60 * 60)
			.flatMap((minute) -> IntStream.range(minute, minute + 60));
		IntStream.concat(minutes, seconds).forEach((second) -> {
			LocalDateTime time = match.toLocalDate().atTime(LocalTime.ofSecondOfDay(second));
			if (read.times().test(time.toLocalTime()) != cron.nextOrSame(time).filter(time::equals).isPresent()) {
				fail("%s: %s, differ at %s", cron, cron.describe(), time);
			}
		});
	}

	private Stream<CronExpression> expressions() {
		return Stream.generate(() -> RandomCronExpression.next(this.random, this.random.nextBoolean()))
			.limit(EXPRESSIONS)
			.flatMap((expression) -> parse(expression.text()).stream());
	}

	/**
	 * Returns expressions that differ little, or only in how they are written.
	 */
	private static Stream<CronExpression> similar() {
		return Stream.of("0", "*/30", "0,30", "0-59", "*")
			.flatMap((minute) -> Stream
				.of("5", "5/20", "5-5", "0-23", "*", "*/1", "4-8/2", "4,6,8", "*/2", "4/2", "4-6", "4-6/1", "5-6",
						"5,6/20")
				.flatMap((hour) -> Stream.of("*", "?", "1-31", "1", "*,5W", "1,1W", "L", "1,L", "L-1", "*/2")
					.flatMap((day) -> Stream.of("*", "?", "0-6", "sun", "sun#1", "sunL", "*,sun#1", "1-5", "1-5,sunL")
						.map((dayOfWeek) -> String.join(" ", minute, hour, day, "*", dayOfWeek)))))
			.flatMap((expression) -> parse(expression).stream());
	}

	/**
	 * Returns the expression, or none if it is refused because it never matches.
	 */
	private static Optional<CronExpression> parse(String expression) {
		try {
			return Optional.of(CronExpression.parse(expression));
		}
		catch (InvalidCronExpressionException ex) {
			return Optional.empty();
		}
	}

}
