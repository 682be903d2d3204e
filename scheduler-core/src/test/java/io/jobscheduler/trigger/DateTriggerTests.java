package io.jobscheduler.trigger;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DateTrigger}.
 */
class DateTriggerTests {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");

	private final DateTrigger trigger = DateTrigger.at(NOON);

	@Test
	void firesOnce() {
		assertThat(this.trigger.next(Instant.MIN)).contains(NOON);
		assertThat(this.trigger.next(NOON.minusNanos(1))).contains(NOON);
		assertThat(this.trigger.next(NOON)).isEmpty();
		assertThat(this.trigger.next(Instant.MAX)).isEmpty();
	}

	@Test
	void firesAtTheEndsOfTime() {
		assertThat(DateTrigger.at(Instant.MAX).next(Instant.MIN)).contains(Instant.MAX);
		assertThat(DateTrigger.at(Instant.MIN).next(Instant.MIN)).isEmpty();
	}

	@Test
	void needsNoAnchor() {
		assertThat(this.trigger.anchoredAt(Instant.EPOCH)).isSameAs(this.trigger);
	}

	@Test
	void isAValue() {
		assertThat(this.trigger).isEqualTo(DateTrigger.at(NOON))
			.hasSameHashCodeAs(DateTrigger.at(NOON))
			.isNotEqualTo(DateTrigger.at(Instant.EPOCH))
			.hasToString("at 2026-01-01T12:00:00.123456789Z");
		assertThat(this.trigger.instant()).isEqualTo(NOON);
	}

}
