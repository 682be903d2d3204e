package io.jobscheduler.clock;

import java.time.Instant;

/**
 * The clock of a node. Nothing else in the scheduler reads the time, so that a test can
 * put a virtual clock in its place.
 * <p>
 * What is due and what has expired is decided by the job store's clock; a store that has
 * none of its own (memory) uses this one.
 */
public interface SchedulerClock {

	/**
	 * The wall clock of this node.
	 * @return the present instant, in whole microseconds (the precision that every store
	 * keeps)
	 */
	Instant now();

	/**
	 * A clock that only rises, for measuring how long something took.
	 * @return nanoseconds since an arbitrary origin
	 */
	long nanoTime();

	/**
	 * The clock of the Java virtual machine.
	 * @return the system's clock
	 */
	static SchedulerClock system() {
		return SystemClock.INSTANCE;
	}

}
