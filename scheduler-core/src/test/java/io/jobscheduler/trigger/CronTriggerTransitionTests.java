package io.jobscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import io.jobscheduler.cron.InvalidCronExpressionException;
import io.jobscheduler.cron.RandomCronExpression;
import io.jobscheduler.cron.RandomCronFields;
import io.jobscheduler.cron.TestSeed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link CronTrigger} around zone transitions, against a reference that tries every
 * minute or second there.
 */
class CronTriggerTransitionTests {

	private static final List<ZoneId> ZONES = Stream
		.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia",
				"America/Sao_Paulo", "Antarctica/Troll", "Africa/Casablanca", "America/St_Johns", "Asia/Kathmandu",
				"Pacific/Kwajalein", "Asia/Pyongyang", "America/Caracas", "Europe/Dublin", "Asia/Gaza")
		.map(ZoneId::of)
		.toList();

	private final long seed = TestSeed.orElse(20_260_104);

	private final Random random = new Random(this.seed);

	@Test
	void agreesWithTryingEveryMinute() {
		for (int round = 0; round < 600; round++) {
			assertAgrees(RandomCronExpression.next(this.random, false), Duration.ofMinutes(1), Duration.ofHours(36));
		}
	}

	@Test
	void agreesWithTryingEverySecond() {
		for (int round = 0; round < 200; round++) {
			assertAgrees((round % 2 == 0) ? RandomCronExpression.next(this.random, true)
					: RandomCronFields.next(this.random), Duration.ofSeconds(1), Duration.ofHours(2));
		}
	}

	private void assertAgrees(RandomCronExpression expression, Duration step, Duration around) {
		ZoneId zone = ZONES.get(this.random.nextInt(ZONES.size()));
		ZoneOffsetTransition transition = transition(zone.getRules(), expression);
		CronTrigger trigger;
		try {
			trigger = CronTrigger.of(expression.parse(), zone);
		}
		catch (InvalidCronExpressionException ex) {
			return;
		}
		if (this.random.nextBoolean()) {
			trigger = trigger.dstGap(DstGap.values()[this.random.nextInt(2)])
				.dstOverlap(DstOverlap.values()[this.random.nextInt(2)]);
		}
		Instant from = transition.getInstant().minus(around);
		Instant to = transition.getInstant().plus(around);
		List<Instant> expected = Stream
			.iterate(from, (instant) -> instant.isBefore(to), (instant) -> instant.plus(step))
			.filter(new Reference(expression, zone.getRules(), trigger.dstGap(), trigger.dstOverlap(), step)::fires)
			.toList();
		assertThat(fireTimes(trigger, from, to)).as("seed %d: %s around %s", this.seed, trigger, transition)
			.isEqualTo(expected);
	}

	/**
	 * Returns the fire times in a window, and makes sure that it does not matter from
	 * where between two of them one asks.
	 */
	private List<Instant> fireTimes(CronTrigger trigger, Instant from, Instant to) {
		List<Instant> fireTimes = new ArrayList<>();
		Instant last = from.minusNanos(1);
		Optional<Instant> next = trigger.next(last);
		while (next.isPresent() && next.get().isBefore(to)) {
			assertThat(next.get()).isAfter(last);
			long nanos = Math.min(Duration.between(last, next.get()).toNanos(), Duration.ofDays(3).toNanos());
			Instant between = last.plusNanos(this.random.nextLong(nanos));
			assertThat(trigger.next(between)).as("seed %d: %s after %s", this.seed, trigger, between).isEqualTo(next);
			last = next.get();
			fireTimes.add(last);
			next = trigger.next(last);
		}
		return fireTimes;
	}

	/**
	 * Returns a transition, if possible one on a date that the expression matches.
	 */
	private ZoneOffsetTransition transition(ZoneRules rules, RandomCronExpression expression) {
		ZoneOffsetTransition transition = transition(rules);
		for (int attempt = 0; attempt < 100; attempt++) {
			if (expression.dates().test(transition.getDateTimeBefore().toLocalDate())) {
				return transition;
			}
			transition = transition(rules);
		}
		return transition;
	}

	private ZoneOffsetTransition transition(ZoneRules rules) {
		Instant after = Instant.EPOCH.plus(this.random.nextInt(365 * 60), ChronoUnit.DAYS);
		ZoneOffsetTransition next = rules.nextTransition(after);
		return (next != null) ? next : rules.previousTransition(after);
	}

	private record Reference(RandomCronExpression expression, ZoneRules rules, DstGap gap, DstOverlap overlap,
			Duration step) {

		boolean fires(Instant instant) {
			return firesAtLocalTime(instant) || (this.gap == DstGap.FIRE_AT_END && endsGapWithMatch(instant));
		}

		private boolean firesAtLocalTime(Instant instant) {
			ZoneOffset offset = this.rules.getOffset(instant);
			LocalDateTime local = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, offset);
			boolean again = this.rules.getValidOffsets(local).indexOf(offset) > 0;
			return this.expression.matches(local) && !(again && this.overlap == DstOverlap.FIRST);
		}

		private boolean endsGapWithMatch(Instant instant) {
			ZoneOffsetTransition transition = this.rules.nextTransition(instant.minusNanos(1));
			return transition != null && transition.isGap() && transition.getInstant().equals(instant)
					&& Stream.iterate(transition.getDateTimeBefore(),
							(local) -> local.isBefore(transition.getDateTimeAfter()), (local) -> local.plus(this.step))
						.anyMatch(this.expression::matches);
		}

	}

}
