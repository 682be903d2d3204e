package io.jobscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AndTrigger}.
 */
class AndTriggerTests {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	@Test
	void firesWhenAllPartsFireAtTheSameInstant() {
		AndTrigger trigger = AndTrigger.of(IntervalTrigger.every(Duration.ofMinutes(7)).startingAt(NOON),
				IntervalTrigger.every(Duration.ofMinutes(11)).startingAt(NOON.plusSeconds(60)),
				CronTrigger.of("* * * * *", ZoneOffset.UTC));
		// 56 minutes are 8 times 7, and 5 times 11 plus 1
		assertThat(trigger.next(Instant.MIN)).contains(NOON.plusSeconds(56 * 60));
		assertThat(trigger.next(NOON.plusSeconds(56 * 60))).contains(NOON.plusSeconds((56 + 77) * 60));
	}

	@Test
	void firesAsItsOnlyPartDoes() {
		Trigger part = IntervalTrigger.every(Duration.ofMinutes(7)).endingAt(NOON);
		assertThat(AndTrigger.of(part, part).next(Instant.EPOCH)).isEqualTo(part.next(Instant.EPOCH));
		assertThat(AndTrigger.of(part).next(NOON)).isEmpty();
	}

	@Test
	void leapsOverWhatOnlyOnePartFires() {
		AtomicInteger asked = new AtomicInteger();
		Trigger everyMilli = new Trigger() {

			@Override
			public Optional<Instant> next(Instant after) {
				asked.incrementAndGet();
				return IntervalTrigger.every(Duration.ofMillis(1)).next(after);
			}

		};
		AndTrigger trigger = AndTrigger.of(everyMilli, CronTrigger.of("0 0 29 2 *", ZoneOffset.UTC));
		assertThat(trigger.next(NOON)).contains(Instant.parse("2028-02-29T00:00:00Z"));
		assertThat(asked).hasValueLessThan(5);
	}

	@Test
	void givesUpOnPartsThatNeverAgreeAndSaysSo() {
		Trigger even = IntervalTrigger.every(Duration.ofMinutes(2)).startingAt(NOON);
		Trigger odd = IntervalTrigger.every(Duration.ofMinutes(2)).startingAt(NOON.plusSeconds(60));
		AndTrigger trigger = AndTrigger.of(even, odd);
		assertThat(trigger.next(NOON)).isEmpty();
		assertThat(trigger.whyNone(NOON)).isEqualTo("no common fire time of " + even + " and " + odd
				+ " among 100000 candidates up to " + NOON.plusSeconds(60 * (AndTrigger.MAX_CANDIDATES + 1)));
	}

	@Test
	void hasEndedWhenOnePartHasAndSaysWhich() {
		Trigger once = DateTrigger.at(NOON);
		AndTrigger trigger = AndTrigger.of(IntervalTrigger.every(Duration.ofHours(1)), once);
		assertThat(trigger.next(NOON.minusNanos(1))).contains(NOON);
		assertThat(trigger.next(NOON)).isEmpty();
		assertThat(trigger.whyNone(NOON)).contains(once.toString()).doesNotContain("candidates");
	}

	@Test
	void anchorsAllItsPartsAtOneInstant() {
		Trigger hourly = IntervalTrigger.every(Duration.ofHours(1));
		Trigger daily = IntervalTrigger.every(Duration.ofDays(1));
		AndTrigger anchored = AndTrigger.of(hourly, daily).anchoredAt(NOON);
		assertThat(anchored).isEqualTo(AndTrigger.of(hourly.anchoredAt(NOON), daily.anchoredAt(NOON)));
		assertThat(anchored.next(NOON)).contains(NOON.plus(Duration.ofDays(1)));
		assertThat(anchored.anchoredAt(Instant.EPOCH)).isSameAs(anchored);
	}

	@Test
	void isEqualWhateverTheOrderOfItsParts() {
		Trigger one = DateTrigger.at(NOON);
		Trigger two = DateTrigger.at(Instant.EPOCH);
		assertThat(AndTrigger.of(one, two)).isEqualTo(AndTrigger.of(List.of(two, one)))
			.hasSameHashCodeAs(AndTrigger.of(two, one))
			.isNotEqualTo(AndTrigger.of(two))
			.hasToString("(at 2026-01-01T12:00:00Z and at 1970-01-01T00:00:00Z)");
	}

	@Test
	void refusesToJoinNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> AndTrigger.of(List.of()))
			.withMessage("Invalid 'and' trigger: it joins 0 triggers, allowed 1 or more");
	}

}
