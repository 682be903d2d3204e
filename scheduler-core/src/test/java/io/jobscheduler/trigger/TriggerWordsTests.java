package io.jobscheduler.trigger;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.jobscheduler.calendar.HolidayCalendar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Trigger#describe()}.
 */
class TriggerWordsTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

	private static final Instant MAY = Instant.parse("2026-05-01T00:00:00.5Z");

	private static final CronTrigger WORKDAYS = CronTrigger.of("30 2 * * mon-fri", BERLIN);

	private static final CalendarIntervalTrigger MONTHLY = calendar(0, 1, 0, 0).startDate(LocalDate.of(2026, 1, 31))
		.build();

	@Test
	void aDateHappensOnce() {
		assertThat(DateTrigger.at(NEW_YEAR).describe()).isEqualTo("once, at 2026-01-01T00:00:00Z");
	}

	@ParameterizedTest
	@CsvSource({ "PT10M, every 10 minutes", "PT1H, every hour", "PT1M, every minute", "PT1S, every second",
			"PT90M, every 1 hour 30 minutes", "P1D, every 24 hours", "P7DT1S, every 168 hours 1 second",
			"PT0.001S, every 0.001 seconds", "PT1M1.25S, every 1 minute 1.25 seconds",
			"PT1H0.000000001S, every 1 hour 0.000000001 seconds" })
	void anIntervalIsElapsedTime(Duration interval, String words) {
		assertThat(IntervalTrigger.every(interval).describe()).isEqualTo(words);
	}

	@Test
	void anIntervalSaysWhenItBeginsAndEnds() {
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofMinutes(10));
		assertThat(trigger.anchoredAt(NEW_YEAR).describe())
			.isEqualTo("every 10 minutes, first at 2026-01-01T00:00:00Z");
		assertThat(trigger.endingAt(MAY).describe()).isEqualTo("every 10 minutes, until 2026-05-01T00:00:00.500Z");
		assertThat(trigger.startingAt(NEW_YEAR).endingAt(MAY).describe())
			.isEqualTo("every 10 minutes, first at 2026-01-01T00:00:00Z, until 2026-05-01T00:00:00.500Z");
	}

	@Test
	void aFixedDelayFollowsTheLastRun() {
		FixedDelayTrigger trigger = FixedDelayTrigger.of(Duration.ofMinutes(10));
		assertThat(trigger.describe()).isEqualTo("10 minutes after the last run ended");
		assertThat(trigger.startingAt(NEW_YEAR).describe())
			.isEqualTo("10 minutes after the last run ended, first at 2026-01-01T00:00:00Z");
	}

	@Test
	void aCronTriggerNamesItsZone() {
		assertThat(WORKDAYS.describe()).isEqualTo("at 02:30 on weekdays, Europe/Berlin");
		assertThat(CronTrigger.of("0 * * * *", ZoneOffset.UTC).describe()).isEqualTo("every hour, Z");
	}

	@Test
	void aCronTriggerNamesItsBounds() {
		assertThat(WORKDAYS.startingAt(NEW_YEAR).describe())
			.isEqualTo("at 02:30 on weekdays, Europe/Berlin, from 2026-01-01T00:00:00Z");
		assertThat(WORKDAYS.startingAt(NEW_YEAR).endingAt(MAY).describe())
			.isEqualTo("at 02:30 on weekdays, Europe/Berlin, from 2026-01-01T00:00:00Z until 2026-05-01T00:00:00.500Z");
	}

	@Test
	void rulesForChangesOfTheClocksAreNamedIfTheyAreNotTheUsualOnes() {
		assertThat(WORKDAYS.dstGap(DstGap.FIRE_AT_END).dstOverlap(DstOverlap.FIRST).describe())
			.isEqualTo(WORKDAYS.describe());
		assertThat(WORKDAYS.dstGap(DstGap.SKIP).dstOverlap(DstOverlap.BOTH).describe())
			.isEqualTo("at 02:30 on weekdays, Europe/Berlin, skipped in a gap, twice in an overlap");
		CronTrigger hourly = CronTrigger.of("0 * * * *", BERLIN);
		assertThat(hourly.dstGap(DstGap.FIRE_AT_END).dstOverlap(DstOverlap.FIRST).describe())
			.isEqualTo("every hour, Europe/Berlin, at the end of a gap, once in an overlap");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0 | 2  | 0 | 0  | 2026-01-31 | every 2 months at 08:00 on the 31st (skipped in months without one)
			0 | 1  | 0 | 0  | 2026-01-29 | every month at 08:00 on the 29th (skipped in months without one)
			0 | 1  | 0 | 0  | 2026-01-28 | every month at 08:00 on the 28th
			1 | 0  | 0 | 0  | 2024-02-29 | every year at 08:00 on the 29th of February (skipped in years without one)
			1 | 0  | 0 | 0  | 2026-03-31 | every year at 08:00 on the 31st of March
			1 | 6  | 0 | 0  | 2026-03-01 | every 18 months at 08:00 on the 1st
			0 | 24 | 0 | 0  | 2026-03-02 | every 2 years at 08:00 on the 2nd of March
			0 | 0  | 2 | 0  | 2026-01-05 | every 2 weeks at 08:00 on Mondays
			0 | 0  | 0 | 7  | 2026-01-03 | every week at 08:00 on Saturdays
			0 | 0  | 0 | 1  | 2026-01-03 | every day at 08:00
			0 | 0  | 1 | 3  | 2026-01-03 | every 10 days at 08:00
			0 | 1  | 0 | 2  | 2026-01-31 | every 1 month and 2 days at 08:00
			""")
	void aCalendarIntervalSaysOnWhichDays(int years, int months, int weeks, int days, LocalDate start, String words) {
		CalendarIntervalTrigger trigger = calendar(years, months, weeks, days).startDate(start).build();
		assertThat(trigger.describe()).isEqualTo(words + " from " + start + ", Europe/Berlin");
	}

	@Test
	void aCalendarIntervalNamesWhatDiffersFromTheUsual() {
		assertThat(calendar(0, 1, 0, 0).build().describe()).isEqualTo("every month at 08:00, Europe/Berlin");
		assertThat(calendar(0, 0, 1, 0).build().describe()).isEqualTo("every week at 08:00, Europe/Berlin");
		assertThat(calendar(0, 0, 0, 2).startDate(LocalDate.of(2026, 1, 1))
			.endDate(LocalDate.of(2026, 2, 1))
			.dstGap(DstGap.SKIP)
			.dstOverlap(DstOverlap.BOTH)
			.build()
			.describe())
			.isEqualTo("every 2 days at 08:00 from 2026-01-01 until 2026-02-01, Europe/Berlin, "
					+ "skipped in a gap, twice in an overlap");
	}

	@Test
	void partsAreInParentheses() {
		IntervalTrigger interval = IntervalTrigger.every(Duration.ofHours(2));
		assertThat(OrTrigger.of(WORKDAYS, interval).describe())
			.isEqualTo("(at 02:30 on weekdays, Europe/Berlin) or (every 2 hours)");
		assertThat(AndTrigger.of(WORKDAYS, interval, OrTrigger.of(MONTHLY, interval)).describe())
			.isEqualTo("when (at 02:30 on weekdays, Europe/Berlin) and (every 2 hours) and ("
					+ "(every month at 08:00 on the 31st (skipped in months without one) from 2026-01-31, Europe/Berlin)"
					+ " or (every 2 hours)) coincide");
		assertThat(OrTrigger.of(interval).describe()).isEqualTo("any of (every 2 hours)");
		assertThat(AndTrigger.of(interval).describe()).isEqualTo("all of (every 2 hours)");
	}

	@Test
	void exclusionsSayWhatIsLeftOut() {
		assertThat(except(Exclusion.fireTimes(CronTrigger.of("0 12 * * *", BERLIN))))
			.isEqualTo("(at the times of (at 12:00 every day, Europe/Berlin))");
		assertThat(except(Exclusion.weekends(BERLIN))).isEqualTo("(on Saturdays and Sundays, Europe/Berlin)");
		assertThat(except(Exclusion.weekdays(BERLIN))).isEqualTo("(on weekdays, Europe/Berlin)");
		LocalDate christmas = LocalDate.of(2026, 12, 24);
		assertThat(except(Exclusion.dates(BERLIN, christmas))).isEqualTo("(on 2026-12-24, Europe/Berlin)");
		assertThat(except(Exclusion.dates(BERLIN, christmas, christmas.plusDays(1), christmas.plusDays(2),
				christmas.plusDays(7), christmas.plusDays(8))))
			.isEqualTo("(on 2026-12-24 to 2026-12-26, 2026-12-31 and 2027-01-01, Europe/Berlin)");
		assertThat(except(Exclusion.calendar(HolidayCalendar.of("hessen"), BERLIN)))
			.isEqualTo("(on the dates of the calendar 'hessen', Europe/Berlin)");
		DailyWindow lunch = Exclusion.between(LocalTime.of(12, 0), LocalTime.of(13, 0), BERLIN);
		assertThat(except(lunch)).isEqualTo("(from 12:00 until before 13:00, Europe/Berlin)");
		assertThat(except(lunch.on(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)))
			.isEqualTo("(from 12:00 until before 13:00 on Mondays and Fridays, Europe/Berlin)");
		DailyWindow night = Exclusion.outside(LocalTime.of(22, 0), LocalTime.of(6, 0), BERLIN);
		assertThat(except(night))
			.isEqualTo("(outside the time from 22:00 until before 06:00 of the next day, Europe/Berlin)");
		assertThat(except(night.on(DayOfWeek.SUNDAY), lunch)).isEqualTo(
				"(outside the time from 22:00 until before 06:00 of the next day, beginning on Sundays, Europe/Berlin)"
						+ " and (from 12:00 until before 13:00, Europe/Berlin)");
	}

	private static String except(Exclusion... exclusions) {
		String words = ExceptTrigger.of(WORKDAYS, exclusions).describe();
		assertThat(words).startsWith("(at 02:30 on weekdays, Europe/Berlin) except ");
		return words.substring("(at 02:30 on weekdays, Europe/Berlin) except ".length());
	}

	@Test
	void triggersThatDifferHaveDifferentWords() {
		Map<String, Trigger> known = new HashMap<>();
		all().forEach((trigger) -> assertThat(known.computeIfAbsent(trigger.describe(), (words) -> trigger))
			.as(trigger.describe())
			.isEqualTo(trigger));
		assertThat(known).hasSizeGreaterThan(1_000);
	}

	@Test
	void triggersThatDifferAreWrittenDifferently() {
		Map<String, Trigger> known = new HashMap<>();
		all().forEach((trigger) -> assertThat(known.computeIfAbsent(trigger.toString(), (text) -> trigger))
			.as(trigger.toString())
			.isEqualTo(trigger));
	}

	private static Stream<Trigger> all() {
		List<Trigger> simple = Stream.of(crons(), calendars(), intervals()).flatMap((triggers) -> triggers).toList();
		List<Trigger> composite = new ArrayList<>();
		for (int i = 0; i < simple.size(); i += 7) {
			Trigger one = simple.get(i);
			Trigger two = simple.get((i * 31 + 1) % simple.size());
			OrTrigger or = OrTrigger.of(one, two);
			AndTrigger and = AndTrigger.of(one, two);
			composite.addAll(List.of(or, and, OrTrigger.of(or, one), AndTrigger.of(or, two), OrTrigger.of(and, one),
					ExceptTrigger.of(one, two), ExceptTrigger.of(one, Exclusion.weekends(BERLIN)),
					ExceptTrigger.of(or, Exclusion.weekdays(BERLIN))));
		}
		return Stream.concat(simple.stream(), composite.stream());
	}

	private static Stream<Trigger> crons() {
		return Stream.of("0 2 * * *", "0 2/23 * * *", "0 * * * *", "0 0-23 * * *", "0 0 2 * * *", "1 0 2 * * *")
			.flatMap((cron) -> Stream.of(BERLIN, ZoneId.of("UTC"), ZoneOffset.UTC)
				.map((zone) -> CronTrigger.of(cron, zone)))
			.flatMap((cron) -> Stream.of(DstGap.values()).map(cron::dstGap))
			.flatMap((cron) -> Stream.of(DstOverlap.values()).map(cron::dstOverlap))
			.flatMap((cron) -> Stream.of(cron, cron.startingAt(NEW_YEAR), cron.startingAt(MAY), cron.endingAt(MAY),
					cron.endingAt(MAY).startingAt(NEW_YEAR)));
	}

	private static Stream<Trigger> calendars() {
		return Stream
			.of(calendar(0, 1, 0, 0), calendar(1, 0, 0, 0), calendar(0, 12, 0, 0), calendar(0, 0, 1, 0),
					calendar(0, 0, 0, 7), calendar(0, 0, 0, 2), calendar(0, 1, 0, 2), calendar(0, 0, 2, 1))
			.flatMap((builder) -> Stream.of(LocalTime.MIN, LocalTime.of(8, 0), LocalTime.of(8, 0, 1))
				.flatMap((time) -> Stream.of(BERLIN, ZoneOffset.UTC)
					.flatMap((zone) -> Stream.of(DstGap.values())
						.flatMap((gap) -> Stream.of(DstOverlap.values())
							.map((overlap) -> builder.at(time).zone(zone).dstGap(gap).dstOverlap(overlap).build())))))
			.flatMap((trigger) -> Stream.of(trigger, trigger.anchoredOn(LocalDate.of(2026, 1, 31)),
					trigger.anchoredOn(LocalDate.of(2024, 2, 29))));
	}

	private static Stream<Trigger> intervals() {
		return Stream.of("PT1S", "PT1M", "PT1H", "P1D", "PT61S", "PT0.5S", "PT10S", "PT1M10S")
			.map(Duration::parse)
			.flatMap((duration) -> {
				IntervalTrigger interval = IntervalTrigger.every(duration);
				return Stream.of(interval, interval.startingAt(NEW_YEAR), interval.endingAt(MAY),
						interval.startingAt(NEW_YEAR).endingAt(MAY), DateTrigger.at(NEW_YEAR.plus(duration)));
			});
	}

	private static CalendarIntervalTrigger.Builder calendar(int years, int months, int weeks, int days) {
		return CalendarIntervalTrigger.builder()
			.years(years)
			.months(months)
			.weeks(weeks)
			.days(days)
			.at(LocalTime.of(8, 0))
			.zone(BERLIN);
	}

}
