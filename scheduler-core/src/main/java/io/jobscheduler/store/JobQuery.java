package io.jobscheduler.store;

import io.jobscheduler.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list. What is {@code null} does not matter.
 *
 * @param state their state
 * @param task their task
 * @param schedule their schedule
 * @param cursor where to start, from {@link Page#nextCursor()}
 * @param limit how many at most, 1 to 1000
 */
public record JobQuery(@Nullable JobState state, @Nullable String task, @Nullable String schedule,
		@Nullable String cursor, int limit) {

	/**
	 * All jobs.
	 * @param limit how many at most
	 * @return the query
	 */
	public static JobQuery all(int limit) {
		return new JobQuery(null, null, null, null, limit);
	}

}
