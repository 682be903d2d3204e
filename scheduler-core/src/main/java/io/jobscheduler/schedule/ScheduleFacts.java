package io.jobscheduler.schedule;

/**
 * What the store knows about the jobs of a schedule, read together with it.
 *
 * @param liveJobs how many of its jobs have not ended, pending or running
 */
public record ScheduleFacts(int liveJobs) {

	/** No live job. */
	public static final ScheduleFacts NONE = new ScheduleFacts(0);

}
