package io.jobscheduler.trigger;

/**
 * What becomes of a local fire time that exists twice, because clocks were put back over
 * it.
 */
public enum DstOverlap {

	/**
	 * It fires once, the first time that clocks show it.
	 */
	FIRST,

	/**
	 * It fires each time that clocks show it.
	 */
	BOTH

}
