package io.jobscheduler.schedule;

import java.time.Instant;
import java.util.Optional;

import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;

/**
 * Where a trigger that depends on its first addition has been anchored.
 */
final class Anchors {

	private Anchors() {
	}

	static Optional<Instant> of(Trigger trigger) {
		if (trigger instanceof IntervalTrigger interval) {
			return interval.start();
		}
		if (trigger instanceof FixedDelayTrigger fixedDelay) {
			return fixedDelay.start();
		}
		return Optional.empty();
	}

}
