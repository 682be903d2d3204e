package io.jobscheduler.engine;

import java.time.Instant;

import io.jobscheduler.job.BoundedText;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an attempt that has started, by how its code ended and what it was told
 * meanwhile.
 */
final class RunOutcome {

	private static final Logger logger = LoggerFactory.getLogger(RunOutcome.class);

	/** The longest value that is kept, in characters. */
	static final int MAX_VALUE = 100_000;

	private final EngineParts engine;

	private final RunContext job;

	private final RunPolicy policy;

	private final Instant startedAt;

	RunOutcome(EngineParts engine, RunContext job, RunPolicy policy, Instant startedAt) {
		this.engine = engine;
		this.job = job;
		this.policy = policy;
		this.startedAt = startedAt;
	}

	/** The code returned a value. */
	Verdict returned(@Nullable Object value) {
		try {
			return returnedJson((value != null) ? this.engine.context().serializer().writeValue(value) : null);
		}
		catch (RuntimeException ex) {
			return threw(Failure.of(ex));
		}
	}

	/** The code returned a value, elsewhere. */
	Verdict returnedJson(@Nullable String json) {
		Stop heard = this.job.heardStop();
		if (heard != null) {
			return stopped(heard, null);
		}
		if (this.job.retryIn() != null) {
			return threw(new Failure(new JobError("retry", "asked to be retried", null), java.util.List.of()));
		}
		if (this.job.snooze() != null) {
			return new Completion.Retry(this.job.snooze(), Completion.Cause.SNOOZE, null);
		}
		return end(succeeded(json));
	}

	/** A value that is too long is not kept, and the result says so. */
	private static Ending succeeded(@Nullable String json) {
		if (json == null || json.length() <= MAX_VALUE) {
			return Ending.succeeded(json);
		}
		return new Ending(Outcome.SUCCEEDED, null, new JobError("value", "the value has " + json.length()
				+ " characters as JSON; more than " + MAX_VALUE + " are not kept: return an id instead", null));
	}

	/** The code threw. */
	Verdict threw(Failure failure) {
		Stop told = this.job.stop();
		if (told != null) {
			return stopped(told, failure);
		}
		return failed(failure);
	}

	private Verdict stopped(Stop why, @Nullable Failure failure) {
		Instant endedAt = this.engine.storeTime().now();
		return switch (why) {
			case CLAIM_LOST -> new Completion.HandBack(); // the claim is not ours to end
			case CANCELLED -> this.policy.cancelled(this.startedAt, endedAt, this.job.logText());
			case SHUTDOWN -> {
				logger.info("Job {} of task '{}' was interrupted by the shutdown and is handed back", this.job.jobId(),
						this.job.task());
				yield this.policy.interrupted(this.startedAt, endedAt);
			}
			case TIMED_OUT -> failed(Failure.timeout(
					"ran longer than " + this.policy.timeout() + " and was told to stop"
							+ ((failure != null) ? "; it ended with " + failure.error().summary() : ""),
					(failure != null) ? failure.error().trace() : null));
		};
	}

	private Verdict failed(Failure failure) {
		Verdict verdict = this.policy.failed(failure, this.job.retryIn(), this.engine.random().nextDouble(),
				(error) -> end(Ending.unsuccessful(Outcome.FAILED, error)));
		String summary = BoundedText.of(failure.error().summary(), 1_000);
		if (verdict instanceof Completion.Retry retry) {
			logger.warn("Job {} of task '{}' failed on attempt {} and runs again in {} ms: {}", this.job.jobId(),
					this.job.task(), this.job.attempt(), retry.delay().toMillis(), summary);
		}
		else {
			logger.warn("Job {} of task '{}' failed on attempt {}; no attempt is left: {}", this.job.jobId(),
					this.job.task(), this.job.attempt(), trace(failure));
		}
		return verdict;
	}

	private static String trace(Failure failure) {
		String trace = failure.error().trace();
		return (trace != null) ? trace : failure.error().summary();
	}

	private Verdict end(Ending ending) {
		return this.policy.end(ending, this.startedAt, this.engine.storeTime().now(), this.job.logText());
	}

}
