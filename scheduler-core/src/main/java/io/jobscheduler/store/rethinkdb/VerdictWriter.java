package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.rethinkdb.gen.ast.ReqlExpr;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.End;
import io.jobscheduler.store.Completion.Retry;
import io.jobscheduler.store.ScheduleEnd;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Writes what becomes of jobs: each in one write of its document, if it is still as it
 * was.
 */
final class VerdictWriter {

	private final Documents jobs;

	private final Documents schedules;

	private final ResultDocuments results;

	VerdictWriter(Steps steps) {
		this.jobs = steps.jobs;
		this.schedules = steps.schedules;
		this.results = steps.results;
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
		wake(ScheduleEnd.of(completions.stream().filter((each) -> applied.contains(each.claim().job().id())).toList()));
		return applied;
	}

	private Change change(Completion completion, ReqlExpr now) {
		if (completion.verdict() instanceof End end) {
			Object expires = end.retention().isZero() ? null : now.add(Micros.of(end.retention()));
			return this.results.ended(completion.result(end.endedAt()), expires, now);
		}
		ReqlExpr due = (completion.verdict() instanceof Retry retry) ? now.add(Micros.of(retry.delay())) : null;
		return JobDocuments.released(completion.released(Instant.EPOCH), due);
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
			return this.results.ended(each.result(), expires.isAfter(now) ? Micros.key(expires) : null, time)
				.expect("state", JobDocuments.code(each.job().state()))
				.expect("token", each.job().attempts().token());
		}).ids();
		List<JobResult> ended = ending.stream()
			.map(Ended::result)
			.filter((result) -> written.contains(result.jobId().toString()))
			.toList();
		Map<String, ScheduleEnd> ends = new HashMap<>();
		ended.forEach((result) -> {
			JobOrigin origin = result.origin();
			if (origin != null && origin.watched()) {
				ends.merge(origin.schedule(), ScheduleEnd.of(result.run().endedAt(), result.outcome()),
						ScheduleEnd::then);
			}
		});
		wake(ends);
		return ended;
	}

	/**
	 * Keeps what the ends mean for the schedules, and wakes those that wait: they are due
	 * at once. A count of failures that is no number starts anew.
	 */
	private void wake(Map<String, ScheduleEnd> ends) {
		if (ends.isEmpty()) {
			return;
		}
		Map<String, Object> sent = new LinkedHashMap<>();
		ends.forEach((schedule, end) -> sent.put(Hash.of(schedule),
				Map.of("at", Micros.key(end.endedAt()), "reset", end.reset(), "failures", end.failures())));
		this.schedules.replace(sent, (schedule, end, now) -> {
			ReqlExpr at = end.getField("at");
			ReqlExpr last = Documents.field(schedule, "lastEnded");
			ReqlExpr version = Documents.field(schedule, "version");
			ReqlExpr failures = Documents.field(schedule, "failures");
			ReqlExpr counted = end.getField("failures");
			ReqlExpr waits = Documents.field(schedule, "waiting")
				.eq(true)
				.and(Documents.field(schedule, "state").eq(ScheduleState.ACTIVE.name()));
			return schedule
				.merge(R.hashMap("version", R.branch(Documents.isNumber(version), version.add(1), 1))
					.with("lastEnded", R.branch(Documents.isNumber(last).and(last.gt(at)), last, at))
					.with("failures",
							R.branch(Documents.isNumber(failures).and(end.getField("reset").not()),
									failures.add(counted), counted)))
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
