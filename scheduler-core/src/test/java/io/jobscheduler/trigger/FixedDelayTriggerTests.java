package io.jobscheduler.trigger;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FixedDelayTrigger}.
 */
class FixedDelayTriggerTests {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void firesFirstAtItsStart() {
		FixedDelayTrigger trigger = FixedDelayTrigger.of(MINUTE).startingAt(NOON);
		assertThat(trigger.next(Instant.MIN)).contains(NOON);
		assertThat(trigger.next(NOON.minusNanos(1))).contains(NOON);
	}

	@Test
	void firesTheDelayAfterTheLastRunEnded() {
		FixedDelayTrigger trigger = FixedDelayTrigger.of(MINUTE).startingAt(NOON);
		assertThat(trigger.next(NOON)).contains(NOON.plusSeconds(60));
		assertThat(trigger.next(NOON.plusSeconds(17))).contains(NOON.plusSeconds(77));
		assertThat(FixedDelayTrigger.of(MINUTE).next(NOON)).contains(NOON.plusSeconds(60));
	}

	@Test
	void firesFirstAtItsAnchor() {
		FixedDelayTrigger trigger = FixedDelayTrigger.of(MINUTE).anchoredAt(NOON);
		assertThat(trigger).isEqualTo(FixedDelayTrigger.of(MINUTE).startingAt(NOON));
		assertThat(trigger.anchoredAt(Instant.EPOCH)).isSameAs(trigger);
	}

	@Test
	void copesWithTheEndsOfTime() {
		Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
		assertThat(FixedDelayTrigger.of(MINUTE).next(Instant.MIN)).contains(Instant.MIN.plus(MINUTE));
		assertThat(FixedDelayTrigger.of(MINUTE).next(Instant.MAX)).isEmpty();
		assertThat(FixedDelayTrigger.of(MINUTE).next(Instant.MAX.minus(MINUTE))).contains(Instant.MAX);
		assertThat(FixedDelayTrigger.of(longest).next(Instant.MIN)).isEmpty();
	}

	@Test
	void refusesDelaysOfLessThanAMillisecond() {
		assertThat(FixedDelayTrigger.of(Duration.ofMillis(1)).delay()).hasMillis(1);
		assertThatIllegalArgumentException().isThrownBy(() -> FixedDelayTrigger.of(Duration.ofNanos(999_999)))
			.withMessage("Invalid delay PT0.000999999S: allowed from PT0.001S");
		assertThatIllegalArgumentException().isThrownBy(() -> FixedDelayTrigger.of(Duration.ofSeconds(-1)));
	}

	@Test
	void isAValue() {
		FixedDelayTrigger trigger = FixedDelayTrigger.of(MINUTE);
		assertThat(trigger).isEqualTo(FixedDelayTrigger.of(Duration.ofSeconds(60)))
			.hasSameHashCodeAs(FixedDelayTrigger.of(Duration.ofSeconds(60)))
			.isNotEqualTo(FixedDelayTrigger.of(Duration.ofSeconds(61)))
			.isNotEqualTo(trigger.startingAt(NOON));
		assertThat(trigger.start()).isEmpty();
		assertThat(trigger.startingAt(NOON).start()).contains(NOON);
	}

	@Test
	void canBeRead() {
		FixedDelayTrigger trigger = FixedDelayTrigger.of(MINUTE);
		assertThat(trigger).hasToString("PT1M after the last run ended");
		assertThat(trigger.startingAt(NOON)).hasToString("PT1M after the last run ended, from 2026-01-01T12:00:00Z");
	}

}
