package io.jobscheduler.executor;

/**
 * A claimed job, ready to run. Its outcome is recorded by {@link #run()} itself.
 */
public interface ExecutableJob extends Runnable {

	/**
	 * Runs the job on the current thread. Never throws.
	 */
	@Override
	void run();

	/**
	 * What the thread may be called while it runs.
	 * @return a short text
	 */
	String label();

}
