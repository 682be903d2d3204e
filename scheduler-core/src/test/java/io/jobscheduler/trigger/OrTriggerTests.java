package io.jobscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link OrTrigger}.
 */
class OrTriggerTests {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private static final Trigger HOURLY = IntervalTrigger.every(Duration.ofHours(1)).startingAt(NOON);

	private static final Trigger ONCE = DateTrigger.at(NOON.plusSeconds(90));

	@Test
	void firesWheneverOnePartFires() {
		OrTrigger trigger = OrTrigger.of(HOURLY, ONCE);
		assertThat(trigger.next(Instant.MIN)).contains(NOON);
		assertThat(trigger.next(NOON)).contains(NOON.plusSeconds(90));
		assertThat(trigger.next(NOON.plusSeconds(90))).contains(NOON.plusSeconds(3600));
	}

	@Test
	void firesOnceWhereSeveralPartsFire() {
		OrTrigger trigger = OrTrigger.of(HOURLY, DateTrigger.at(NOON));
		assertThat(trigger.next(Instant.MIN)).contains(NOON);
		assertThat(trigger.next(NOON)).contains(NOON.plusSeconds(3600));
	}

	@Test
	void hasEndedWhenAllPartsHaveAndSaysWhy() {
		Trigger later = DateTrigger.at(NOON.plusSeconds(100));
		OrTrigger trigger = OrTrigger.of(ONCE, later);
		assertThat(trigger.next(NOON.plusSeconds(90))).contains(NOON.plusSeconds(100));
		assertThat(trigger.next(NOON.plusSeconds(100))).isEmpty();
		assertThat(trigger.whyNone(Instant.MAX)).contains(ONCE.whyNone(Instant.MAX), later.whyNone(Instant.MAX));
	}

	@Test
	void anchorsAllItsPartsAtOneInstant() {
		Trigger interval = IntervalTrigger.every(Duration.ofHours(1));
		Trigger days = CalendarIntervalTrigger.builder().days(2).zone(ZoneOffset.UTC).build();
		OrTrigger anchored = OrTrigger.of(interval, ONCE, days).anchoredAt(NOON);
		assertThat(anchored.parts()).containsExactly(HOURLY, ONCE,
				CalendarIntervalTrigger.builder()
					.days(2)
					.zone(ZoneOffset.UTC)
					.startDate(LocalDate.of(2026, 1, 1))
					.build());
		assertThat(anchored.anchoredAt(Instant.EPOCH)).isSameAs(anchored);
	}

	@Test
	void isEqualWhateverTheOrderOfItsParts() {
		OrTrigger trigger = OrTrigger.of(HOURLY, ONCE);
		assertThat(trigger).isEqualTo(OrTrigger.of(ONCE, HOURLY, ONCE))
			.hasSameHashCodeAs(OrTrigger.of(List.of(ONCE, HOURLY)))
			.isNotEqualTo(OrTrigger.of(HOURLY))
			.isNotEqualTo(AndTrigger.of(HOURLY, ONCE));
		assertThat(OrTrigger.of(ONCE, HOURLY, ONCE).parts()).containsExactly(ONCE, HOURLY);
	}

	@Test
	void refusesToJoinNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> OrTrigger.of())
			.withMessage("Invalid 'or' trigger: it joins 0 triggers, allowed 1 or more");
	}

	@Test
	void refusesAFixedDelayHoweverDeep() {
		Trigger delay = FixedDelayTrigger.of(Duration.ofMinutes(5));
		record Wrapped(Trigger inner) implements Trigger {

			@Override
			public Optional<Instant> next(Instant after) {
				return this.inner.next(after);
			}

			@Override
			public List<Trigger> parts() {
				return List.of(this.inner);
			}

		}
		assertThatIllegalArgumentException().isThrownBy(() -> OrTrigger.of(HOURLY, delay))
			.withMessageContaining("'" + delay + "'")
			.withMessageContaining("depends on when runs end")
			.withMessageContaining("IntervalTrigger");
		assertThatIllegalArgumentException().isThrownBy(() -> OrTrigger.of(HOURLY, new Wrapped(delay)));
		assertThatIllegalArgumentException().isThrownBy(() -> AndTrigger.of(HOURLY, delay));
	}

	@Test
	void canBeRead() {
		assertThat(OrTrigger.of(HOURLY, AndTrigger.of(ONCE, HOURLY))).hasToString(
				"(every PT1H from 2026-01-01T12:00:00Z or (at 2026-01-01T12:01:30Z and every PT1H from 2026-01-01T12:00:00Z))");
	}

}
