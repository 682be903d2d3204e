package io.jobscheduler;

/**
 * What a node does besides serving the API.
 */
public enum Role {

	/** Fires schedules, and runs no jobs. */
	SCHEDULER(true, false),

	/** Runs jobs, and fires no schedules. */
	WORKER(false, true),

	/** Fires schedules and runs jobs. */
	BOTH(true, true),

	/** Neither: it only adds, changes and looks. */
	NONE(false, false);

	private final boolean fires;

	private final boolean runs;

	Role(boolean fires, boolean runs) {
		this.fires = fires;
		this.runs = runs;
	}

	/**
	 * Whether it fires schedules.
	 * @return {@code true} if it does
	 */
	public boolean fires() {
		return this.fires;
	}

	/**
	 * Whether it runs jobs.
	 * @return {@code true} if it does
	 */
	public boolean runs() {
		return this.runs;
	}

}
