package io.jobscheduler.cron;

import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link CronExpression#of(Map)}, the fields of which are written here as
 * {@code key=text; key=text}.
 */
class CronFieldsTests {

	@ParameterizedTest(name = "{0} after {1}: {2}")
	@CsvSource(delimiter = '|',
			textBlock = """
					second=*                            | 2026-01-01T00:00    | 2026-01-01T00:00:01 2026-01-01T00:00:02
					second=30                           | 2026-01-01T00:00    | 2026-01-01T00:00:30 2026-01-01T00:01:30
					minute=30                           | 2026-01-01T00:00    | 2026-01-01T00:30 2026-01-01T01:30
					hour=2                              | 2026-01-01T00:00    | 2026-01-01T02:00 2026-01-02T02:00
					dayOfWeek=*                         | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-03T00:00
					dayOfWeek=mon                       | 2026-01-01T00:00    | 2026-01-05T00:00 2026-01-12T00:00
					week=53                             | 2026-12-30T00:00    | 2026-12-31T00:00 2027-01-01T00:00 2027-01-02T00:00 2027-01-03T00:00 2032-12-27T00:00
					day=15                              | 2026-01-01T00:00    | 2026-01-15T00:00 2026-02-15T00:00
					month=3                             | 2026-01-01T00:00    | 2026-03-01T00:00 2027-03-01T00:00
					year=*                              | 2026-01-01T00:00    | 2027-01-01T00:00 2028-01-01T00:00
					year=2026; second=59                | 2026-12-31T23:58    | 2026-12-31T23:58:59 2026-12-31T23:59:59 -
					month=2; minute=30                  | 2026-01-31T23:00    | 2026-02-01T00:30 2026-02-01T01:30
					year=2027/100; month=*/11           | 2026-01-01T00:00    | 2027-01-01T00:00 2027-12-01T00:00 2127-01-01T00:00
					year=*/4000                         | 2026-01-01T00:00    | 5970-01-01T00:00 9970-01-01T00:00 -
					year=2020-2030/5,2026               | 1900-01-01T00:00    | 2020-01-01T00:00 2025-01-01T00:00 2026-01-01T00:00 2030-01-01T00:00 -
					year=1970                           | -0001-01-01T00:00   | 1970-01-01T00:00 -
					year=9999; month=12; day=31         | 2026-01-01T00:00    | 9999-12-31T00:00 -
					hour=5/6                            | 2026-01-01T06:00    | 2026-01-01T11:00 2026-01-01T17:00 2026-01-01T23:00 2026-01-02T05:00
					hour=*/23                           | 2026-01-01T06:00    | 2026-01-01T23:00 2026-01-02T00:00
					hour=8-18/10                        | 2026-01-01T06:00    | 2026-01-01T08:00 2026-01-01T18:00 2026-01-02T08:00
					day=*/30                            | 2026-01-01T06:00    | 2026-01-31T00:00 2026-02-01T00:00 2026-03-01T00:00
					day=last                            | 2028-01-01T00:00    | 2028-01-31T00:00 2028-02-29T00:00
					day=1st mon                         | 2026-01-01T00:00    | 2026-01-05T00:00 2026-02-02T00:00
					day=2ND Thu                         | 2026-01-01T00:00    | 2026-01-08T00:00 2026-02-12T00:00
					day=3rd sun                         | 2026-01-01T00:00    | 2026-01-18T00:00 2026-02-15T00:00
					day=4th sat                         | 2026-01-01T00:00    | 2026-01-24T00:00 2026-02-28T00:00
					day=5th fri                         | 2026-01-01T00:00    | 2026-01-30T00:00 2026-05-29T00:00
					day=last   Fri                      | 2026-01-01T00:00    | 2026-01-30T00:00 2026-02-27T00:00
					day= 1st mon , last,15 ,LAST tue    | 2026-01-01T00:00    | 2026-01-05T00:00 2026-01-15T00:00 2026-01-27T00:00 2026-01-31T00:00
					day=last fri; dayOfWeek=mon-fri     | 2026-01-01T00:00    | 2026-01-30T00:00 2026-02-27T00:00
					day=last; dayOfWeek=mon             | 2026-01-01T00:00    | 2026-08-31T00:00 2026-11-30T00:00
					month=feb; day=29                   | 2026-01-01T00:00    | 2028-02-29T00:00 2032-02-29T00:00
					month=feb; day=29; dayOfWeek=mon    | 2072-03-01T00:00    | 2112-02-29T00:00 2140-02-29T00:00
					month=Nov-DEC,3                     | 2026-01-01T00:00    | 2026-03-01T00:00 2026-11-01T00:00 2026-12-01T00:00
					dayOfWeek=mon-fri/2                 | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-05T00:00 2026-01-07T00:00
					dayOfWeek=tue/2                     | 2026-01-01T00:00    | 2026-01-03T00:00 2026-01-06T00:00 2026-01-08T00:00
					dayOfWeek=*/2                       | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-04T00:00 2026-01-05T00:00
					dayOfWeek=0                         | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-11T00:00
					dayOfWeek=0-1                       | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-05T00:00 2026-01-11T00:00
					dayOfWeek=5-7                       | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-03T00:00 2026-01-04T00:00
					week=1                              | 2024-12-01T00:00    | 2024-12-30T00:00 2024-12-31T00:00 2025-01-01T00:00
					week=1; year=2025                   | 2024-12-01T00:00    | 2025-01-01T00:00 2025-01-02T00:00 2025-01-03T00:00 2025-01-04T00:00 2025-01-05T00:00 2025-12-29T00:00
					week=53; dayOfWeek=thu              | 2021-01-01T00:00    | 2026-12-31T00:00 2032-12-30T00:00 2037-12-31T00:00
					week=52; dayOfWeek=sun; month=1     | 2021-01-01T00:00    | 2022-01-02T00:00 2023-01-01T00:00 2028-01-02T00:00
					week=53; month=1; day=1; year=2011,2022,2033 | 2006-01-01T00:00 | 2033-01-01T00:00 -
					week=10-20/10; dayOfWeek=1          | 2026-01-01T00:00    | 2026-03-02T00:00 2026-05-11T00:00 2027-03-08T00:00
					""")
	void matches(String fields, String after, String expected) {
		List<String> times = List.of(expected.split(" "));
		CronExpression cron = CronExpression.of(fields(fields));
		List<String> found = Stream.iterate(cron.next(LocalDateTime.parse(after)), (time) -> time.flatMap(cron::next))
			.map((time) -> time.map(String::valueOf).orElse("-"))
			.limit(times.size())
			.toList();
		assertThat(found).isEqualTo(times);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
			dayOfWeek=mno       | 'mno' at position 1, allowed 0-7 or MON-SUN
			dayOfWeek=mon,monday | 'monday' at position 5, allowed 0-7 or MON-SUN
			dayOfWeek=8         | 8 at position 1, allowed 0-7
			dayOfWeek=fri-mon   | end mon at position 5, allowed 5-7 or FRI-SUN
			dayOfWeek=sun-tue   | end tue at position 5, allowed 7 or SUN
			dayOfWeek=1-0       | end 0 at position 3, allowed 1-7 or MON-SUN
			dayOfWeek=mon-fri/5 | step 5 at position 9, allowed 1-4
			dayOfWeek=fri#2     | 'fri#2' at position 1, allowed 0-7 or MON-SUN
			dayOfWeek=friL      | 'friL' at position 1, allowed 0-7 or MON-SUN
			dayOfWeek=1st mon   | '1st mon' at position 1, allowed 0-7 or MON-SUN
			dayOfWeek=?         | '?' at position 1, allowed 0-7 or MON-SUN
			year=1969           | 1969 at position 1, allowed 1970-9999
			year=10000          | 10000 at position 1, allowed 1970-9999
			year=99999999999    | 99999999999 at position 1, allowed 1970-9999
			year=2009-fault     | '2009-fault' at position 1, allowed 1970-9999
			year=2009/0         | step 0 at position 6, allowed 1-7990
			year=2009-2008      | end 2008 at position 6, allowed 2009-9999
			year=*/8030         | step 8030 at position 3, allowed 1-8029
			month=fab           | 'fab' at position 1, allowed 1-12 or JAN-DEC
			month=jan-fab       | 'jan-fab' at position 1, allowed 1-12 or JAN-DEC
			month=nov-feb       | end feb at position 5, allowed 11-12 or NOV-DEC
			month=13            | 13 at position 1, allowed 1-12
			week=0              | 0 at position 1, allowed 1-53
			week=54             | 54 at position 1, allowed 1-53
			day=*/31            | step 31 at position 3, allowed 1-30
			day=4-6/3           | step 3 at position 5, allowed 1-2
			day=5-5/1           | step 1 at position 5, allowed none in a range of one value
			day=31/2            | step 2 at position 4, allowed none in a range of one value
			day=0-3             | 0 at position 1, allowed 1-31
			day=32              | 32 at position 1, allowed 1-31
			day=lastly          | 'lastly' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=lastfri         | 'lastfri' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=1st web         | '1st web' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=1st             | '1st' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=5, 6th mon      | '6th mon' at position 4, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=1stmon          | '1stmon' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=1st mon-fri     | '1st mon-fri' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=last 1          | 'last 1' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=last/2          | 'last/2' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=mon             | 'mon' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			day=15W             | '15W' at position 1, allowed 1-31, last, or 1st-5th or last with MON-SUN
			hour=24             | 24 at position 1, allowed 0-23
			hour=0-24           | 24 at position 3, allowed 0-23
			hour=*/24           | step 24 at position 3, allowed 1-23
			hour=1 - 2          | '1 - 2' at position 1, allowed 0-23
			hour=-1             | '-1' at position 1, allowed 0-23
			minute=61           | 61 at position 1, allowed 0-59
			minute=1,,2         | '' at position 3, allowed 0-59
			minute=1,           | '' at position 3, allowed 0-59
			minute=             | '' at position 1, allowed 0-59
			minute=50-10        | end 10 at position 4, allowed 50-59
			minute=\u0661       | '\u0661' at position 1, allowed 0-59
			second=x            | 'x' at position 1, allowed 0-59
			second=*/           | '*/' at position 1, allowed 0-59
			second=**           | '**' at position 1, allowed 0-59
			""")
	void saysWhatIsWrongAndWhere(String given, String reason) {
		String[] field = given.split("=", 2);
		assertThatExceptionOfType(InvalidCronExpressionException.class)
			.isThrownBy(() -> CronExpression.of(fields(given)))
			.withMessage("Invalid cron field " + field[0] + " '" + field[1] + "': " + reason);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|',
			textBlock = """
					month=2; day=30                           | no 30 February
					month=2,4; day=31; hour=2                 | no 31 February or April
					year=2023; month=2; day=29                | no 29 February in 2023
					year=2021-2023; month=feb; day=29         | no 29 February in 2021-2023
					year=1971/2; day=29; month=2              | no 29 February in 1971/2
					month=2; day=29; year=2100,2200,2300      | no 29 February in 2100,2200,2300
					year=2025; week=53                        | no day of ISO week 53 in 2025
					year=2025; week=53; hour=2; dayOfWeek=mon | no day of ISO week 53 in 2025
					year=2027; week=53; dayOfWeek=mon         | no day on mon of ISO week 53 in 2027
					month=1; week=30; day=25; year=2026       | no day of ISO week 30 in January
					week=53; day=5                            | no day 5 of ISO week 53
					day=last wed; dayOfWeek=tue               | no last wed on tue
					day=1; dayOfWeek=mon; year=2022,2025      | -
					day=1; dayOfWeek=mon; month=1; year=2025  | no 1 January on mon in 2025
					day=last; dayOfWeek=sun; year=2026; month=1-4 | no last day of January or February or March or April on sun in 2026
					day=5th mon; month=feb; year=2025-2029    | no 5th mon of February in 2025-2029
					day=5th mon; month=feb                    | -
					""")
	void saysWhyTheyCouldNeverMatch(String fields, String reason) {
		InvalidCronExpressionException refused = refuse(fields);
		if (reason.equals("-")) {
			assertThat(refused).isNull();
		}
		else {
			assertThat(refused).hasMessage("Invalid cron fields '" + inOrder(fields) + "': " + reason);
			assertThat(refused.field()).isEmpty();
			assertThat(refused.position()).isEmpty();
		}
	}

	@Test
	void yearsThatHavePassedAreNoMistake() {
		CronExpression cron = CronExpression.of(fields("year=2019; month=2; day=28"));
		assertThat(cron.next(LocalDateTime.parse("2026-01-01T00:00"))).isEmpty();
	}

	@Test
	void tellsTheFieldAndThePosition() {
		InvalidCronExpressionException refused = refuse("hour=2; dayOfWeek=mon, mno");
		assertThat(refused.expression()).isEqualTo("mon, mno");
		assertThat(refused.field()).contains(CronField.DAY_OF_WEEK);
		assertThat(refused.position()).hasValue(6);
	}

	@Test
	void refusesWhatIsTooLong() {
		String minutes = "1,".repeat(150) + "1";
		assertThat(refuse("minute=" + minutes)).hasMessage("Invalid cron field minute '" + minutes.substring(0, 200)
				+ "...': 301 characters, allowed at most 300");
	}

	@Test
	void wantsAtLeastOneField() {
		assertThatExceptionOfType(InvalidCronExpressionException.class).isThrownBy(() -> CronExpression.of(Map.of()))
			.withMessage("Invalid cron fields '': no field is given, allowed year, month, day, week, dayOfWeek,"
					+ " hour, minute, second");
	}

	@Test
	@SuppressWarnings("NullAway")
	void refusesNull() {
		assertThatNullPointerException().isThrownBy(() -> CronExpression.of(null));
		Map<CronField, String> fields = new HashMap<>();
		fields.put(CronField.HOUR, null);
		assertThatNullPointerException().isThrownBy(() -> CronExpression.of(fields)).withMessage("hour");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			hour=2                                 | 0 2 * * *
			hour=2; dayOfWeek=mon-fri; year=*      | 0 2 ? * 1-5
			minute=*                               | * * * * *
			second=*/10                            | */10 * * * * *
			month=1                                | @yearly
			dayOfWeek=sun                          | @weekly
			day=1st mon, 5th sun                   | 0 0 * * mon#1,0#5
			day=last fri                           | 0 0 * * friL
			day=last; hour=18                      | 0 18 L * *
			day=last fri; dayOfWeek=fri; hour=0    | -
			day=1st mon,15                         | -
			year=1970-9999; week=1-53; hour=*; minute=0 | 0 * * * *
			year=2026; hour=*                      | -
			hour=0-23                              | 0 0-23 * * *
			""")
	void areEqualToOneLineOfTheSameMeaning(String fields, String line) {
		CronExpression cron = CronExpression.of(fields(fields));
		if (!line.equals("-")) {
			assertThat(cron).isEqualTo(CronExpression.parse(line)).hasSameHashCodeAs(CronExpression.parse(line));
			assertThat(CronExpression.parse(line)).isEqualTo(cron);
		}
		assertThat(cron).isNotEqualTo(CronExpression.of(fields(fields + "; second=1-2")))
			.isNotEqualTo(CronExpression.of(fields(fields + "; year=2026,2028")))
			.isNotEqualTo(CronExpression.of(fields(fields + "; week=1-52")));
	}

