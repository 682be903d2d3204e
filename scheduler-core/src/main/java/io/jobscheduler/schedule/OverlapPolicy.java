package io.jobscheduler.schedule;

/**
 * What a schedule does with a fire time while a job that it made earlier has not ended.
 */
public enum OverlapPolicy {

	/** Makes the job all the same. */
	ALLOW,

	/** Makes none, and records the fire time as skipped. */
	SKIP,

	/** Makes one job as soon as the earlier one has ended. */
	BUFFER_ONE,

	/**
	 * Cancels the earlier job, and makes one as soon as it has ended. However many fire
	 * times come meanwhile, the latest gets a job.
	 */
	CANCEL_OTHER

}
