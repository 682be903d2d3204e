package io.jobscheduler.cron;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link CronExpression}.
 */
class CronExpressionTests {

	@ParameterizedTest(name = "{0} after {1}: {2}")
	@CsvSource(delimiter = '|',
			textBlock = """
					* * * * *           | 2026-01-01T00:00    | 2026-01-01T00:01 2026-01-01T00:02
					* * * * * *         | 2026-01-01T00:00    | 2026-01-01T00:00:01 2026-01-01T00:00:02
					30 2 * * *          | 2026-01-01T02:30    | 2026-01-02T02:30 2026-01-03T02:30
					15 30 2 * * *       | 2026-01-01T02:30:15 | 2026-01-02T02:30:15 2026-01-03T02:30:15
					*/20 * * * *        | 2026-01-01T00:00    | 2026-01-01T00:20 2026-01-01T00:40 2026-01-01T01:00
					5/20 * * * *        | 2026-01-01T00:00    | 2026-01-01T00:05 2026-01-01T00:25 2026-01-01T00:45 2026-01-01T01:05
					50-10/10 3 * * *    | 2026-01-01T00:00    | 2026-01-01T03:00 2026-01-01T03:10 2026-01-01T03:50 2026-01-02T03:00
					*/60 * * * *        | 2026-01-01T00:00    | 2026-01-01T01:00 2026-01-01T02:00
					0 22-2 * * *        | 2026-01-01T00:00    | 2026-01-01T01:00 2026-01-01T02:00 2026-01-01T22:00 2026-01-01T23:00 2026-01-02T00:00
					0 22-2/2 * * *      | 2026-01-01T00:00    | 2026-01-01T02:00 2026-01-01T22:00 2026-01-02T00:00
					0 0 30-2 * *        | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-30T00:00 2026-01-31T00:00 2026-02-01T00:00
					0 0 1 nov-FEB *     | 2026-01-01T00:00    | 2026-02-01T00:00 2026-11-01T00:00 2026-12-01T00:00 2027-01-01T00:00
					0 0 * * fri-mon     | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-03T00:00 2026-01-04T00:00 2026-01-05T00:00 2026-01-09T00:00
					0 0 * * fri-mon/2   | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-04T00:00 2026-01-09T00:00
					0 0 * * sun-tue     | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-05T00:00 2026-01-06T00:00 2026-01-11T00:00
					0 0 * * 7-2         | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-05T00:00 2026-01-06T00:00 2026-01-11T00:00
					0 0 * * 5-7         | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-03T00:00 2026-01-04T00:00 2026-01-09T00:00
					0 0 * * 0           | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-11T00:00
					0 0 * * 7           | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-11T00:00
					0 0 * * 7-7         | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-11T00:00
					0 0 * * */2         | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-04T00:00 2026-01-05T00:00 2026-01-07T00:00
					0 0 13 * fri        | 2026-01-01T00:00    | 2026-02-13T00:00 2026-03-13T00:00 2026-11-13T00:00
					0 0 ? * 1           | 2026-01-01T00:00    | 2026-01-05T00:00 2026-01-12T00:00
					0 0 1 * ?           | 2026-01-01T00:00    | 2026-02-01T00:00 2026-03-01T00:00
					0 0 31 * *          | 2026-01-31T00:00    | 2026-03-31T00:00 2026-05-31T00:00
					0 0 29 2 *          | 2026-01-01T00:00    | 2028-02-29T00:00 2032-02-29T00:00
					0 0 29 2 mon        | 2072-02-29T00:00    | 2112-02-29T00:00 2140-02-29T00:00
					0 0 29 2 mon#5      | 2072-02-29T00:00    | 2112-02-29T00:00 2140-02-29T00:00
					0 0 1,L * *         | 2026-01-01T00:00    | 2026-01-31T00:00 2026-02-01T00:00 2026-02-28T00:00
					0 0 L-3 2 *         | 2027-01-01T00:00    | 2027-02-25T00:00 2028-02-26T00:00
					0 0 L-30 * *        | 2026-01-01T00:00    | 2026-03-01T00:00 2026-05-01T00:00
					0 0 LW * *          | 2026-01-01T00:00    | 2026-01-30T00:00 2026-02-27T00:00 2026-03-31T00:00
					0 0 15W * *         | 2026-01-01T00:00    | 2026-01-15T00:00 2026-02-16T00:00 2026-03-16T00:00
					0 0 1w * *          | 2026-07-02T00:00    | 2026-08-03T00:00 2026-09-01T00:00
					0 0 31W * *         | 2026-01-01T00:00    | 2026-01-30T00:00 2026-03-31T00:00 2026-05-29T00:00
					0 0 30W * *         | 2026-08-01T00:00    | 2026-08-31T00:00 2026-09-30T00:00
					0 0 28W 2 *         | 2026-08-01T00:00    | 2027-02-26T00:00 2028-02-28T00:00
					0 0 * * 5#2         | 2026-01-01T00:00    | 2026-01-09T00:00 2026-02-13T00:00
					0 0 * * FRI#5       | 2026-01-01T00:00    | 2026-01-30T00:00 2026-05-29T00:00
					0 0 * * 0#1,7#3     | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-18T00:00 2026-02-01T00:00
					0 0 * * friL        | 2026-01-01T00:00    | 2026-01-30T00:00 2026-02-27T00:00
					0 0 * * 5l,sunL     | 2026-01-01T00:00    | 2026-01-25T00:00 2026-01-30T00:00 2026-02-22T00:00
					@yearly             | 2026-01-01T00:00    | 2027-01-01T00:00 2028-01-01T00:00
					@annually           | 2026-01-01T00:00    | 2027-01-01T00:00 2028-01-01T00:00
					@monthly            | 2026-01-01T00:00    | 2026-02-01T00:00 2026-03-01T00:00
					@weekly             | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-11T00:00
					@daily              | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-03T00:00
					@midnight           | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-03T00:00
					@Hourly             | 2026-01-01T00:00    | 2026-01-01T01:00 2026-01-01T02:00
					""")
	void matches(String expression, LocalDateTime after, String expected) {
		List<LocalDateTime> times = Stream.of(expected.split(" ")).map(LocalDateTime::parse).toList();
		CronExpression cron = CronExpression.parse(expression);
		List<LocalDateTime> found = Stream
			.iterate(cron.next(after), Optional::isPresent, (time) -> cron.next(time.orElseThrow()))
			.map(Optional::orElseThrow)
			.limit(times.size())
			.toList();
		assertThat(found).isEqualTo(times);
	}

