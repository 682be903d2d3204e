package io.jobscheduler.cron;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
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

	private static final int EXPRESSIONS = 1_500;

	private static final int SECONDS_PER_DAY = 86_400;

	private final long seed = TestSeed.orElse(20_260_107);

	private final Random random = new Random(this.seed);

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

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|',
			textBlock = """
					day=last fri; hour=18                     | at 18:00 on the last Friday of the month
					day=1st mon,3rd mon,last                  | at 00:00 on the last day, the 1st Monday and the 3rd Monday of the month
					year=2026                                 | at 00:00 on the 1st of January in 2026
					year=2026-2030,2033; month=4; day=*       | at 00:00 every day in April in 2026 to 2030 and 2033
					year=*/7; month=1; day=1                  | at 00:00 on the 1st of January in every 7th year from 1970 to 9999
					week=53                                   | at 00:00 every day in ISO week 53
					week=1-10,20; dayOfWeek=mon-fri; hour=9   | at 09:00 on weekdays in ISO weeks 1 to 10 and 20
					week=*/2; dayOfWeek=mon; hour=9           | at 09:00 on Mondays in every 2nd ISO week from 1 to 53
					day=13; dayOfWeek=fri; week=*/4; minute=* | every minute on the 13th of the month if it is a Friday in every 4th ISO week from 1 to 53
					""")
	void saysWhenFieldsMatch(String fields, String words) {
		Map<CronField, String> given = new EnumMap<>(CronField.class);
		for (String field : fields.split("; ")) {
			String key = field.substring(0, field.indexOf('='));
			given.put(Stream.of(CronField.values()).filter((each) -> each.key().equals(key)).findFirst().orElseThrow(),
					field.substring(key.length() + 1));
		}
		assertThat(CronExpression.of(given).describe()).isEqualTo(words);
	}

	@Test
	void saysExactlyWhenItMatches() {
		expressions().forEach((cron) -> {
			ReadCronWords read = ReadCronWords.of(cron.describe());
			assertThat(read.namesHours()).as("%s: %s", cron, cron.describe()).isEqualTo(cron.namesHours());
			LocalDateTime from = LocalDate.of(1999, 12, 1).plusDays(this.random.nextInt(20_000)).atStartOfDay();
			LocalDateTime match = cron.next(from).or(() -> cron.nextOrSame(LocalDateTime.MIN)).orElseThrow();
			LocalDate anyYear = LocalDate.of(this.random.nextInt(1970, 9999), 1, 1);
			assertSameDates(cron, read, match.toLocalDate().minusDays(50), 200);
			assertSameDates(cron, read, anyYear, 365);
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

	private void assertSameDates(CronExpression cron, ReadCronWords read, LocalDate start, int days) {
		LocalDate from = start.isBefore(LocalDate.EPOCH) ? LocalDate.EPOCH : start;
		LocalDate to = from.plusDays(days);
		List<LocalDate> dates = Stream
			.iterate(cron.nextOrSame(from.atStartOfDay()), Optional::isPresent,
					(match) -> cron.nextOrSame(match.orElseThrow().toLocalDate().plusDays(1).atStartOfDay()))
			.map((match) -> match.orElseThrow().toLocalDate())
			.takeWhile((date) -> date.isBefore(to))
			.toList();
		assertThat(from.datesUntil(to).filter(read.dates())).as("seed %s: %s: %s", this.seed, cron, cron.describe())
			.isEqualTo(dates);
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
				fail("seed %s: %s: %s, differ at %s", this.seed, cron, cron.describe(), time);
			}
		});
	}

	private Stream<CronExpression> expressions() {
		return Stream.generate(() -> RandomCronExpression.next(this.random))
			.limit(EXPRESSIONS)
			.flatMap((expression) -> parsed(expression::parse).stream());
	}

	/**
	 * Returns expressions that differ little, or only in how they are written.
	 */
	private static Stream<CronExpression> similar() {
		return Stream.of("0", "*/30", "*")
			.flatMap((minute) -> Stream
				.of("5", "5/20", "5-5", "0-23", "*", "*/1", "4-8/2", "4,6,8", "*/2", "4/2", "4-6", "4-6/1", "5-6",
						"5,6/20")
				.flatMap((hour) -> Stream.of("*", "?", "1-31", "1", "*,5W", "1,1W", "L", "1,L", "L-1", "*/2")
					.flatMap((day) -> Stream.of("*", "?", "0-6", "sun", "sun#1", "sunL", "*,sun#1", "1-5", "1-5,sunL")
						.map((dayOfWeek) -> String.join(" ", minute, hour, day, "*", dayOfWeek)))))
			.flatMap((expression) -> parsed(() -> CronExpression.parse(expression)).stream());
	}

	/**
	 * Returns the expression, or none if it is refused because it never matches.
	 */
	private static Optional<CronExpression> parsed(Supplier<CronExpression> expression) {
		try {
			return Optional.of(expression.get());
		}
		catch (InvalidCronExpressionException ex) {
			return Optional.empty();
		}
	}

}
