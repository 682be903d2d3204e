package io.jobscheduler.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreCounts;

/**
 * Lists and counts. Not thread-safe.
 */
final class MemoryQueries {

	private final MemoryJobs jobs;

	private final MemorySchedules schedules;

	private final MemoryResults results;

	MemoryQueries(MemoryJobs jobs, MemorySchedules schedules, MemoryResults results) {
		this.jobs = jobs;
		this.schedules = schedules;
		this.results = results;
	}

	Page<Job> jobs(JobQuery query) {
		Predicate<Job> matches = (job) -> {
			JobOrigin origin = job.spec().origin();
			return (query.state() == null || query.state() == job.state())
					&& (query.task() == null || query.task().equals(job.spec().task()))
					&& (query.schedule() == null || (origin != null && query.schedule().equals(origin.schedule())));
		};
		JobId cursor = (query.cursor() != null) ? JobId.of(query.cursor()) : null;
		return MemoryPages.cut(this.jobs.after(cursor), matches, query.limit(), (job) -> job.id().toString());
	}

	Page<JobResult> results(ResultQuery query, Instant now) {
		Predicate<JobResult> matches = (result) -> {
			JobOrigin origin = result.origin();
			return result.expiresAt().isAfter(now) && (query.outcome() == null || query.outcome() == result.outcome())
					&& (query.task() == null || query.task().equals(result.task()))
					&& (query.schedule() == null || (origin != null && query.schedule().equals(origin.schedule())));
		};
		JobResult cursor = (query.cursor() != null) ? MemoryPages.resultCursor(query.cursor()) : null;
		return MemoryPages.cut(this.results.after(cursor), matches, query.limit(), MemoryPages::cursorOf);
	}

	Page<Schedule> schedules(ScheduleQuery query) {
		Predicate<Schedule> matches = (schedule) -> {
			Schedule.Declaration declaration = schedule.declaration();
			return (query.state() == null || query.state() == schedule.status().state())
					&& (query.task() == null || query.task().equals(schedule.definition().task()))
					&& (query.application() == null
							|| (declaration != null && query.application().equals(declaration.application())));
		};
		return MemoryPages.cut(this.schedules.after(query.cursor()), matches, query.limit(), Schedule::id);
	}

	StoreCounts counts(int cap, Instant now) {
		Instant earliest = this.jobs.earliestDue();
		Duration overdue = (earliest != null) ? Duration.between(earliest, now) : Duration.ZERO;
		return new StoreCounts(Math.min(cap, this.schedules.size()), Math.min(cap, this.jobs.count(JobState.PENDING)),
				Math.min(cap, this.jobs.count(JobState.RUNNING)), Math.min(cap, this.jobs.count(JobState.QUARANTINED)),
				Math.min(cap, this.results.size()), Math.max(0, overdue.toNanos() / 1000));
	}

}
