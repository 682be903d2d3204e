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
 * @param spec what the job was asked to do, so that it can be asked again; {@code null}
 * if it succeeded
 */
public record JobResult(JobId jobId, String task, @Nullable JobOrigin origin, Ending ending, Run run, Instant expiresAt,
		@Nullable JobSpec spec) {

	/**
	 * A result that does not keep what the job was asked to do.
	 * @param jobId the job
	 * @param task the task it ran
	 * @param origin the schedule that made it, or {@code null}
	 * @param ending how it ended
	 * @param run the run that ended it
	 * @param expiresAt when the result is removed
	 */
	public JobResult(JobId jobId, String task, @Nullable JobOrigin origin, Ending ending, Run run, Instant expiresAt) {
		this(jobId, task, origin, ending, run, expiresAt, null);
	}

	/**
	 * The result of a job that ends.
	 * @param job the job
	 * @param ending how it ends
	 * @param run the run that ends it
	 * @param expiresAt when the result is removed
	 * @return the result, with what the job was asked to do unless it succeeds
	 */
	public static JobResult of(Job job, Ending ending, Run run, Instant expiresAt) {
		JobSpec spec = job.spec();
		return new JobResult(job.id(), spec.task(), spec.origin(), ending, run, expiresAt,
				(ending.outcome() != Outcome.SUCCEEDED) ? spec : null);
	}

	/**
	 * The result of a pending job that is cancelled.
	 * @param job the job
	 * @param now when it is cancelled, by the store's clock
	 * @param retention how long the result is kept
	 * @return the result
	 */
	public static JobResult cancelled(Job job, Instant now, Duration retention) {
		Ending ending = Ending.unsuccessful(Outcome.CANCELLED, new JobError("cancelled", "before it started", null));
		return of(job, ending, new Run(job.attempt(), job.attempts().token(), null, null, now), now.plus(retention));
	}

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
	 * @param log the last lines it logged; {@code null} if it logged none
	 */
	public record Run(int attempt, long token, @Nullable String node, @Nullable Instant startedAt, Instant endedAt,
			@Nullable String log) {

		/** The longest log, in characters. */
		public static final int MAX_LOG = 16_000;

		/**
		 * A run without a log.
		 * @param attempt its number
		 * @param token its fencing token
		 * @param node the node it ran on, or {@code null}
		 * @param startedAt when it started, or {@code null}
		 * @param endedAt when it ended
		 */
		public Run(int attempt, long token, @Nullable String node, @Nullable Instant startedAt, Instant endedAt) {
			this(attempt, token, node, startedAt, endedAt, null);
		}

		/**
		 * How long it ran.
		 * @return the duration, zero if it never started
		 */
		public Duration duration() {
			return (this.startedAt != null) ? Duration.between(this.startedAt, this.endedAt) : Duration.ZERO;
		}

	}

}
