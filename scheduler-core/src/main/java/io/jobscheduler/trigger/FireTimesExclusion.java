package io.jobscheduler.trigger;

import java.time.Instant;

/**
 * Excludes the fire times of a trigger.
 *
 * @param trigger the trigger; no {@link FixedDelayTrigger}
 */
public record FireTimesExclusion(Trigger trigger) implements Exclusion {

	/**
	 * Checks the trigger.
	 * @throws IllegalArgumentException if the trigger is or holds a fixed delay
	 */
	public FireTimesExclusion {
		TriggerParts.requireJoinable("except", trigger);
	}

	@Override
	public Instant skip(Instant from) {
		boolean fires = from.isAfter(Instant.MIN) && from.isBefore(Instant.MAX)
				&& this.trigger.next(from.minusNanos(1)).filter(from::equals).isPresent();
		return fires ? from.plusNanos(1) : from;
	}

	@Override
	public String toString() {
		return this.trigger.toString();
	}

}
