package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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

	Verdict succeeded(@Nullable String value, Instant startedAt, Instant endedAt) {
		return end(Ending.succeeded(value), startedAt, endedAt);
	}

	Verdict missed(Instant now) {
		JobError error = new JobError("missed", "due at " + this.job.dueAt() + ", could not start before " + now
				+ ", later than its misfire grace time of " + this.settings.misfireGraceTime(), null);
		return end(Ending.unsuccessful(Outcome.MISSED, error), null, now);
	}

	Verdict cancelled(@Nullable Instant startedAt, Instant endedAt) {
		String when = (startedAt != null) ? "while it ran" : "before it started";
		return end(Ending.unsuccessful(Outcome.CANCELLED, new JobError("cancelled", when, null)), startedAt, endedAt);
	}

	Verdict failed(JobError error, Instant startedAt, Instant endedAt) {
		int failures = this.job.attempts().failures() + 1;
		RetryPolicy retry = retry();
		if (!isAtMostOnce() && retry.allowsAnotherAttempt(failures)) {
			return new Retry(retry.delayAfter(failures), Cause.FAILURE, error);
		}
		return end(Ending.unsuccessful(Outcome.FAILED, error), startedAt, endedAt);
	}

	/** What becomes of a run that was interrupted by the shutdown of its node. */
	Verdict interrupted(Instant startedAt, Instant endedAt) {
		if (!isAtMostOnce()) {
			return new Completion.HandBack();
		}
		JobError error = new JobError("abandoned", "interrupted by the shutdown of its node; it runs at most once",
				null);
		return end(Ending.unsuccessful(Outcome.ABANDONED, error), startedAt, endedAt);
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
		return end(Ending.unsuccessful(Outcome.ABANDONED, error), null, now);
	}

	private Verdict end(Ending ending, @Nullable Instant startedAt, Instant endedAt) {
		Retention retention = this.settings.retention();
		return new Completion.End(ending, startedAt, endedAt,
				((retention != null) ? retention : Retention.DEFAULT).of(ending.outcome()));
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
