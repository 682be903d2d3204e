package io.jobscheduler.trigger;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.jobscheduler.calendar.HolidayCalendar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ExceptTrigger}.
 */
class ExceptTriggerTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	private static final Trigger EVERY_TWO_HOURS = CronTrigger.of("0 */2 * * *", BERLIN);

	private static final LocalTime NINE = LocalTime.of(9, 0);

	private static final LocalTime FIVE = LocalTime.of(17, 0);

	@Test
	void firesExceptWhenAnotherTriggerDoes() {
		ExceptTrigger trigger = ExceptTrigger.of(CronTrigger.of("0 * * * *", ZoneOffset.UTC),
				CronTrigger.of("0 1-3 * * *", ZoneOffset.UTC), DateTrigger.at(Instant.parse("2026-01-01T04:00:00Z")));
		assertThat(trigger.next(Instant.parse("2026-01-01T00:00:00Z"))).contains(Instant.parse("2026-01-01T05:00:00Z"));
		assertThat(trigger.next(Instant.parse("2026-01-02T00:00:00Z"))).contains(Instant.parse("2026-01-02T04:00:00Z"));
	}

	@Test
	void firesInBusinessHoursExceptOnHolidays() {
		HolidayCalendar holidays = HolidayCalendar.of("germany", LocalDate.of(2026, 5, 1), LocalDate.of(2026, 5, 14));
		ExceptTrigger trigger = ExceptTrigger.of(EVERY_TWO_HOURS, Exclusion.weekends(BERLIN),
				Exclusion.outside(NINE, FIVE, BERLIN), Exclusion.calendar(holidays, BERLIN));
		// Thursday, 30 April; then Labour Day and a weekend
		assertThat(trigger.next(at("2026-04-30T16:00+02:00"))).contains(at("2026-05-04T10:00+02:00"));
		assertThat(trigger.next(at("2026-05-04T10:00+02:00"))).contains(at("2026-05-04T12:00+02:00"));
		assertThat(trigger.next(at("2026-05-13T16:00+02:00"))).contains(at("2026-05-15T10:00+02:00"));
	}

	@Test
	void leapsOverAWholeDayOrWindow() {
		AtomicInteger asked = new AtomicInteger();
		Trigger everySecond = (after) -> {
			asked.incrementAndGet();
			return IntervalTrigger.every(Duration.ofSeconds(1)).next(after);
		};
		ExceptTrigger trigger = ExceptTrigger.of(everySecond, Exclusion.weekdays(BERLIN),
				Exclusion.between(LocalTime.MIDNIGHT, FIVE, BERLIN),
				Exclusion.dates(BERLIN, LocalDate.of(2026, 5, 2), LocalDate.of(2026, 5, 3)));
		assertThat(trigger.next(at("2026-04-27T00:00+02:00"))).contains(at("2026-05-09T17:00+02:00"));
		assertThat(asked).hasValueLessThan(10);
	}

	@Test
	void givesUpWhereEverythingIsExcludedAndSaysSo() {
		Trigger everyMinute = IntervalTrigger.every(Duration.ofMinutes(1));
		ExceptTrigger trigger = ExceptTrigger.of(everyMinute, everyMinute);
		assertThat(trigger.next(Instant.EPOCH)).isEmpty();
		assertThat(trigger.whyNone(Instant.EPOCH)).startsWith("no fire time of (every PT1M except every PT1M)")
			.contains("among 100000 candidates up to " + Instant.EPOCH.plus(Duration.ofMinutes(100_000)));
	}

	@Test
	@Timeout(30)
	void searchesWithinSearchesShareOneLimit() {
		AtomicInteger asked = new AtomicInteger();
		Trigger counted = (after) -> {
			asked.incrementAndGet();
			return IntervalTrigger.every(Duration.ofMinutes(1)).next(after);
		};
		Trigger thousandth = AndTrigger.of(counted, IntervalTrigger.every(Duration.ofSeconds(59)),
				IntervalTrigger.every(Duration.ofSeconds(61)));
		ExceptTrigger trigger = ExceptTrigger.of(thousandth, thousandth);
		assertThat(trigger.next(Instant.EPOCH)).isEmpty();
		assertThat(trigger.whyNone(Instant.EPOCH)).contains("among 100000 candidates");
		assertThat(asked).hasValueLessThan(3 * ExceptTrigger.MAX_CANDIDATES);
	}

	@Test
	void hasEndedWhenItsBaseHasAndSaysWhy() {
		Trigger once = DateTrigger.at(Instant.EPOCH);
		ExceptTrigger trigger = ExceptTrigger.of(once, Exclusion.weekends(BERLIN));
		assertThat(trigger.next(Instant.MIN)).contains(Instant.EPOCH);
		assertThat(trigger.next(Instant.EPOCH)).isEmpty();
		assertThat(trigger.whyNone(Instant.EPOCH)).isEqualTo(once.whyNone(Instant.EPOCH));
	}

	@Test
	void aCalendarOfAllDatesLeavesNothing() {
		HolidayCalendar always = new HolidayCalendar() {

			@Override
			public String name() {
				return "always";
			}

			@Override
			public boolean contains(LocalDate date) {
				return true;
			}

		};
		ExceptTrigger trigger = ExceptTrigger.of(EVERY_TWO_HOURS, Exclusion.calendar(always, BERLIN));
		assertThat(trigger.next(Instant.EPOCH)).isEmpty();
		assertThat(trigger.whyNone(Instant.EPOCH)).contains("calendar 'always'").contains("excludes everything after");
	}

	@Test
	void copesWithTheEndsOfTime() {
		Trigger hourly = IntervalTrigger.every(Duration.ofHours(1));
		ExceptTrigger trigger = ExceptTrigger.of(hourly, Exclusion.weekends(BERLIN),
				Exclusion.between(NINE, FIVE, BERLIN), Exclusion.dates(BERLIN, LocalDate.EPOCH),
				Exclusion.fireTimes(DateTrigger.at(Instant.EPOCH)),
				Exclusion.calendar(HolidayCalendar.of("none", List.of()), BERLIN));
		assertThat(trigger.next(Instant.MIN)).isEqualTo(hourly.next(Instant.MIN));
		assertThat(trigger.next(Instant.MAX)).isEmpty();
		assertThat(trigger.next(Instant.parse("9999-12-31T22:59:59Z"))).isEmpty();
		assertThat(trigger.next(Instant.parse("+20000-01-01T00:00:00Z"))).isEmpty();
		for (Exclusion exclusion : trigger.exclusions()) {
			assertThat(exclusion.skip(Instant.MIN)).isEqualTo(Instant.MIN);
			assertThat(exclusion.skip(Instant.MAX)).isEqualTo(Instant.MAX);
		}
	}

	@Test
	void anchorsItsBaseAndWhatItExcludesAtOneInstant() {
		Trigger hourly = IntervalTrigger.every(Duration.ofHours(1));
		Trigger daily = IntervalTrigger.every(Duration.ofDays(1));
		ExceptTrigger trigger = ExceptTrigger.of(hourly, Exclusion.fireTimes(daily), Exclusion.weekends(BERLIN));
		Instant anchor = Instant.parse("2026-01-01T12:34:56Z");
		ExceptTrigger anchored = trigger.anchoredAt(anchor);
		assertThat(anchored).isEqualTo(ExceptTrigger.of(hourly.anchoredAt(anchor),
				Exclusion.fireTimes(daily.anchoredAt(anchor)), Exclusion.weekends(BERLIN)));
		assertThat(anchored.anchoredAt(Instant.EPOCH)).isSameAs(anchored);
		assertThat(anchored.parts()).containsExactly(hourly.anchoredAt(anchor), daily.anchoredAt(anchor));
	}

	@Test
	void isEqualWhateverTheOrderOfItsExclusions() {
		Exclusion night = Exclusion.between(FIVE, NINE, BERLIN);
		Exclusion weekend = Exclusion.weekends(BERLIN);
		ExceptTrigger trigger = ExceptTrigger.of(EVERY_TWO_HOURS, night, weekend);
		assertThat(trigger).isEqualTo(ExceptTrigger.of(EVERY_TWO_HOURS, weekend, night, weekend))
			.hasSameHashCodeAs(ExceptTrigger.of(EVERY_TWO_HOURS, weekend, night))
			.isNotEqualTo(ExceptTrigger.of(EVERY_TWO_HOURS, weekend))
			.isNotEqualTo(ExceptTrigger.of(DateTrigger.at(Instant.EPOCH), night, weekend));
		assertThat(Exclusion.calendar(HolidayCalendar.of("a", List.of()), BERLIN))
			.isEqualTo(Exclusion.calendar(HolidayCalendar.of("a", LocalDate.EPOCH), BERLIN))
			.isNotEqualTo(Exclusion.calendar(HolidayCalendar.of("b", List.of()), BERLIN));
	}

	@Test
	void refusesWhatMakesNoSense() {
		FixedDelayTrigger delay = FixedDelayTrigger.of(Duration.ofMinutes(5));
		assertThatIllegalArgumentException().isThrownBy(() -> ExceptTrigger.of(EVERY_TWO_HOURS, List.of()))
			.withMessage("Invalid 'except' trigger: it has 0 exclusions, allowed 1 or more");
		assertThatIllegalArgumentException().isThrownBy(() -> ExceptTrigger.of(delay, EVERY_TWO_HOURS))
			.withMessageContaining("fixed delay");
		assertThatIllegalArgumentException().isThrownBy(() -> ExceptTrigger.of(EVERY_TWO_HOURS, delay))
			.withMessageContaining("fixed delay");
		assertThatIllegalArgumentException().isThrownBy(() -> Exclusion.between(NINE, NINE, BERLIN))
			.withMessageStartingWith("Invalid daily window from 09:00 to 09:00: allowed two different times");
		assertThatIllegalArgumentException().isThrownBy(() -> Exclusion.dates(BERLIN))
			.withMessage("Invalid exclusion of 0 dates: allowed 1 or more");
		assertThatIllegalArgumentException().isThrownBy(() -> Exclusion.daysOfWeek(BERLIN, DayOfWeek.values()))
			.withMessage("Invalid exclusion of 7 days of the week: allowed 1 to 6");
		assertThatIllegalArgumentException().isThrownBy(() -> HolidayCalendar.of("a b", List.of()))
			.withMessage("Invalid calendar name 'a b': allowed 1 to 60 ASCII letters, digits, dots, hyphens and "
					+ "underscores");
	}

	@Test
	void canBeRead() {
		LocalDate first = LocalDate.of(2026, 1, 1);
		assertThat(ExceptTrigger.of(EVERY_TWO_HOURS, Exclusion.weekends(BERLIN),
				Exclusion.outside(NINE, FIVE, BERLIN).on(DayOfWeek.FRIDAY, DayOfWeek.MONDAY),
				Exclusion.between(FIVE, NINE, BERLIN),
				Exclusion.dates(BERLIN, first, first.plusDays(1), first.plusDays(2), first.plusDays(3)),
				Exclusion.calendar(HolidayCalendar.of("bank", List.of()), BERLIN)))
			.hasToString("(cron '0 */2 * * *' in Europe/Berlin except SATURDAY, SUNDAY in Europe/Berlin; "
					+ "outside 09:00-17:00 on MONDAY, FRIDAY in Europe/Berlin; 17:00-09:00 in Europe/Berlin; "
					+ "2026-01-01, 2026-01-02, 2026-01-03 and 1 more dates in Europe/Berlin; "
					+ "calendar 'bank' in Europe/Berlin)");
	}

	private static Instant at(String time) {
		return OffsetDateTime.parse(time).toInstant();
	}

}
