package io.jobscheduler.engine;

import java.time.Duration;

/**
 * A piece of the engine that runs again and again.
 */
public interface EngineLoop {

	/**
	 * What its thread is called.
	 * @return a word
	 */
	String name();

	/**
	 * One step.
	 * @return how long to wait before the next one, unless woken; zero for at once
	 * @throws RuntimeException if the step failed; it is tried again after a while
	 */
	Duration runOnce();

}
