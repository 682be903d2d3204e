package io.jobscheduler.schedule;

import java.time.Instant;

/**
 * Plans what to do with a due schedule. A pure function: the store calls it outside any
 * lock, zero or more times, and may drop what it returns.
 */
@FunctionalInterface
public interface SchedulePlanner {

	/**
	 * Plans.
	 * @param schedule a schedule that is due
	 * @param facts what the store knows about its jobs
	 * @param now the store's time
	 * @return the plan
	 */
	Firing plan(Schedule schedule, ScheduleFacts facts, Instant now);

}
