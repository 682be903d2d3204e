package io.jobscheduler.store;

import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How a claim ends.
 *
 * @param claim the claim; its token fences the write
 * @param verdict what becomes of the job
 */
public record Completion(Claim claim, Verdict verdict) {

	/**
	 * The job as it stands after a verdict that does not end it: pending again, or set
	 * aside.
	 * @param now the store's time
	 * @return the job, held by no node
	 * @throws IllegalStateException if the verdict ends the job
	 */
	public Job released(Instant now) {
		Job job = this.claim.job();
		Attempts attempts = job.attempts();
		if (this.verdict instanceof Retry retry) {
			JobError error = retry.error();
			String last = (error != null) ? error.summary() : attempts.lastError();
			Attempts next = switch (retry.cause()) {
				case FAILURE -> attempts.failed(last);
				case ABANDONMENT -> attempts.abandoned(last);
				case SNOOZE -> attempts.released();
			};
			return job.with(JobState.PENDING, now.plus(retry.delay()), next);
		}
		if (this.verdict instanceof HandBack) {
			return job.with(JobState.PENDING, job.dueAt(), attempts.released());
		}
		if (this.verdict instanceof Quarantine quarantine) {
			return job.with(JobState.QUARANTINED, job.dueAt(), attempts.quarantined(quarantine.reason()));
		}
		throw new IllegalStateException("Job " + job.id() + " ends: " + this.verdict);
	}

	/**
	 * The result of a verdict that ends the job.
	 * @param now the store's time
	 * @return the result
	 * @throws IllegalStateException if the verdict does not end the job
	 */
	public JobResult result(Instant now) {
		if (!(this.verdict instanceof End end)) {
			throw new IllegalStateException("Job " + this.claim.job().id() + " does not end: " + this.verdict);
		}
		Job job = this.claim.job();
		JobResult.Run run = new JobResult.Run(job.attempt(), this.claim.token(), job.attempts().node(), end.startedAt(),
				end.endedAt(), end.log());
		return JobResult.of(job, end.ending(), run, now.plus(end.retention()));
	}

	/**
	 * What to answer where the claim does not hold the job any more: whether what is
	 * there is what this completion would have left.
	 * @param there what is there of the job, live or as a result; {@code null} if nothing
	 * is
	 * @return {@link CompletionStatus#ALREADY} or {@link CompletionStatus#STALE}
	 */
	public CompletionStatus unheld(@Nullable Trace there) {
		if (there == null) {
			return CompletionStatus.ALREADY;
		}
		boolean left;
		if (this.verdict instanceof End end) {
			left = there.outcome() == end.ending().outcome();
		}
		else {
			left = there.outcome() == null && !there.running();
		}
		return (left && there.token() == this.claim.token()) ? CompletionStatus.ALREADY : CompletionStatus.STALE;
	}

	/**
	 * What is there of a job that a claim does not hold. A job that does not run keeps
	 * the token of its last claim, and so does a result.
	 *
	 * @param token the token
	 * @param running whether a node holds it
	 * @param outcome how it ended; {@code null} if it has not
	 */
	public record Trace(long token, boolean running, @Nullable Outcome outcome) {

		/**
		 * What is there of a live job.
		 * @param job the job
		 * @return its trace
		 */
		public static Trace of(Job job) {
			return new Trace(job.attempts().token(), job.state() == JobState.RUNNING, null);
		}

		/**
		 * What is there of a job that has ended.
		 * @param result its result
		 * @return its trace
		 */
		public static Trace of(JobResult result) {
			return new Trace(result.run().token(), false, result.outcome());
		}

	}

	/** What becomes of a job. */
	public sealed interface Verdict {

	}

	/**
	 * The job ends.
	 *
	 * @param ending how
	 * @param startedAt when the run started, by the store's clock; {@code null} if it
	 * never did
	 * @param endedAt when it ended, by the store's clock
	 * @param retention how long the result is kept; zero keeps none
	 * @param log the last lines that the run logged; {@code null} if it logged none
	 */
	public record End(Ending ending, @Nullable Instant startedAt, Instant endedAt, Duration retention,
			@Nullable String log) implements Verdict {

		/**
		 * The end of a job that logged nothing.
		 * @param ending how
		 * @param startedAt when the run started, or {@code null}
		 * @param endedAt when it ended
		 * @param retention how long the result is kept
		 */
		public End(Ending ending, @Nullable Instant startedAt, Instant endedAt, Duration retention) {
			this(ending, startedAt, endedAt, retention, null);
		}

	}

	/**
	 * The job shall run again.
	 *
	 * @param delay how long from now, by the store's clock
	 * @param cause which count rises
	 * @param error what to show of the attempt; {@code null} keeps the last one
	 */
	public record Retry(Duration delay, Cause cause, @Nullable JobError error) implements Verdict {
	}

	/** The job was not run, and is pending again as if it had never been claimed. */
	public record HandBack() implements Verdict {
	}

	/**
	 * The job is set aside.
	 *
	 * @param reason why
	 */
	public record Quarantine(String reason) implements Verdict {
	}

	/** Why a job runs again. */
	public enum Cause {

		/** An attempt failed. */
		FAILURE,

		/** Its node stopped renewing the lease. */
		ABANDONMENT,

		/** Its task asked to be run again later; no count rises. */
		SNOOZE

	}

}
