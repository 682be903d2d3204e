package io.jobscheduler.test;

import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import org.jspecify.annotations.Nullable;

/**
 * All that is in a store, page by page.
 */
final class StoreListing {

	private static final int LIMIT = 1000;

	private StoreListing() {
	}

	static Page<Job> jobs(JobStore store, @Nullable String cursor) {
		return store.findJobs(new JobQuery(null, null, null, cursor, LIMIT));
	}

	static Page<JobResult> results(JobStore store, @Nullable String cursor) {
		return store.findResults(new ResultQuery(null, null, null, cursor, LIMIT));
	}

	static Page<Schedule> schedules(JobStore store, @Nullable String cursor) {
		return store.findSchedules(new ScheduleQuery(null, null, null, cursor, LIMIT));
	}

	static <T> List<T> all(JobStore store, Query<T> query) {
		List<T> all = new ArrayList<>();
		String cursor = null;
		do {
			Page<T> page = query.page(store, cursor);
			all.addAll(page.items());
			cursor = page.nextCursor();
		}
		while (cursor != null);
		return all;
	}

	static <T> List<T> all(Scheduler scheduler, Query<T> query) {
		return scheduler.stores().values().stream().flatMap((store) -> all(store, query).stream()).toList();
	}

	/** One page of a kind of thing. */
	@FunctionalInterface
	interface Query<T> {

		Page<T> page(JobStore store, @Nullable String cursor);

	}

}
