package io.jobscheduler.executor;

/**
 * Runs the code of claimed jobs. It has a number of slots: the engine gives it no more
 * jobs than that at once, so it needs no queue and rejects nothing.
 */
public interface JobExecutor extends AutoCloseable {

	/**
	 * How many jobs it runs at once.
	 * @return at least 1; does not change
	 */
	int slots();

	/**
	 * Runs a job, now or soon, once. Must not throw, and must not wait for the job's end
	 * (but see {@link InlineJobExecutor}).
	 * @param job the job
	 */
	void execute(ExecutableJob job);

	/**
	 * Lets go of its threads. Jobs that still run are not waited for.
	 */
	@Override
	void close();

}
