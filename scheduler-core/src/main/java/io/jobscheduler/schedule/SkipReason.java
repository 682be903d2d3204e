package io.jobscheduler.schedule;

/**
 * Why fire times got no job of their own.
 */
public enum SkipReason {

	/** They were later than the misfire grace time when they were seen. */
	MISSED,

	/** They were due together with another one that got a job. */
	COALESCED,

	/** An earlier job of the schedule had not ended. */
	OVERLAP,

	/** The schedule was paused. */
	PAUSED

}
