package io.jobscheduler.job;

/**
 * How a job ended. Every job ends in exactly one of these.
 */
public enum Outcome {

	/** The task returned. */
	SUCCEEDED,

	/** The task threw, and no attempt was left. */
	FAILED,

	/** It was cancelled, before it started or while it ran. */
	CANCELLED,

	/** It could not start within its misfire grace time. */
	MISSED,

	/** Its node stopped renewing the lease, and it may not run again. */
	ABANDONED

}
