package io.jobscheduler.schedule;

/**
 * The state of a schedule.
 */
public enum ScheduleState {

	/** Fires when it is due. */
	ACTIVE,

	/** Does not fire until it is resumed. */
	PAUSED,

	/** Has no further fire time. */
	FINISHED,

	/** Its stored form cannot be read; set aside with the reason. */
	QUARANTINED

}
