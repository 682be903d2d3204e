package io.jobscheduler.job;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a job, kept for its retention.
 *
 * @param jobId the job
 * @param task the task it ran
 * @param origin the schedule that made it; {@code null} if it was added directly
 * @param ending how it ended
 * @param run the run that ended it
 * @param expiresAt when the result is removed, by the store's clock
 */
public record JobResult(JobId jobId, String task, @Nullable JobOrigin origin, Ending ending, Run run,
		Instant expiresAt) {

	/**
	 * How the job ended.
	 * @return the outcome
	 */
	public Outcome outcome() {
		return this.ending.outcome();
	}

	/**
	 * The run that ended a job.
	 *
	 * @param attempt its number, 1 for the first
	 * @param token its fencing token; 0 if the job ended without being claimed
	 * @param node the node it ran on; {@code null} if the job ended without being claimed
	 * @param startedAt when it started, by the store's clock; {@code null} if it never
	 * did
	 * @param endedAt when it ended, by the store's clock
	 */
	public record Run(int attempt, long token, @Nullable String node, @Nullable Instant startedAt, Instant endedAt) {

		/**
		 * How long it ran.
		 * @return the duration, zero if it never started
		 */
		public Duration duration() {
			return (this.startedAt != null) ? Duration.between(this.startedAt, this.endedAt) : Duration.ZERO;
		}

	}

}
