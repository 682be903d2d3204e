package io.jobscheduler.test.example;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
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
import org.jspecify.annotations.Nullable;

/**
 * Lists and counts. A cursor names the last item of a page, not a position, so that it
 * stays right while jobs come and go.
 */
final class Queries {

	private final Contents contents;

	Queries(Contents contents) {
		this.contents = contents;
	}

	Page<Job> jobs(JobQuery query) {
		Predicate<Job> matches = (job) -> (query.state() == null || query.state() == job.state())
				&& matches(query.task(), job.spec().task()) && isOf(query.schedule(), job.spec().origin());
		return page(this.contents.jobs().after(query.cursor()), matches, query.limit(), (job) -> job.id().toString());
	}

	Page<Schedule> schedules(ScheduleQuery query) {
		Predicate<Schedule> matches = (schedule) -> {
			Schedule.Declaration declaration = schedule.declaration();
			return (query.state() == null || query.state() == schedule.status().state())
					&& matches(query.task(), schedule.definition().task())
					&& matches(query.application(), (declaration != null) ? declaration.application() : null);
		};
		return page(this.contents.schedules().after(query.cursor()), matches, query.limit(), Schedule::id);
	}

	Page<JobResult> results(ResultQuery query) {
		Predicate<JobResult> after = after(query.cursor());
		Predicate<JobResult> matches = (result) -> result.expiresAt().isAfter(this.contents.now())
				&& (query.outcome() == null || query.outcome() == result.outcome())
				&& matches(query.task(), result.task()) && isOf(query.schedule(), result.origin());
		return page(this.contents.results().latestFirst(), after.and(matches), query.limit(),
				(result) -> result.run().endedAt() + "_" + result.jobId());
	}

	/** What follows the result that a cursor was made of, which may be gone. */
	private static Predicate<JobResult> after(@Nullable String cursor) {
		if (cursor == null) {
			return (result) -> true;
		}
		String[] parts = cursor.split("_", 2);
		if (parts.length < 2) {
			throw new IllegalArgumentException("Invalid cursor '" + cursor + "': use one that a page came with");
		}
		Instant endedAt = Instant.parse(parts[0]);
		JobId id = JobId.of(parts[1]);
		return (result) -> {
			int order = result.run().endedAt().compareTo(endedAt);
			return order < 0 || (order == 0 && result.jobId().compareTo(id) < 0);
		};
	}

	private static boolean matches(@Nullable String wanted, @Nullable String found) {
		return wanted == null || wanted.equals(found);
	}

	private static boolean isOf(@Nullable String schedule, @Nullable JobOrigin origin) {
		return matches(schedule, (origin != null) ? origin.schedule() : null);
	}

	private static <T> Page<T> page(Collection<T> items, Predicate<T> matches, int limit, Function<T, String> cursor) {
		List<T> found = items.stream().filter(matches).limit(limit + 1L).toList();
		if (found.size() <= limit) {
			return new Page<>(found, null);
		}
		List<T> page = found.subList(0, limit);
		return new Page<>(page, cursor.apply(page.get(limit - 1)));
	}

	StoreCounts counts(int cap) {
		Instant now = this.contents.now();
		Duration overdue = this.contents.jobs()
			.pending()
			.map((job) -> Duration.between(job.dueAt(), now))
			.reduce(Duration.ZERO, (longest, next) -> (next.compareTo(longest) > 0) ? next : longest);
		JobTable jobs = this.contents.jobs();
		return new StoreCounts(Math.min(cap, this.contents.schedules().size()),
				Math.min(cap, jobs.count(JobState.PENDING)), Math.min(cap, jobs.count(JobState.RUNNING)),
				Math.min(cap, jobs.count(JobState.QUARANTINED)), Math.min(cap, this.contents.results().size()),
				overdue.toNanos() / 1000);
	}

}
