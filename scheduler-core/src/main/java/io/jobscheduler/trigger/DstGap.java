package io.jobscheduler.trigger;

/**
 * What becomes of a local fire time that does not exist, because clocks were put forward
 * over it.
 */
public enum DstGap {

	/**
	 * It is dropped.
	 */
	SKIP,

	/**
	 * It fires at the end of the gap, the instant at which clocks are put forward. All
	 * the fire times in one gap become a single one.
	 */
	FIRE_AT_END

}
