package io.jobscheduler.test.example;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.Reclaimed;
import io.jobscheduler.store.ScheduleEnd;
import org.jspecify.annotations.Nullable;

/**
 * How jobs end: completed, cancelled, or pending again.
 */
final class Endings {

	private final Contents contents;

	Endings(Contents contents) {
		this.contents = contents;
	}

	CompletionStatus complete(Completion completion) {
		Claim claim = completion.claim();
		if (!this.contents.jobs().isHeld(claim)) {
			return completion.unheld(trace(claim.job().id()));
		}
		apply(completion);
		return CompletionStatus.APPLIED;
	}

	private Completion.@Nullable Trace trace(JobId id) {
		Completion.Trace live = this.contents.jobs().trace(id);
		return (live != null) ? live : this.contents.results().get(id).map(Completion.Trace::of).orElse(null);
	}

	/**
	 * Takes back a claim, if it is still the same and still expired.
	 * @return whether it was
	 */
	boolean reclaim(Reclaimed planned) {
		Claim claim = planned.claim();
		Job job = this.contents.jobs().get(claim.job().id());
		Instant leaseUntil = (job != null) ? job.attempts().leaseUntil() : null;
		boolean expired = leaseUntil != null && leaseUntil.isBefore(this.contents.now());
		if (!expired || !this.contents.jobs().isHeld(claim)) {
			return false;
		}
		apply(new Completion(claim, planned.verdict()));
		return true;
	}

	/** The claim says all there is to know of its job, even if the entry is damaged. */
	private void apply(Completion completion) {
		Job job = completion.claim().job();
		if (completion.verdict() instanceof Completion.End end) {
			end(job, completion.result(this.contents.now()), end.retention());
		}
		else {
			this.contents.jobs().put(completion.released(this.contents.now()));
		}
	}

	private JobResult end(Job job, JobResult result, Duration retention) {
		this.contents.jobs().remove(job.id());
		this.contents.removeCancelRequest(job.id());
		if (!retention.isZero()) {
			this.contents.results().put(result);
		}
		String schedule = ScheduleEnd.watching(job.spec());
		if (schedule != null) {
			Instant endedAt = result.run().endedAt().truncatedTo(ChronoUnit.MICROS);
			this.contents.schedules()
				.jobEnded(schedule, ScheduleEnd.of(endedAt, result.outcome()), this.contents.now());
		}
		return result;
	}

	CancelReply.Status cancel(JobId id, Duration retention) {
		Job job = this.contents.jobs().get(id);
		if (job == null) {
			return this.contents.results().has(id) ? CancelReply.Status.ENDED : CancelReply.Status.UNKNOWN;
		}
		if (job.state() == JobState.RUNNING) {
			this.contents.putCancelRequest(id, retention);
			return CancelReply.Status.REQUESTED;
		}
		cancelled(job, retention);
		return CancelReply.Status.CANCELLED;
	}

	private JobResult cancelled(Job job, Duration retention) {
		return end(job, JobResult.cancelled(job, this.contents.now(), retention), retention);
	}

	/** Jobs that were asked to stop while they ran, and did not end by it. */
	List<JobResult> carryOutRequests() {
		List<JobResult> results = new ArrayList<>();
		this.contents.cancelRequests().forEach((id, retention) -> {
			Job job = this.contents.jobs().get(JobId.of(id));
			if (job != null && job.state() != JobState.RUNNING) {
				results.add(cancelled(job, retention));
			}
		});
		return results;
	}

	void forgetRequests() {
		this.contents.cancelRequests().keySet().forEach((id) -> {
			if (!this.contents.jobs().has(JobId.of(id))) {
				this.contents.removeCancelRequest(JobId.of(id));
			}
		});
	}

}
