package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.rethinkdb.gen.ast.ReqlExpr;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.End;
import io.jobscheduler.store.Completion.Retry;
import org.jspecify.annotations.Nullable;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Writes what becomes of jobs: each in one write of its document, if it is still as it
 * was.
 */
final class VerdictWriter {

	private final Documents jobs;

	private final Documents schedules;

	VerdictWriter(Steps steps) {
		this.jobs = steps.jobs;
		this.schedules = steps.schedules;
	}

	/**
	 * Applies completions whose claims hold.
	 * @param condition what else must be so
	 * @return the ids of those that were applied
	 */
	Set<JobId> complete(List<Completion> completions, Documents.Condition condition) {
		Map<String, Completion> byId = new LinkedHashMap<>();
		completions.forEach((completion) -> byId.put(completion.claim().job().id().toString(), completion));
		Set<JobId> applied = new HashSet<>();
		this.jobs
			.change(byId,
					(completion, now) -> change(completion, now).expect("state", JobDocuments.RUNNING)
						.expect("token", completion.claim().token()),
					condition, Documents::id)
			.ids()
			.forEach((id) -> applied.add(JobId.of(id)));
		wake(watching(completions, applied));
		return applied;
	}

	private static Change change(Completion completion, ReqlExpr now) {
		Claim claim = completion.claim();
		if (completion.verdict() instanceof End end) {
			Object expires = end.retention().isZero() ? null : now.add(Micros.of(end.retention()));
			return ResultDocuments.ended(result(claim, end), expires, now);
		}
		ReqlExpr due = (completion.verdict() instanceof Retry retry) ? now.add(Micros.of(retry.delay())) : null;
		return JobDocuments.released(completion.released(Instant.EPOCH), due);
	}

	private static JobResult result(Claim claim, End end) {
		Job job = claim.job();
		JobResult.Run run = new JobResult.Run(job.attempt(), claim.token(), job.attempts().node(), end.startedAt(),
				end.endedAt());
		return new JobResult(job.id(), job.spec().task(), job.spec().origin(), end.ending(), run, end.endedAt());
	}

	/**
	 * Ends jobs that no node holds.
	 * @param now what the results go by
	 * @return those that were ended
	 */
	List<JobResult> end(List<Ended> ending, Instant now) {
		Map<String, Ended> byId = new LinkedHashMap<>();
		ending.forEach((each) -> byId.put(each.job().id().toString(), each));
		Set<String> written = this.jobs.change(byId, (each, time) -> {
			Instant expires = each.result().expiresAt();
			return ResultDocuments.ended(each.result(), expires.isAfter(now) ? Micros.key(expires) : null, time)
				.expect("state", JobDocuments.code(each.job().state()))
				.expect("token", each.job().attempts().token());
		}).ids();
		List<JobResult> ended = ending.stream()
			.map(Ended::result)
			.filter((result) -> written.contains(result.jobId().toString()))
			.toList();
		Map<String, Instant> ends = new HashMap<>();
		ended.forEach((result) -> watch(ends, result.origin(), result.run().endedAt()));
		wake(ends);
		return ended;
	}

	private static Map<String, Instant> watching(List<Completion> completions, Set<JobId> applied) {
		Map<String, Instant> ends = new HashMap<>();
		for (Completion completion : completions) {
			Job job = completion.claim().job();
			if (completion.verdict() instanceof End end && applied.contains(job.id())) {
				watch(ends, job.spec().origin(), end.endedAt());
			}
		}
		return ends;
	}

	private static void watch(Map<String, Instant> ends, @Nullable JobOrigin origin, Instant endedAt) {
		if (origin != null && origin.watched()) {
			ends.merge(Hash.of(origin.schedule()), endedAt, (a, b) -> a.isAfter(b) ? a : b);
		}
	}

	/**
	 * Wakes schedules: those that wait are due at once, of the others only the end is
	 * kept.
	 */
	private void wake(Map<String, Instant> ends) {
		if (ends.isEmpty()) {
			return;
		}
		Map<String, Object> sent = new LinkedHashMap<>();
		ends.forEach((schedule, end) -> sent.put(schedule, Micros.key(end)));
		this.schedules.replace(sent, (schedule, end, now) -> {
			ReqlExpr last = Documents.field(schedule, "lastEnded");
			ReqlExpr version = Documents.field(schedule, "version");
			ReqlExpr waits = Documents.field(schedule, "waiting")
				.eq(true)
				.and(Documents.field(schedule, "state").eq(ScheduleState.ACTIVE.name()));
			return schedule
				.merge(R.hashMap("version", R.branch(Documents.isNumber(version), version.add(1), 1))
					.with("lastEnded", R.branch(Documents.isNumber(last).and(last.gt(end)), last, end)))
				.merge(R.branch(waits, R.hashMap("due", now).with("dueAt", now), R.hashMap()));
		});
	}

	/**
	 * A job that ends without having run.
	 *
	 * @param job the job as it was read
	 * @param result its result
	 */
	record Ended(Job job, JobResult result) {
	}

}
