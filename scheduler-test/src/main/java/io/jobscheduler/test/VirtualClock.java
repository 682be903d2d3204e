package io.jobscheduler.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.jobscheduler.clock.SchedulerClock;

/**
 * A clock that stands still until it is told to go on. Wall clock and elapsed time move
 * together. Thread-safe.
 */
public final class VirtualClock implements SchedulerClock {

	private final Instant start;

	private final AtomicReference<Instant> present;

	/**
	 * Creates a clock.
	 * @param start the instant that it shows at first; cut to whole microseconds
	 */
	public VirtualClock(Instant start) {
		this.start = start.truncatedTo(ChronoUnit.MICROS);
		this.present = new AtomicReference<>(this.start);
	}

	/**
	 * Goes on.
	 * @param step by how much, zero or more, in whole microseconds
	 * @return the instant that the clock shows now
	 * @throws IllegalArgumentException if the step is negative or not in whole
	 * microseconds
	 */
	public Instant advance(Duration step) {
		if (step.isNegative() || !step.truncatedTo(ChronoUnit.MICROS).equals(step)) {
			throw new IllegalArgumentException(
					"Invalid step " + step + ": allowed zero and above, in whole microseconds");
		}
		return Objects.requireNonNull(this.present.updateAndGet((instant) -> instant.plus(step)));
	}

	/**
	 * This clock as Java's, for code that takes a {@link Clock}.
	 * @param zone the zone that it is asked for local times in
	 * @return a view of this clock; {@link Clock#instant()} is {@link #now()}
	 */
	public Clock toClock(ZoneId zone) {
		return new ClockView(this, zone);
	}

	/**
	 * Goes back to the instant that it showed at first. Nothing may run meanwhile.
	 */
	void reset() {
		this.present.set(this.start);
	}

	@Override
	public Instant now() {
		return Objects.requireNonNull(this.present.get());
	}

	@Override
	public long nanoTime() {
		return Duration.between(this.start, now()).toNanos();
	}

	@Override
	public String toString() {
		return "VirtualClock[" + now() + "]";
	}

	private static final class ClockView extends Clock {

		private final VirtualClock clock;

		private final ZoneId zone;

		ClockView(VirtualClock clock, ZoneId zone) {
			this.clock = clock;
			this.zone = Objects.requireNonNull(zone, "zone");
		}

		@Override
		public ZoneId getZone() {
			return this.zone;
		}

		@Override
		public Clock withZone(ZoneId otherZone) {
			return new ClockView(this.clock, otherZone);
		}

		@Override
		public Instant instant() {
			return this.clock.now();
		}

	}

}
