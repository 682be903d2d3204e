package io.jobscheduler.store;

import io.jobscheduler.schedule.ScheduleState;
import org.jspecify.annotations.Nullable;

/**
 * Which schedules to list. What is {@code null} does not matter.
 *
 * @param state their state
 * @param task their task
 * @param application the application that declares them
 * @param cursor where to start, from {@link Page#nextCursor()}
 * @param limit how many at most, 1 to 1000
 */
public record ScheduleQuery(@Nullable ScheduleState state, @Nullable String task, @Nullable String application,
		@Nullable String cursor, int limit) {

	/**
	 * All schedules.
	 * @param limit how many at most
	 * @return the query
	 */
	public static ScheduleQuery all(int limit) {
		return new ScheduleQuery(null, null, null, null, limit);
	}

}
