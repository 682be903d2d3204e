package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.jobscheduler.clock.SchedulerClock;
import org.jspecify.annotations.Nullable;

/**
 * What time it is by the store's clock, estimated from its last reply and the time that
 * has passed since. Serves to wait, to show and to measure; what is due and what has
 * expired, the store decides itself.
 */
final class StoreTime {

	private final SchedulerClock clock;

	private volatile Reading reading;

	StoreTime(SchedulerClock clock) {
		this.clock = clock;
		this.reading = new Reading(clock.now(), clock.nanoTime());
	}

	void heard(Instant storeTime) {
		this.reading = new Reading(storeTime, this.clock.nanoTime());
	}

	Instant now() {
		Reading last = this.reading;
		return last.storeTime().plusNanos(this.clock.nanoTime() - last.nanoTime()).truncatedTo(ChronoUnit.MICROS);
	}

	/**
	 * How long to wait for an instant, but no longer than a given time.
	 */
	Duration until(@Nullable Instant instant, Duration longest) {
		if (instant == null) {
			return longest;
		}
		Duration wait = Duration.between(now(), instant);
		if (wait.isNegative()) {
			return Duration.ZERO;
		}
		return (wait.compareTo(longest) < 0) ? wait : longest;
	}

	private record Reading(Instant storeTime, long nanoTime) {
	}

}
