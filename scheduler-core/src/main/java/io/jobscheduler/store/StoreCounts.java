package io.jobscheduler.store;

/**
 * How much there is of everything, each count capped at what was asked for.
 *
 * @param schedules schedules
 * @param pending pending jobs
 * @param running running jobs
 * @param quarantined jobs set aside
 * @param results results kept
 * @param overdueMicros how long the pending job that has been due longest has been due,
 * in microseconds; 0 if none is due
 */
public record StoreCounts(long schedules, long pending, long running, long quarantined, long results,
		long overdueMicros) {
}
