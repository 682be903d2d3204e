package io.jobscheduler.job;

/**
 * The state of a job that has not ended. A job that has ended has an {@link Outcome}
 * instead.
 */
public enum JobState {

	/** Waits for its due time, or for a node with a free slot. */
	PENDING,

	/** Claimed by a node: running there, or about to. */
	RUNNING,

	/** Its stored form cannot be read; set aside with the reason, nothing runs it. */
	QUARANTINED

}
