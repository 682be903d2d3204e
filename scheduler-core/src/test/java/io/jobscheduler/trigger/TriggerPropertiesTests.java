package io.jobscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.jobscheduler.serializer.TriggerFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every trigger promises, tried with random ones.
 */
class TriggerPropertiesTests {

	private static final int ROUNDS = 200;

	private static final Instant FROM = RandomTrigger.MIDDLE.minus(Duration.ofHours(16));

	private static final Instant TO = RandomTrigger.MIDDLE.plus(Duration.ofHours(16));

	private final Random random = new Random(20_260_310);

	private final RandomTrigger triggers = new RandomTrigger(20_260_311);

	@Test
	void fireTimesIncreaseAndAreTheSameFromAnywhereBetweenTwoOfThem() {
		forRandomTriggers((trigger) -> {
			Instant last = FROM.minusSeconds(this.random.nextInt(100_000));
			Optional<Instant> next = trigger.next(last);
			for (int count = 0; count < 20 && next.isPresent(); count++) {
				assertThat(next.get()).as("%s after %s", trigger, last).isAfter(last);
				long nanos = Math.min(Duration.between(last, next.get()).toNanos(), Duration.ofDays(40).toNanos());
				Instant between = last.plusNanos(this.random.nextLong(nanos));
				assertThat(trigger.next(between)).as("%s after %s", trigger, between).isEqualTo(next);
				last = next.get();
				next = trigger.next(last);
			}
		});
	}

	@Test
	void onceThereIsNoFireTimeThereNeverIs() {
		forRandomTriggers((trigger) -> {
			Instant after = RandomTrigger.MIDDLE.plus(Duration.ofDays(this.random.nextInt(12)));
			if (trigger.next(after).isEmpty()) {
				assertThat(trigger.next(after.plusSeconds(this.random.nextInt(1_000_000)))).as("%s", trigger).isEmpty();
				assertThat(trigger.whyNone(after)).as("%s", trigger).isNotBlank();
			}
			assertThat(trigger.next(RandomTrigger.MIDDLE.plus(Duration.ofDays(90)))).as("%s", trigger).isEmpty();
		});
	}

	@Test
	void theEndsOfTimeAreInstantsLikeOthers() {
		forRandomTriggers((trigger) -> {
			assertThat(trigger.next(Instant.MAX)).isEmpty();
			assertThat(trigger.next(Instant.MIN)).as("%s", trigger)
				.satisfiesAnyOf((next) -> assertThat(next).isEmpty(),
						(next) -> assertThat(next.get()).isAfter(Instant.MIN));
			assertThat(trigger.anchoredAt(Instant.MAX).next(Instant.MAX)).isEmpty();
			trigger.anchoredAt(Instant.MIN).next(Instant.MIN);
		});
	}

	@Test
	void anchoringTwiceIsAnchoringOnce() {
		forRandomTriggers((trigger) -> {
			Trigger anchored = trigger.anchoredAt(RandomTrigger.MIDDLE);
			assertThat(anchored.anchoredAt(RandomTrigger.MIDDLE.plusSeconds(1))).isSameAs(anchored);
			assertThat(trigger.anchoredAt(RandomTrigger.MIDDLE)).isEqualTo(anchored).hasSameHashCodeAs(anchored);
		});
	}

	@Test
	void whatWasStoredIsReadAsTheSameTrigger() {
		TriggerFormat format = TriggerFormat.standard().withCalendars(RandomTrigger.CALENDARS);
		forRandomTriggers((trigger) -> {
			Trigger read = format.read(format.format(trigger), format.write(trigger));
			assertThat(read).isEqualTo(trigger).hasSameHashCodeAs(trigger).hasToString(trigger.toString());
			assertThat(read.next(FROM)).isEqualTo(trigger.next(FROM));
			assertThat(format.write(read)).isEqualTo(format.write(trigger));
		});
	}

	@Test
	void orIsTheUnionAndIsSorted() {
		forRandomParts((one, two) -> {
			TreeSet<Instant> expected = fireTimes(one);
			expected.addAll(fireTimes(two));
			assertThat(fireTimes(OrTrigger.of(one, two))).as("%s or %s", one, two).isEqualTo(expected);
		});
	}

	@Test
	void andIsTheIntersection() {
		Map<Boolean, Integer> found = new HashMap<>();
		forRandomParts((one, two) -> {
			TreeSet<Instant> expected = fireTimes(one);
			expected.retainAll(fireTimes(two));
			found.merge(expected.isEmpty(), 1, Integer::sum);
			assertThat(fireTimes(AndTrigger.of(one, two))).as("%s and %s", one, two).isEqualTo(expected);
		});
		assertThat(found.get(false)).as("pairs that have something in common").isGreaterThan(ROUNDS / 8);
	}

	@Test
	void exceptIsTheDifference() {
		forRandomParts((one, two) -> {
			TreeSet<Instant> expected = fireTimes(one);
			expected.removeAll(fireTimes(two));
			assertThat(fireTimes(ExceptTrigger.of(one, two))).as("%s except %s", one, two).isEqualTo(expected);
		});
	}

	private void forRandomTriggers(Consumer<Trigger> test) {
		for (int round = 0; round < ROUNDS; round++) {
			test.accept(this.triggers.next());
		}
	}

	private void forRandomParts(PartsTest test) {
		for (int round = 0; round < ROUNDS; round++) {
			test.accept(this.triggers.next(), (round % 2 == 0) ? this.triggers.nextSimple() : everyFewMinutes());
		}
	}

	private Trigger everyFewMinutes() {
		return IntervalTrigger.every(Duration.ofMinutes(1 + this.random.nextInt(6)))
			.startingAt(RandomTrigger.MIDDLE.minus(Duration.ofHours(this.random.nextInt(100))))
			.endingAt(TO);
	}

	private static TreeSet<Instant> fireTimes(Trigger trigger) {
		TreeSet<Instant> fireTimes = new TreeSet<>();
		Instant next = trigger.next(FROM).orElse(null);
		while (next != null && next.isBefore(TO)) {
			assertThat(fireTimes.add(next)).isTrue();
			next = trigger.next(next).orElse(null);
		}
		return fireTimes;
	}

	private interface PartsTest {

		void accept(Trigger one, Trigger two);

	}

}
