package io.jobscheduler.schedule;

import java.time.Duration;
import java.util.Objects;

/**
 * How a schedule fires.
 *
 * @param coalesce how many jobs several due fire times become
 * @param overlap what happens while an earlier job has not ended
 * @param jitter up to how much later than the fire time its job is due; spread evenly,
 * the same for the same fire time
 */
public record SchedulePolicies(CoalescePolicy coalesce, OverlapPolicy overlap, Duration jitter) {

	/** The latest fire time only, overlap allowed, no jitter. */
	public static final SchedulePolicies DEFAULT = new SchedulePolicies(CoalescePolicy.LATEST, OverlapPolicy.ALLOW,
			Duration.ZERO);

	/**
	 * Checks the jitter.
	 * @throws IllegalArgumentException if it is negative
	 */
	public SchedulePolicies {
		Objects.requireNonNull(coalesce, "coalesce");
		Objects.requireNonNull(overlap, "overlap");
		if (jitter.isNegative()) {
			throw new IllegalArgumentException("Invalid jitter " + jitter + ": allowed zero and above");
		}
	}

}
