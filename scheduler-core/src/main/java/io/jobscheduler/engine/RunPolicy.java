package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.Cause;
import io.jobscheduler.store.Completion.End;
import io.jobscheduler.store.Completion.Retry;
import io.jobscheduler.store.Completion.Verdict;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The settings that hold for one run, and what they make of how it went. Pure.
 */
final class RunPolicy {

	private final Job job;

	private final JobSettings settings;

	RunPolicy(Job job, Optional<TaskDefinition> task, JobSettings defaults) {
		this.job = job;
		JobSettings ofTask = task.map(TaskDefinition::settings).orElse(JobSettings.NONE);
		this.settings = job.spec().settings().orElse(ofTask).orElse(defaults).orElse(EngineSettings.JOB_DEFAULTS);
	}

	/** Whether it is too late for the first attempt to start. */
	boolean isMissed(Instant now) {
		Duration grace = this.settings.misfireGraceTime();
		return grace != null && this.job.attempt() == 1 && now.isAfter(this.job.dueAt().plus(grace));
	}

	/** How long an attempt may run; {@code null} for as long as it takes. */
	@Nullable Duration timeout() {
		return this.settings.timeout();
	}

	Verdict missed(Instant now) {
		JobError error = new JobError("missed", "due at " + this.job.dueAt() + ", could not start before " + now
				+ ", later than its misfire grace time of " + this.settings.misfireGraceTime(), null);
		return end(Ending.unsuccessful(Outcome.MISSED, error), null, now, null);
	}

	Verdict cancelled(@Nullable Instant startedAt, Instant endedAt, @Nullable String log) {
		String when = (startedAt != null) ? "while it ran" : "before it started";
		return end(Ending.unsuccessful(Outcome.CANCELLED, new JobError("cancelled", when, null)), startedAt, endedAt,
				log);
	}

	/**
	 * What becomes of an attempt that failed.
	 * @param failure how
	 * @param retryIn what the task asked for; {@code null} for what the policy says
	 * @param random from 0 to 1, for the jitter
	 * @param end ends the job
	 */
	Verdict failed(Failure failure, @Nullable Duration retryIn, double random, Function<JobError, Verdict> end) {
		int failures = this.job.attempts().failures() + 1;
		RetryPolicy retry = retry();
		if (isAtMostOnce()) {
			return end.apply(failure.error());
		}
		if (retryIn != null && (retry.maxAttempts() == 1 || retry.allowsAnotherAttempt(failures))) {
			return new Retry(retryIn, Cause.FAILURE, failure.error());
		}
		if (retryIn == null && retry.allowsAnotherAttempt(failures) && retry.failures().retries(failure.types())) {
			return new Retry(retry.delayAfter(failures, random), Cause.FAILURE, failure.error());
		}
		return end.apply(failure.error());
	}

	/** What becomes of a run that was interrupted by the shutdown of its node. */
	Verdict interrupted(Instant startedAt, Instant endedAt) {
		if (!isAtMostOnce()) {
			return new Completion.HandBack();
		}
		JobError error = new JobError("abandoned", "interrupted by the shutdown of its node; it runs at most once",
				null);
		return end(Ending.unsuccessful(Outcome.ABANDONED, error), startedAt, endedAt, null);
	}

	/** What becomes of a claim whose lease has ended. */
	Verdict abandoned(Claim claim, Instant now) {
		int abandonments = this.job.attempts().abandonments() + 1;
		Integer most = this.settings.maxAbandonments();
		if (!isAtMostOnce() && (most == null || abandonments < most)) {
			return new Retry(Duration.ZERO, Cause.ABANDONMENT, null);
		}
		String why = isAtMostOnce() ? "it runs at most once"
				: "it has lost its node " + abandonments + " times, as often as it may";
		JobError error = new JobError("abandoned", "node '" + this.job.attempts().node()
				+ "' stopped renewing the lease, which ended at " + claim.leaseUntil() + "; " + why, null);
		return end(Ending.unsuccessful(Outcome.ABANDONED, error), null, now, null);
	}

	Completion.End end(Ending ending, @Nullable Instant startedAt, Instant endedAt, @Nullable String log) {
		Retention retention = this.settings.retention();
		return new Completion.End(ending, startedAt, endedAt,
				((retention != null) ? retention : Retention.DEFAULT).of(ending.outcome()), log);
	}

	private boolean isAtMostOnce() {
		return this.settings.delivery() == DeliveryGuarantee.AT_MOST_ONCE;
	}

	private RetryPolicy retry() {
		RetryPolicy retry = this.settings.retry();
		return (retry != null) ? retry : RetryPolicy.none();
	}

	/** The same end without what the store refused to keep. */
	static End stripped(End end, String reason) {
		Ending ending = end.ending();
		JobError error = (ending.error() != null) ? new JobError(ending.error().type(), reason, null) : null;
		return new End(new Ending(ending.outcome(), null, error), end.startedAt(), end.endedAt(), end.retention());
	}

}