	@Test
	void countsTheSecondThatHasBegunAsPast() {
		CronExpression cron = CronExpression.parse("* * * * * *");
		assertThat(cron.next(LocalDateTime.parse("2026-01-01T00:00:00.999999999"))).contains(at("2026-01-01T00:00:01"));
		assertThat(cron.nextOrSame(LocalDateTime.parse("2026-01-01T00:00:00.000000001")))
			.contains(at("2026-01-01T00:00:01"));
		assertThat(cron.nextOrSame(at("2026-01-01T00:00:00"))).contains(at("2026-01-01T00:00:00"));
	}

	@Test
	void matchesFrom1970To9999() {
		CronExpression cron = CronExpression.parse("0 0 1 1 *");
		assertThat(cron.next(LocalDateTime.MIN)).contains(at("1970-01-01T00:00:00"));
		assertThat(cron.nextOrSame(at("9999-01-01T00:00:00"))).contains(at("9999-01-01T00:00:00"));
		assertThat(cron.next(at("9999-01-01T00:00:00"))).isEmpty();
		assertThat(cron.next(LocalDateTime.MAX)).isEmpty();
		assertThat(cron.nextOrSame(LocalDateTime.MAX)).isEmpty();
		assertThat(cron.nextOrSame(LocalDate.of(10_000, 1, 1).atStartOfDay())).isEmpty();
		assertThat(CronExpression.parse("59 59 23 * * *").next(at("9999-12-31T23:59:59"))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0 2 * * *", "0 9-17 * * *", "0 1,5 * * *", "*/5 0 * * *", "@daily", "0 0-23 * * *" })
	void namesItsHours(String expression) {
		assertThat(CronExpression.parse(expression).namesHours()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0 * * * *", "0 */2 * * *", "0 9-17/2 * * *", "0 1,5/3 * * *", "@hourly" })
	void doesNotNameItsHours(String expression) {
		assertThat(CronExpression.parse(expression).namesHours()).isFalse();
	}

	@Test
	void isEqualToOneOfTheSameMeaning() {
		CronExpression cron = CronExpression.parse("0 2 * * mon-fri");
		assertThat(cron).isEqualTo(CronExpression.parse("  0\t0 2  ? * 1,2,3,4,5 \n"))
			.hasSameHashCodeAs(CronExpression.parse("0 0 2 ? * 1,2,3,4,5"))
			.isNotEqualTo(CronExpression.parse("0 2 * * mon-sat"))
			.isNotEqualTo(CronExpression.parse("0 2 1 * mon-fri"))
			.isNotEqualTo(CronExpression.parse("1 0 2 * * mon-fri"))
			.isNotEqualTo("0 2 * * mon-fri");
		assertThat(CronExpression.parse("0 0-23 * * *")).isNotEqualTo(CronExpression.parse("0 * * * *"));
		assertThat(CronExpression.parse("@daily")).isEqualTo(CronExpression.parse("0 0 * * *"));
	}

	@Test
	void isWrittenAsItWasGiven() {
		assertThat(CronExpression.parse("0 2 * * MON")).hasToString("0 2 * * MON");
		assertThat(CronExpression.parse("@Daily")).hasToString("@Daily");
	}

	@Test
	@SuppressWarnings("NullAway")
	void refusesNull() {
		assertThatNullPointerException().isThrownBy(() -> CronExpression.parse(null));
	}

	private static LocalDateTime at(String time) {
		return LocalDateTime.parse(time, DateTimeFormatter.ISO_LOCAL_DATE_TIME);
	}

}
