package io.jobscheduler.store;

/**
 * What a node has been told to do, from any node. In the order of their strictness.
 */
public enum NodeMode {

	/** Fires and runs, as its role says. */
	ACTIVE,

	/**
	 * Fires and claims nothing more; what it has claimed it still runs.
	 */
	PAUSED,

	/**
	 * Fires and claims nothing more, and hands back what it has not started; what runs
	 * goes on to its end.
	 */
	DRAINING;

	/**
	 * The stricter of two modes.
	 * @param other the other
	 * @return one of them
	 */
	public NodeMode stricter(NodeMode other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
