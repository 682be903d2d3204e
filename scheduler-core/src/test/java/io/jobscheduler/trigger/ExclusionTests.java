package io.jobscheduler.trigger;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.jobscheduler.calendar.HolidayCalendar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Exclusion}, where clocks are changed above all.
 */
class ExclusionTests {

	private static final List<ZoneId> ZONES = Stream
		.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia",
				"America/Sao_Paulo", "Antarctica/Troll", "America/St_Johns", "America/Juneau", "America/Toronto", "UTC")
		.map(ZoneId::of)
		.toList();

	@ParameterizedTest(name = "{1} to {2} in {0}: from {3} to {4}")
	@CsvSource(delimiter = '|', textBlock = """
			# No transition: inclusive start, exclusive end, over midnight
			Europe/Berlin    | 09:00 | 17:00 | 2026-01-05T08:59:59+01:00 | 2026-01-05T08:59:59+01:00
			Europe/Berlin    | 09:00 | 17:00 | 2026-01-05T09:00+01:00    | 2026-01-05T17:00+01:00
			Europe/Berlin    | 09:00 | 17:00 | 2026-01-05T17:00+01:00    | 2026-01-05T17:00+01:00
			Europe/Berlin    | 22:00 | 06:00 | 2026-01-05T23:00+01:00    | 2026-01-06T06:00+01:00
			Europe/Berlin    | 22:00 | 06:00 | 2026-01-05T05:00+01:00    | 2026-01-05T06:00+01:00
			Europe/Berlin    | 22:00 | 00:00 | 2026-01-05T23:59+01:00    | 2026-01-06T00:00+01:00
			# The end is in the gap: the window ends with it
			Europe/Berlin    | 01:00 | 02:30 | 2026-03-29T01:30+01:00    | 2026-03-29T03:00+02:00
			# The whole window is in the gap: there is none on that day
			Europe/Berlin    | 02:00 | 03:00 | 2026-03-29T03:00+02:00    | 2026-03-29T03:00+02:00
			# The gap is in the window
			Europe/Berlin    | 01:00 | 04:00 | 2026-03-29T01:30+01:00    | 2026-03-29T04:00+02:00
			# The end comes twice: clocks leave the window and come back into it
			Europe/Berlin    | 01:00 | 02:30 | 2026-10-25T01:30+02:00    | 2026-10-25T02:30+02:00
			Europe/Berlin    | 01:00 | 02:30 | 2026-10-25T02:00+01:00    | 2026-10-25T02:30+01:00
			# The start comes twice: clocks are put back to before the window
			Europe/Berlin    | 02:30 | 04:00 | 2026-10-25T02:30+02:00    | 2026-10-25T02:00+01:00
			Europe/Berlin    | 02:30 | 04:00 | 2026-10-25T02:30+01:00    | 2026-10-25T04:00+01:00
			# The overlap is in the window
			Europe/Berlin    | 01:00 | 04:00 | 2026-10-25T01:30+02:00    | 2026-10-25T04:00+01:00
			# Midnight does not exist
			Africa/Cairo     | 22:00 | 00:00 | 2024-04-25T23:00+02:00    | 2024-04-26T01:00+03:00
			# A day does not exist
			Pacific/Apia     | 22:00 | 06:00 | 2011-12-29T23:00-10:00    | 2011-12-31T06:00+14:00
			Pacific/Apia     | 09:00 | 17:00 | 2011-12-29T09:00-10:00    | 2011-12-29T17:00-10:00
			""")
	void aWindowExcludesWhatClocksShow(String zone, LocalTime from, LocalTime to, OffsetDateTime instant,
			OffsetDateTime expected) {
		Exclusion window = Exclusion.between(from, to, ZoneId.of(zone));
		assertThat(window.skip(instant.toInstant())).isEqualTo(expected.toInstant());
	}

	@Test
	void aDayThatIsShownAgainForTheRestOfAnHourIsJudgedAsItself() {
		// at 00:01 on the 29th, clocks are put back to 23:01 on the 28th
		ZoneId zone = ZoneId.of("America/St_Johns");
		Exclusion sunday = Exclusion.dates(zone, LocalDate.of(2006, 10, 29));
		assertThat(sunday.skip(OffsetDateTime.parse("2006-10-29T00:00-02:30").toInstant()))
			.isEqualTo(OffsetDateTime.parse("2006-10-28T23:01-03:30").toInstant());
		assertThat(sunday.skip(OffsetDateTime.parse("2006-10-29T00:00-03:30").toInstant()))
			.isEqualTo(OffsetDateTime.parse("2006-10-30T00:00-03:30").toInstant());
	}

	@Test
	void aWindowOnSomeDaysBeginsOnThem() {
		ZoneId zone = ZoneId.of("UTC");
		DailyWindow fridayNight = Exclusion.between(LocalTime.of(22, 0), LocalTime.of(6, 0), zone).on(DayOfWeek.FRIDAY);
		Instant friday = Instant.parse("2026-01-02T00:00:00Z");
		assertThat(fridayNight.skip(friday.plus(Duration.ofHours(5)))).isEqualTo(friday.plus(Duration.ofHours(5)));
		assertThat(fridayNight.skip(friday.plus(Duration.ofHours(22)))).isEqualTo(friday.plus(Duration.ofHours(30)));
		assertThat(fridayNight.skip(friday.plus(Duration.ofHours(46)))).isEqualTo(friday.plus(Duration.ofHours(46)));
	}

	@Test
	void outsideAWindowOnSomeDaysLeavesOnlyIt() {
		ZoneId zone = ZoneId.of("UTC");
		DailyWindow office = Exclusion.outside(LocalTime.of(9, 0), LocalTime.of(17, 0), zone)
			.on(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
		Instant friday = Instant.parse("2026-01-02T09:00:00Z");
		assertThat(office.skip(friday)).isEqualTo(friday);
		assertThat(office.skip(friday.plus(Duration.ofHours(8)))).isEqualTo(Instant.parse("2026-01-05T09:00:00Z"));
		assertThat(office.skip(Instant.parse("2026-01-06T12:00:00Z"))).isEqualTo(Instant.parse("2026-01-09T09:00:00Z"));
	}

	@Test
	void agreesWithAskingTheClockEveryMinute() {
		Random random = new Random(20_260_302);
		for (int round = 0; round < 600; round++) {
			ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
			Instant middle = aroundATransition(zone, random);
			LocalDate date = LocalDate.ofInstant(middle, zone);
			Reference reference = random(random, zone, date);
			Instant from = middle.minus(50, ChronoUnit.HOURS);
			Instant to = middle.plus(50, ChronoUnit.HOURS);
			Trigger everyMinute = IntervalTrigger.every(Duration.ofMinutes(1)).startingAt(from).endingAt(to);
			List<Instant> expected = Stream
				.iterate(from, (instant) -> !instant.isAfter(to), (instant) -> instant.plus(1, ChronoUnit.MINUTES))
				.filter((instant) -> !reference.excludes().test(LocalDateTime.ofInstant(instant, zone)))
				.toList();
			assertThat(fireTimes(ExceptTrigger.of(everyMinute, reference.exclusion())))
				.as("%s around %s", reference.exclusion(), middle)
				.isEqualTo(expected);
		}
	}

	private static List<Instant> fireTimes(Trigger trigger) {
		List<Instant> fireTimes = new ArrayList<>();
		Instant next = trigger.next(Instant.MIN).orElse(null);
		while (next != null) {
			fireTimes.add(next);
			next = trigger.next(next).orElse(null);
		}
		return fireTimes;
	}

	private static Instant aroundATransition(ZoneId zone, Random random) {
		Instant after = LocalDate.of(1860, 1, 1)
			.plusDays(random.nextInt(365 * 180))
			.atStartOfDay(zone)
			.truncatedTo(ChronoUnit.HOURS)
			.toInstant();
		ZoneOffsetTransition next = zone.getRules().nextTransition(after);
		return (next != null) ? next.getInstant() : after;
	}

	private static Reference random(Random random, ZoneId zone, LocalDate near) {
		LocalTime from = LocalTime.of(random.nextInt(24), 15 * random.nextInt(4));
		LocalTime to = LocalTime.of(random.nextInt(24), 15 * random.nextInt(4), 1);
		Set<DayOfWeek> days = days(random);
		Set<LocalDate> dates = Set
			.copyOf(IntStream.range(0, 3).mapToObj((i) -> near.plusDays(random.nextInt(5) - 2)).toList());
		return switch (random.nextInt(5)) {
			case 0 -> new Reference(new DailyWindow(from, to, zone, days, false), within(from, to, days));
			case 1 -> new Reference(new DailyWindow(from, to, zone, days, true), within(from, to, days).negate());
			case 2 -> new Reference(Exclusion.dates(zone, dates), (time) -> dates.contains(time.toLocalDate()));
			case 3 -> new Reference(Exclusion.calendar(HolidayCalendar.of("some", dates), zone),
					(time) -> dates.contains(time.toLocalDate()));
			default -> new Reference(Exclusion.daysOfWeek(zone, days.toArray(DayOfWeek[]::new)),
					(time) -> days.contains(time.getDayOfWeek()));
		};
	}

	private static Predicate<LocalDateTime> within(LocalTime from, LocalTime to, Set<DayOfWeek> days) {
		return (local) -> {
			LocalTime time = local.toLocalTime();
			if (from.isBefore(to)) {
				return days.contains(local.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
			}
			return days.contains(local.getDayOfWeek()) && !time.isBefore(from)
					|| days.contains(local.getDayOfWeek().minus(1)) && time.isBefore(to);
		};
	}

	private static Set<DayOfWeek> days(Random random) {
		List<DayOfWeek> days = new ArrayList<>(List.of(DayOfWeek.values()));
		Collections.shuffle(days, random);
		return EnumSet.copyOf(days.subList(0, random.nextInt(1, 7)));
	}

	private record Reference(Exclusion exclusion, Predicate<LocalDateTime> excludes) {
	}

}
