package io.jobscheduler.trigger;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CalendarIntervalTrigger}.
 */
class CalendarIntervalTriggerTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0 1 0 0 | 2026-01-31 | 2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31
			1 0 0 0 | 2024-02-29 | 2024-02-29 2028-02-29 2032-02-29
			1 0 0 0 | 2096-02-29 | 2096-02-29 2104-02-29
			0 5 0 0 | 2026-01-31 | 2026-01-31 2028-07-31 2028-12-31
			0 0 2 0 | 2026-01-05 | 2026-01-05 2026-01-19 2026-02-02
			0 0 1 3 | 2026-01-01 | 2026-01-01 2026-01-11 2026-01-21
			1 1 0 0 | 2026-11-30 | 2026-11-30 2027-12-30 2029-01-30 2031-03-30
			0 1 0 1 | 2026-01-30 | 2026-01-30 2026-03-31 2026-06-01 2026-07-02
			""")
	void stepsThroughTheCalendarAndSkipsDaysThatDoNotExist(String interval, LocalDate start, String expected) {
		CalendarIntervalTrigger trigger = every(interval).startDate(start).zone(ZoneOffset.UTC).build();
		List<LocalDate> dates = Stream.of(expected.split(" ")).map(LocalDate::parse).toList();
		assertThat(dates(trigger, Instant.MIN, dates.size())).isEqualTo(dates);
	}

	@Test
	void findsTheSameDatesFromAnywhereAsStepByStep() {
		Random random = new Random(20_260_301);
		for (int round = 0; round < 500; round++) {
			int[] step = { random.nextInt(3) / 2, random.nextInt(30) / 2, random.nextInt(4) / 2, random.nextInt(80) };
			step[random.nextInt(4)] = 0;
			step[random.nextInt(4)] += 1;
			if (random.nextBoolean()) {
				step[2] = 0;
				step[3] = 0;
				step[1] += 1;
			}
			LocalDate start = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(1000));
			CalendarIntervalTrigger trigger = every(step[0] + " " + step[1] + " " + step[2] + " " + step[3])
				.startDate(start)
				.zone(ZoneOffset.UTC)
				.build();
			LocalDate after = start.plusDays(random.nextInt(20_000));
			assertThat(trigger.next(after.atStartOfDay().toInstant(ZoneOffset.UTC))).as("%s after %s", trigger, after)
				.contains(firstAfter(after, start, step).atStartOfDay().toInstant(ZoneOffset.UTC));
		}
	}

	/** The dates one by one, as APScheduler counts them. */
	private static LocalDate firstAfter(LocalDate after, LocalDate start, int[] step) {
		LocalDate date = start;
		while (!date.isAfter(after)) {
			date = step(date, step);
		}
		return date;
	}

	private static LocalDate step(LocalDate date, int[] step) {
		int month = date.getMonthValue();
		int year = date.getYear();
		while (true) {
			month += step[1];
			year += step[0] + (month - 1) / 12;
			month = (month - 1) % 12 + 1;
			try {
				return LocalDate.of(year, month, date.getDayOfMonth()).plusDays(7L * step[2] + step[3]);
			}
			catch (DateTimeException ex) {
				// on to the next month
			}
		}
	}

	@ParameterizedTest(name = "{1} in {0} after {4}: {5}")
	@CsvSource(delimiter = '|',
			textBlock = """
					Europe/Berlin       | 02:30 | FIRE_AT_END | FIRST | 2026-03-28T02:30+01:00 | 2026-03-29T03:00+02:00 2026-03-30T02:30+02:00
					Europe/Berlin       | 02:30 | SKIP        | FIRST | 2026-03-28T02:30+01:00 | 2026-03-30T02:30+02:00
					Europe/Berlin       | 02:30 | FIRE_AT_END | FIRST | 2026-10-24T02:30+02:00 | 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00
					Europe/Berlin       | 02:30 | FIRE_AT_END | FIRST | 2026-10-25T02:10+01:00 | 2026-10-26T02:30+01:00
					Europe/Berlin       | 02:30 | FIRE_AT_END | BOTH  | 2026-10-24T02:30+02:00 | 2026-10-25T02:30+02:00 2026-10-25T02:30+01:00 2026-10-26T02:30+01:00
					Africa/Cairo        | 00:00 | FIRE_AT_END | FIRST | 2024-04-25T00:00+02:00 | 2024-04-26T01:00+03:00 2024-04-27T00:00+03:00
					America/Sao_Paulo   | 23:30 | SKIP        | BOTH  | 2018-02-16T23:30-02:00 | 2018-02-17T23:30-02:00 2018-02-17T23:30-03:00 2018-02-18T23:30-03:00
					Pacific/Apia        | 12:00 | FIRE_AT_END | FIRST | 2011-12-29T12:00-10:00 | 2011-12-31T00:00+14:00 2011-12-31T12:00+14:00
					Pacific/Apia        | 00:00 | FIRE_AT_END | FIRST | 2011-12-29T00:00-10:00 | 2011-12-31T00:00+14:00 2012-01-01T00:00+14:00
					Pacific/Apia        | 12:00 | SKIP        | FIRST | 2011-12-29T12:00-10:00 | 2011-12-31T12:00+14:00
					America/St_Johns    | 23:30 | SKIP        | BOTH  | 2006-10-29T00:00-02:30 | 2006-10-28T23:30-03:30 2006-10-29T23:30-03:30
					America/Juneau      | 16:00 | SKIP        | BOTH  | 1867-10-19T10:00+15:02:19 | 1867-10-18T16:00-08:57:41 1867-10-19T16:00-08:57:41
					America/Juneau      | 16:00 | SKIP        | BOTH  | 1867-10-17T16:00+15:02:19 | 1867-10-18T16:00+15:02:19 1867-10-18T16:00-08:57:41 1867-10-19T16:00-08:57:41
					""")
	void firesAcrossClockChangesAsTold(String zone, LocalTime time, DstGap gap, DstOverlap overlap,
			OffsetDateTime after, String expected) {
		CalendarIntervalTrigger trigger = every("0 0 0 1").startDate(LocalDate.of(1800, 1, 1))
			.at(time)
			.zone(ZoneId.of(zone))
			.dstGap(gap)
			.dstOverlap(overlap)
			.build();
		Instant last = after.toInstant();
		for (String fireTime : expected.split(" ")) {
			last = trigger.next(last).orElseThrow();
			assertThat(last.atZone(trigger.zone()).toOffsetDateTime()).isEqualTo(OffsetDateTime.parse(fireTime));
		}
	}

	@Test
	void firesForTheFirstAndTheLastTimeOnItsStartAndEndDates() {
		CalendarIntervalTrigger trigger = every("0 0 0 1").startDate(LocalDate.of(2026, 5, 1))
			.endDate(LocalDate.of(2026, 5, 2))
			.at(LocalTime.NOON)
			.zone(BERLIN)
			.build();
		assertThat(dates(trigger, Instant.MIN, 9)).containsExactly(LocalDate.of(2026, 5, 1), LocalDate.of(2026, 5, 2));
		assertThat(trigger.next(Instant.MIN)).contains(Instant.parse("2026-05-01T10:00:00Z"));
		assertThat(trigger.next(Instant.parse("2026-05-02T10:00:00Z"))).isEmpty();
	}

	@Test
	void startsOnTheLocalDateOnWhichItIsAnchored() {
		CalendarIntervalTrigger trigger = every("0 0 0 3").at(LocalTime.of(9, 0)).zone(BERLIN).build();
		Instant lateInLondon = Instant.parse("2026-05-01T23:30:00Z");
		CalendarIntervalTrigger anchored = trigger.anchoredAt(lateInLondon);
		assertThat(anchored.startDate()).contains(LocalDate.of(2026, 5, 2));
		assertThat(anchored.next(lateInLondon)).contains(Instant.parse("2026-05-02T07:00:00Z"));
		assertThat(anchored.anchoredAt(Instant.EPOCH)).isSameAs(anchored);
		assertThat(anchored).isEqualTo(trigger.anchoredOn(LocalDate.of(2026, 5, 2)));
	}

	@Test
	void isCountedFromTheEpochWithoutAStart() {
		CalendarIntervalTrigger trigger = every("0 0 0 3").zone(ZoneOffset.UTC).build();
		assertThat(trigger.startDate()).isEmpty();
		assertThat(dates(trigger, Instant.MIN, 2)).containsExactly(LocalDate.EPOCH, LocalDate.of(1970, 1, 4));
	}

	@Test
	void neverFiresIfItEndsBeforeItsAnchor() {
		CalendarIntervalTrigger trigger = every("0 0 0 1").endDate(LocalDate.of(2026, 5, 1)).zone(BERLIN).build();
		assertThat(trigger.anchoredAt(Instant.parse("2026-05-02T00:00:00Z")).next(Instant.MIN)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1 0 0 0", "0 1 0 0", "0 0 1 0", "0 0 0 1", "0 1 0 1", "2147483647 0 0 0",
			"0 2147483647 0 0", "0 0 2147483647 2147483647", "2147483647 2147483647 2147483647 2147483647" })
	void copesWithTheEndsOfTime(String interval) {
		for (String zone : List.of("UTC", "Pacific/Kiritimati", "Etc/GMT+12")) {
			CalendarIntervalTrigger trigger = every(interval).zone(ZoneId.of(zone)).at(LocalTime.MAX).build();
			CalendarIntervalTrigger early = trigger.anchoredAt(Instant.MIN);
			CalendarIntervalTrigger late = trigger.anchoredAt(Instant.MAX);
			Instant last = LocalDate.of(9999, 12, 31).atTime(LocalTime.MAX).atZone(trigger.zone()).toInstant();
			assertThat(early.next(Instant.MIN)).hasValueSatisfying((next) -> assertThat(next)
				.isEqualTo(LocalDate.of(1, 1, 1).atTime(LocalTime.MAX).atZone(trigger.zone()).toInstant()));
			assertThat(late.next(Instant.MIN)).contains(last);
			assertThat(late.next(last)).isEmpty();
			assertThat(early.next(Instant.MAX)).isEmpty();
			assertThat(early.next(last.minusSeconds(1_000_000_000))).satisfiesAnyOf(
					(next) -> assertThat(next).isEmpty(),
					(next) -> assertThat(next.get()).isBetween(last.minusSeconds(1_000_000_000).plusNanos(1), last));
			assertThat(trigger.next(Instant.MIN)).isPresent();
		}
	}

	@ParameterizedTest
	@CsvSource({ "0 0 0 0, 'Invalid calendar interval: years, months, weeks and days are all 0'",
			"-1 0 0 1, 'Invalid calendar interval: years -1, allowed from 0'",
			"0 -2 0 1, 'Invalid calendar interval: months -2, allowed from 0'",
			"0 0 -3 1, 'Invalid calendar interval: weeks -3, allowed from 0'",
			"0 1 0 -4, 'Invalid calendar interval: days -4, allowed from 0'" })
	void refusesAnIntervalThatDoesNotLeadOn(String interval, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> every(interval).zone(BERLIN).build())
			.withMessageContaining(message);
	}

	@Test
	void refusesBoundsThatLeaveNothing() {
		CalendarIntervalTrigger.Builder builder = every("0 0 0 1").zone(BERLIN)
			.startDate(LocalDate.of(2026, 5, 2))
			.endDate(LocalDate.of(2026, 5, 1));
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("Invalid end date 2026-05-01: allowed from the start date 2026-05-02");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.startDate(LocalDate.MAX))
			.withMessage("Invalid start date +999999999-12-31: allowed 0001-01-01 to 9999-12-31");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.endDate(LocalDate.of(0, 12, 31)))
			.withMessage("Invalid end date 0000-12-31: allowed 0001-01-01 to 9999-12-31");
	}

	@Test
	void needsAZone() {
		assertThatIllegalArgumentException().isThrownBy(() -> every("0 0 0 1").build()).withMessageContaining("zone");
		assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> every("0 0 0 1").zone(null));
	}

	@Test
	void equalsAnotherThatFiresAlike() {
		CalendarIntervalTrigger trigger = every("1 0 1 0").zone(BERLIN).build();
		assertThat(trigger).isEqualTo(every("0 12 0 7").zone(BERLIN).build())
			.hasSameHashCodeAs(every("0 12 0 7").zone(BERLIN).build())
			.isNotEqualTo(every("1 0 1 1").zone(BERLIN).build())
			.isNotEqualTo(every("1 0 1 0").zone(ZoneOffset.UTC).build())
			.isNotEqualTo(every("1 0 1 0").zone(BERLIN).at(LocalTime.NOON).build())
			.isNotEqualTo(every("1 0 1 0").zone(BERLIN).startDate(LocalDate.EPOCH).build())
			.isNotEqualTo(every("1 0 1 0").zone(BERLIN).endDate(LocalDate.EPOCH).build())
			.isNotEqualTo(every("1 0 1 0").zone(BERLIN).dstGap(DstGap.SKIP).build())
			.isNotEqualTo(every("1 0 1 0").zone(BERLIN).dstOverlap(DstOverlap.BOTH).build());
		assertThat(List.of(trigger.years(), trigger.months(), trigger.weeks(), trigger.days())).containsExactly(1, 0, 1,
				0);
	}

	@Test
	void canBeRead() {
		assertThat(every("0 1 0 2").zone(BERLIN).build()).hasToString("every 1 month 2 days at 00:00 in Europe/Berlin");
		assertThat(every("2 0 1 0").zone(BERLIN)
			.startDate(LocalDate.of(2026, 1, 1))
			.endDate(LocalDate.of(2027, 1, 1))
			.dstGap(DstGap.SKIP)
			.dstOverlap(DstOverlap.BOTH)
			.build())
			.hasToString("every 2 years 1 week at 00:00 in Europe/Berlin from 2026-01-01 until 2027-01-01, "
					+ "gap SKIP, overlap BOTH");
	}

	/** An interval of years, months, weeks and days. */
	private static CalendarIntervalTrigger.Builder every(String interval) {
		String[] units = interval.split(" ");
		return CalendarIntervalTrigger.builder()
			.years(Integer.parseInt(units[0]))
			.months(Integer.parseInt(units[1]))
			.weeks(Integer.parseInt(units[2]))
			.days(Integer.parseInt(units[3]));
	}

	private static List<LocalDate> dates(CalendarIntervalTrigger trigger, Instant after, int count) {
		List<LocalDate> dates = new ArrayList<>();
		Optional<Instant> next = trigger.next(after);
		while (next.isPresent() && dates.size() < count) {
			dates.add(LocalDate.ofInstant(next.get(), trigger.zone()));
			next = trigger.next(next.get());
		}
		return dates;
	}

}
