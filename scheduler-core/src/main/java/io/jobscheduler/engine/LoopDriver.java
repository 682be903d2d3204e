package io.jobscheduler.engine;

import java.time.Duration;

/**
 * Runs the engine's loops: each on a thread of its own in production; one step at a time,
 * in any order, in a test that simulates time.
 */
public interface LoopDriver {

	/**
	 * Starts to run a loop.
	 * @param loop the loop
	 * @return controls it
	 */
	Handle start(EngineLoop loop);

	/** Controls a loop that is being run. */
	interface Handle {

		/**
		 * Runs the loop's next step as soon as can be. A wake-up during a step is not
		 * lost.
		 */
		void wake();

		/**
		 * Runs no further step, and waits for one that is under way.
		 * @param timeout how long to wait
		 */
		void stop(Duration timeout);

	}

}
