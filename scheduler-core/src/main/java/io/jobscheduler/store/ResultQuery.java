package io.jobscheduler.store;

import io.jobscheduler.job.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Which results to list. What is {@code null} does not matter.
 *
 * @param outcome their outcome
 * @param task their task
 * @param schedule their schedule
 * @param cursor where to start, from {@link Page#nextCursor()}
 * @param limit how many at most, 1 to 1000
 */
public record ResultQuery(@Nullable Outcome outcome, @Nullable String task, @Nullable String schedule,
		@Nullable String cursor, int limit) {

	/**
	 * All results.
	 * @param limit how many at most
	 * @return the query
	 */
	public static ResultQuery all(int limit) {
		return new ResultQuery(null, null, null, null, limit);
	}

}
