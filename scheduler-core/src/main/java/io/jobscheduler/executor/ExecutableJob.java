package io.jobscheduler.executor;

/**
 * A claimed job, ready to run. Its outcome is recorded by itself: when its code has
 * returned, or, if the code works asynchronously, when that has ended.
 */
public interface ExecutableJob extends Runnable {

	/**
	 * Runs the job on the current thread. Returns when the job's code has; never throws.
	 */
	@Override
	void run();

	/**
	 * Runs the job, but its code elsewhere. Returns without waiting for that; never
	 * throws.
	 * @param elsewhere runs the code
	 */
	void run(JobInvoker elsewhere);

	/**
	 * What the thread may be called while it runs.
	 * @return a short text
	 */
	String label();

}
