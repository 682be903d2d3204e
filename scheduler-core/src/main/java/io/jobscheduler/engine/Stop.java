package io.jobscheduler.engine;

/**
 * Why a run was told to stop.
 */
enum Stop {

	/** Someone cancelled the job. */
	CANCELLED,

	/** It ran longer than it may. */
	TIMED_OUT,

	/** The node shuts down. */
	SHUTDOWN,

	/** The store has given the job to someone else. */
	CLAIM_LOST

}