	@Test
	void nameTheirHoursUnlessThereIsAStarOrStep() {
		assertThat(Stream.of("hour=2", "hour=1-3,5", "day=1", "dayOfWeek=mon", "year=*", "hour=0-23"))
			.allMatch((fields) -> CronExpression.of(fields(fields)).namesHours());
		assertThat(Stream.of("hour=*", "hour=*/2", "hour=1,2/3", "minute=5", "second=*"))
			.noneMatch((fields) -> CronExpression.of(fields(fields)).namesHours());
	}

	@Test
	void areKeptAsGivenAndInOrder() {
		CronExpression cron = CronExpression.of(fields("hour= 2; day=Last FRI; year=2026-2030"));
		assertThat(cron).hasToString("year=2026-2030; day=Last FRI; hour= 2");
		assertThat(cron.fields()).containsExactly(Map.entry(CronField.YEAR, "2026-2030"),
				Map.entry(CronField.DAY_OF_MONTH, "Last FRI"), Map.entry(CronField.HOUR, " 2"));
		assertThat(CronExpression.of(cron.fields())).isEqualTo(cron);
		assertThat(CronExpression.parse("0 2 * * *").fields()).isEmpty();
	}

	static Map<CronField, String> fields(String text) {
		Map<CronField, String> fields = new EnumMap<>(CronField.class);
		for (String field : text.split("; ")) {
			String[] parts = field.split("=", 2);
			fields.put(Stream.of(CronField.values())
				.filter((each) -> each.key().equals(parts[0]))
				.findFirst()
				.orElseThrow(), parts[1]);
		}
		return fields;
	}

	private static String inOrder(String text) {
		return fields(text).entrySet()
			.stream()
			.map((field) -> field.getKey().key() + "=" + field.getValue())
			.collect(Collectors.joining("; "));
	}

	private static InvalidCronExpressionException refuse(String fields) {
		return catchThrowableOfType(InvalidCronExpressionException.class, () -> CronExpression.of(fields(fields)));
	}

}
