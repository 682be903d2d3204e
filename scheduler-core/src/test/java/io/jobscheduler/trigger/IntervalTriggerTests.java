package io.jobscheduler.trigger;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link IntervalTrigger}.
 */
class IntervalTriggerTests {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

	@Test
	void firesFirstAtItsStart() {
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofMinutes(5)).startingAt(NOON);
		assertThat(trigger.next(Instant.MIN)).contains(NOON);
		assertThat(trigger.next(NOON.minusNanos(1))).contains(NOON);
		assertThat(trigger.next(NOON)).contains(NOON.plusSeconds(300));
		assertThat(trigger.next(NOON.plusSeconds(299))).contains(NOON.plusSeconds(300));
		assertThat(trigger.next(NOON.plusSeconds(300))).contains(NOON.plusSeconds(600));
	}

	@Test
	void firesForTheLastTimeAtItsEnd() {
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofMinutes(5)).endingAt(NOON);
		assertThat(trigger.next(NOON.minusNanos(1))).contains(NOON);
		assertThat(trigger.next(NOON)).isEmpty();
		assertThat(trigger.endingAt(NOON.minusNanos(1)).next(NOON.minusNanos(1))).isEmpty();
		assertThat(trigger.startingAt(NOON).next(Instant.MIN)).contains(NOON);
	}

	@Test
	void isInStepWithTheEpochWithoutAStart() {
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofHours(1));
		assertThat(trigger.next(NOON.plusMillis(1))).contains(NOON.plusSeconds(3600));
		assertThat(trigger.next(Instant.EPOCH.minusNanos(1))).contains(Instant.EPOCH);
		assertThat(trigger.next(Instant.EPOCH.minusSeconds(3600))).contains(Instant.EPOCH);
		assertThat(trigger.next(Instant.EPOCH.minusSeconds(3601))).contains(Instant.EPOCH.minusSeconds(3600));
	}

	@Test
	void firesFirstAtItsAnchor() {
		Instant anchor = NOON.plusMillis(17);
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofHours(1)).anchoredAt(anchor);
		assertThat(trigger).isEqualTo(IntervalTrigger.every(Duration.ofHours(1)).startingAt(anchor));
		assertThat(trigger.next(NOON)).contains(anchor);
		assertThat(trigger.anchoredAt(NOON)).isSameAs(trigger);
	}

	@Test
	void neverFiresIfItEndsBeforeItsAnchor() {
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofHours(1)).endingAt(NOON);
		assertThat(trigger.anchoredAt(NOON.plusMillis(1)).next(Instant.MIN)).isEmpty();
	}

	@Test
	void staysInStepOverElapsedTime() {
		IntervalTrigger daily = IntervalTrigger.every(Duration.ofDays(1)).startingAt(NOON);
		assertThat(daily.next(Instant.parse("2026-07-01T00:00:00Z"))).contains(Instant.parse("2026-07-01T12:00:00Z"));
	}

	@Test
	void copesWithTheEndsOfTime() {
		for (Duration interval : new Duration[] { Duration.ofMillis(1), Duration.ofNanos(1_500_000),
				Duration.ofDays(365), Duration.ofDays(100_000_000_000L), LONGEST }) {
			IntervalTrigger trigger = IntervalTrigger.every(interval);
			assertThat(trigger.next(Instant.MAX)).isEmpty();
			assertThat(trigger.next(Instant.MIN)).hasValueSatisfying((next) -> assertThat(next).isAfter(Instant.MIN));
			assertThat(trigger.startingAt(Instant.MIN).next(Instant.MIN)).isEqualTo(plus(Instant.MIN, interval));
			assertThat(trigger.startingAt(Instant.MIN).next(Instant.MAX)).isEmpty();
			assertThat(trigger.startingAt(Instant.MAX).next(Instant.MIN)).contains(Instant.MAX);
			assertThat(trigger.startingAt(Instant.MAX).next(Instant.MAX)).isEmpty();
		}
	}

	@Test
	void agreesWithExactArithmetic() {
		Random random = new Random(20_260_103);
		for (int round = 0; round < 10_000; round++) {
			Instant start = instant(random);
			Instant after = instant(random);
			Duration interval = Duration.ofNanos(1_000_000 + random.nextLong(1L << random.nextInt(1, 63)))
				.multipliedBy(random.nextInt(1, 1000));
			Optional<Instant> next = IntervalTrigger.every(interval).startingAt(start).next(after);
			assertThat(next).as("every %s from %s after %s", interval, start, after)
				.isEqualTo(after.isBefore(start) ? Optional.of(start)
						: plus(start, intervalsUntil(start, after, interval)));
		}
	}

	@Test
	void refusesIntervalsOfLessThanAMillisecond() {
		for (Duration interval : new Duration[] { Duration.ZERO, Duration.ofNanos(999_999), Duration.ofDays(-1),
				Duration.ofSeconds(Long.MIN_VALUE) }) {
			assertThatIllegalArgumentException().isThrownBy(() -> IntervalTrigger.every(interval))
				.withMessage("Invalid interval " + interval + ": allowed from PT0.001S");
		}
	}

	@Test
	void refusesToEndBeforeItStarts() {
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofHours(1));
		assertThatIllegalArgumentException().isThrownBy(() -> trigger.startingAt(NOON).endingAt(NOON.minusMillis(1)))
			.withMessage("Invalid end 2026-01-01T11:59:59.999Z: allowed from the start 2026-01-01T12:00:00Z");
		assertThatIllegalArgumentException().isThrownBy(() -> trigger.endingAt(NOON).startingAt(Instant.MAX))
			.withMessage(
					"Invalid start +1000000000-12-31T23:59:59.999999999Z: allowed until the end 2026-01-01T12:00:00Z");
	}

	@Test
	void isAValue() {
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofMinutes(5)).startingAt(NOON);
		assertThat(trigger).isEqualTo(IntervalTrigger.every(Duration.ofSeconds(300)).startingAt(NOON))
			.hasSameHashCodeAs(IntervalTrigger.every(Duration.ofSeconds(300)).startingAt(NOON))
			.isNotEqualTo(trigger.startingAt(Instant.EPOCH))
			.isNotEqualTo(trigger.endingAt(NOON))
			.isNotEqualTo(IntervalTrigger.every(Duration.ofMinutes(6)).startingAt(NOON));
		assertThat(trigger.interval()).isEqualTo(Duration.ofMinutes(5));
		assertThat(trigger.start()).contains(NOON);
		assertThat(trigger.end()).isEmpty();
		assertThat(trigger.endingAt(Instant.MAX).end()).contains(Instant.MAX);
	}

	@Test
	void canBeRead() {
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofMinutes(5));
		assertThat(trigger).hasToString("every PT5M");
		assertThat(trigger.startingAt(Instant.EPOCH).endingAt(NOON))
			.hasToString("every PT5M from 1970-01-01T00:00:00Z until 2026-01-01T12:00:00Z");
	}

	private static Duration intervalsUntil(Instant start, Instant after, Duration interval) {
		BigInteger[] quotient = nanos(Duration.between(start, after)).divideAndRemainder(nanos(interval));
		BigInteger[] seconds = quotient[0].add(BigInteger.ONE)
			.multiply(nanos(interval))
			.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
		return Duration.ofSeconds(seconds[0].longValueExact(), seconds[1].longValueExact());
	}

	private static BigInteger nanos(Duration duration) {
		return BigInteger.valueOf(duration.getSeconds())
			.multiply(BigInteger.valueOf(1_000_000_000))
			.add(BigInteger.valueOf(duration.getNano()));
	}

	private static Optional<Instant> plus(Instant instant, Duration duration) {
		return (duration.compareTo(Duration.between(instant, Instant.MAX)) > 0) ? Optional.empty()
				: Optional.of(instant.plus(duration));
	}

	private static Instant instant(Random random) {
		long limit = random.nextBoolean() ? Instant.MAX.getEpochSecond() : 4_000_000_000L;
		return Instant.ofEpochSecond(random.nextLong(-limit, limit), random.nextInt(1_000_000_000));
	}

}
