package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore;

/**
 * What becomes of claims, in few words.
 */
final class Verdicts {

	static final JobError ERROR = new JobError("java.io.IOException", "no route to host", "at Mail.send");

	static final JobError NODE_LOST = new JobError("abandoned", "the node stopped renewing its lease", null);

	/** At least once: another attempt. */
	static final JobStore.ReclaimPlanner ANOTHER_ATTEMPT = (expired, now) -> abandonment();

	/** At most once: the end. */
	static final JobStore.ReclaimPlanner GIVE_UP = (expired, now) -> abandoned(now);

	private Verdicts() {
	}

	static Completion.End succeeded(Instant endedAt) {
		return succeeded(endedAt, StoreScenario.RETENTION);
	}

	static Completion.End succeeded(Instant endedAt, Duration retention) {
		return new Completion.End(Ending.succeeded("42"), endedAt, endedAt, retention);
	}

	static Completion.End failed(Instant endedAt) {
		return unsuccessful(Outcome.FAILED, endedAt);
	}

	static Completion.End unsuccessful(Outcome outcome, Instant endedAt) {
		return new Completion.End(Ending.unsuccessful(outcome, ERROR), endedAt, endedAt, StoreScenario.RETENTION);
	}

	static Completion.End abandoned(Instant endedAt) {
		return new Completion.End(Ending.unsuccessful(Outcome.ABANDONED, NODE_LOST), null, endedAt,
				StoreScenario.RETENTION);
	}

	static Completion.Retry failure() {
		return failure(Duration.ZERO);
	}

	static Completion.Retry failure(Duration delay) {
		return new Completion.Retry(delay, Completion.Cause.FAILURE, ERROR);
	}

	static Completion.Retry abandonment() {
		return new Completion.Retry(Duration.ZERO, Completion.Cause.ABANDONMENT, null);
	}

}
