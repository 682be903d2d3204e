package io.jobscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Searches that give up, that are parts of others, and that are long.
 */
class SearchTests {

	private static final Instant START = Instant.parse("2026-08-01T00:00:00Z");

	private static Trigger every(Duration interval) {
		return IntervalTrigger.every(interval).startingAt(Instant.parse("2026-01-01T00:00:00Z"));
	}

	@Test
	void whatMayBeExcludedDoesNotFireWhenTheExclusionGivesUp() {
		Trigger second = every(Duration.ofSeconds(1));
		Trigger excluded = AndTrigger.of(AndTrigger.of(second, every(Duration.ofMillis(500))),
				every(Duration.ofMillis(1)));
		Trigger nothing = ExceptTrigger.of(second, excluded);
		assertThat(nothing.next(START)).isEmpty();
		assertThat(nothing.whyNone(START)).contains("no fire time of").contains("candidates up to");
	}

	@Test
	void aPartThatNeverFiresKeepsItsWholeFromNothing() {
		Trigger never = AndTrigger.of(every(Duration.ofMinutes(10)),
				IntervalTrigger.every(Duration.ofMinutes(10)).startingAt(Instant.parse("2026-01-01T00:05:00Z")));
		Trigger weekdays = ExceptTrigger.of(OrTrigger.of(never, CronTrigger.of("0 12 * * *", ZoneOffset.UTC)),
				Exclusion.weekends(ZoneOffset.UTC));
		assertThat(weekdays.next(Instant.parse("2026-08-07T13:00:00Z")))
			.contains(Instant.parse("2026-08-10T12:00:00Z"));
	}

	@Test
	void aReasonIsNotLookedForUnlessItIsAskedFor() {
		AtomicInteger asked = new AtomicInteger();
		Trigger nested = new CountingTrigger(asked);
		for (int depth = 0; depth < 20; depth++) {
			nested = AndTrigger.of(nested, every(Duration.ofSeconds(1)));
		}
		assertThat(nested.next(START)).isEmpty();
		assertThat(asked.get()).isLessThan(10);
		assertThat(nested.whyNone(START)).contains("ended");
		assertThat(asked.get()).isLessThan(100);
	}

	@Test
	void aCalendarIntervalAnswersTheSameInWhateverOrderItIsAsked() {
		CalendarIntervalTrigger.Builder builder = CalendarIntervalTrigger.builder()
			.months(1)
			.days(1)
			.at(LocalTime.of(12, 0))
			.startDate(LocalDate.of(2026, 1, 30))
			.zone(ZoneId.of("Europe/Berlin"));
		Trigger asked = builder.build();
		Random random = new Random(42);
		for (int i = 0; i < 500; i++) {
			Instant after = START.plus(Duration.ofDays(random.nextInt(20_000) - 1000));
			assertThat(asked.next(after)).isEqualTo(builder.build().next(after));
		}
	}

	@Test
	void aLongWalkOfMonthsAndDaysIsTakenOnce() {
		Trigger never = ExceptTrigger.of(CalendarIntervalTrigger.builder()
			.months(1)
			.days(1)
			.at(LocalTime.of(12, 0))
			.startDate(LocalDate.of(2026, 1, 1))
			.zone(ZoneOffset.UTC)
			.build(), Exclusion.between(LocalTime.of(11, 0), LocalTime.of(13, 0), ZoneOffset.UTC));
		assertThat(never.next(START)).isEmpty();
	}

	/**
	 * Never fires, and counts how often it is asked.
	 *
	 * @param asked the count
	 */
	private record CountingTrigger(AtomicInteger asked) implements Trigger {

		@Override
		public Optional<Instant> next(Instant after) {
			this.asked.incrementAndGet();
			return Optional.empty();
		}

		@Override
		public String whyNone(Instant after) {
			return "it has ended";
		}

	}

}
