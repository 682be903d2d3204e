package io.jobscheduler.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.ScheduleEnd;
import org.jspecify.annotations.Nullable;

/**
 * How jobs end: completed, cancelled, or pending again. Not thread-safe.
 */
final class MemoryEndings {

	private final MemoryJobs jobs;

	private final MemorySchedules schedules;

	private final MemoryResults results;

	private final Map<JobId, Duration> cancelRequests = new LinkedHashMap<>();

	MemoryEndings(MemoryJobs jobs, MemorySchedules schedules, MemoryResults results) {
		this.jobs = jobs;
		this.schedules = schedules;
		this.results = results;
	}

	boolean isAskedToStop(JobId id) {
		return this.cancelRequests.containsKey(id);
	}

	/** Forgets requests for jobs that are gone. */
	void forgetRequests() {
		this.cancelRequests.keySet().removeIf((id) -> this.jobs.get(id) == null);
	}

	CompletionStatus complete(Completion completion, Instant now) {
		Claim claim = completion.claim();
		Job held = this.jobs.heldBy(claim);
		if (held != null) {
			apply(held, claim, completion.verdict(), now);
			return CompletionStatus.APPLIED;
		}
		return completion.unheld(trace(claim.job().id()));
	}

	private Completion.@Nullable Trace trace(JobId id) {
		Job live = this.jobs.get(id);
		if (live != null) {
			return Completion.Trace.of(live);
		}
		JobResult result = this.results.get(id);
		return (result != null) ? Completion.Trace.of(result) : null;
	}

	/** Carries out a verdict on a job that the claim holds. */
	void apply(Job job, Claim claim, Completion.Verdict verdict, Instant now) {
		Completion completion = new Completion(claim, verdict);
		if (verdict instanceof Completion.End end) {
			end(job, completion.result(now), end.retention(), now);
		}
		else {
			this.jobs.put(completion.released(now));
		}
	}

	private void end(Job job, JobResult result, Duration retention, Instant now) {
		this.jobs.remove(job.id());
		this.cancelRequests.remove(job.id());
		if (!retention.isZero()) {
			this.results.put(result);
		}
		String schedule = ScheduleEnd.watching(job.spec());
		if (schedule != null) {
			Instant endedAt = result.run().endedAt().truncatedTo(ChronoUnit.MICROS);
			this.schedules.jobEnded(schedule, ScheduleEnd.of(endedAt, result.outcome()), now);
		}
	}

	CancelReply.Status cancel(JobId id, Duration retention, Instant now) {
		Job job = this.jobs.get(id);
		if (job == null) {
			return (this.results.get(id) != null) ? CancelReply.Status.ENDED : CancelReply.Status.UNKNOWN;
		}
		if (job.state() == JobState.RUNNING) {
			this.cancelRequests.put(id, retention);
			return CancelReply.Status.REQUESTED;
		}
		cancelPending(job, retention, now);
		return CancelReply.Status.CANCELLED;
	}

	private JobResult cancelPending(Job job, Duration retention, Instant now) {
		JobResult result = JobResult.cancelled(job, now, retention);
		end(job, result, retention, now);
		return result;
	}

	/** Jobs that were asked to stop while they ran, and did not end by it. */
	List<JobResult> cancelPending(Instant now) {
		List<JobResult> cancelled = new ArrayList<>();
		Map.copyOf(this.cancelRequests).forEach((id, retention) -> {
			Job job = this.jobs.get(id);
			if (job != null && job.state() != JobState.RUNNING) {
				cancelled.add(cancelPending(job, retention, now));
			}
		});
		return cancelled;
	}

}
