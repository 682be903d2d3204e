package io.jobscheduler.schedule;

import java.time.Duration;
import java.util.Objects;

import io.jobscheduler.job.Limits;

/**
 * How a schedule fires.
 *
 * @param coalesce how many jobs several due fire times become
 * @param overlap what happens while an earlier job has not ended
 * @param jitter up to how much later than the fire time its job is due; spread evenly,
 * the same for the same fire time
 * @param pauseAfterFailures after how many failed or abandoned jobs in a row it is
 * paused; 0 for never
 */
public record SchedulePolicies(CoalescePolicy coalesce, OverlapPolicy overlap, Duration jitter,
		int pauseAfterFailures) {

	/** The latest fire time only, overlap allowed, no jitter. */
	public static final SchedulePolicies DEFAULT = new SchedulePolicies(CoalescePolicy.LATEST, OverlapPolicy.ALLOW,
			Duration.ZERO, 0);

	/**
	 * Checks the bounds.
	 * @throws IllegalArgumentException if the jitter is out of {@link Limits}, or the
	 * number of failures negative
	 */
	public SchedulePolicies {
		Objects.requireNonNull(coalesce, "coalesce");
		Objects.requireNonNull(overlap, "overlap");
		Limits.requireDuration("jitter", jitter);
		if (pauseAfterFailures < 0) {
			throw new IllegalArgumentException("Invalid number of failures to pause after: " + pauseAfterFailures
					+ ", allowed 1 and above, or 0 for never");
		}
	}

	/**
	 * Policies of a schedule that is not paused for failures.
	 * @param coalesce how many jobs several due fire times become
	 * @param overlap what happens while an earlier job has not ended
	 * @param jitter up to how much later than the fire time its job is due
	 */
	public SchedulePolicies(CoalescePolicy coalesce, OverlapPolicy overlap, Duration jitter) {
		this(coalesce, overlap, jitter, 0);
	}

	/**
	 * With a pause after failures.
	 * @param failures after how many in a row; 0 for never
	 * @return a copy
	 */
	public SchedulePolicies withPauseAfterFailures(int failures) {
		return new SchedulePolicies(this.coalesce, this.overlap, this.jitter, failures);
	}

}
