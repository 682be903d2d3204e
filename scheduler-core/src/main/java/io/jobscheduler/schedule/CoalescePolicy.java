package io.jobscheduler.schedule;

/**
 * How many jobs a schedule makes of several fire times that are due at once, such as
 * after an outage.
 */
public enum CoalescePolicy {

	/** One, for the latest fire time. */
	LATEST,

	/** One, for the earliest fire time. */
	EARLIEST,

	/** One for each. */
	ALL

}
