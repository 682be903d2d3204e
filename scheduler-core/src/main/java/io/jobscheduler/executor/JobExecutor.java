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
	 * Prepares to run jobs, when the scheduler starts: does nothing, unless the executor
	 * keeps something warm. Called again after a stop.
	 */
	default void start() {
		// nothing to prepare
	}

	/**
	 * Runs a job, now or soon, once. Must not throw, and must not wait for the job's end
	 * (but see {@link InlineJobExecutor}).
	 * @param job the job
	 */
	void execute(ExecutableJob job);

	/**
	 * Whether its threads must not be held: it runs only tasks that return a
	 * {@link java.util.concurrent.CompletionStage} or another asynchronous result.
	 * @return {@code false} unless the executor says otherwise
	 */
	default boolean requiresAsynchronousTasks() {
		return false;
	}

	/**
	 * Whether it runs a task's code on a thread of this process that belongs to the run
	 * until it ends, as a transaction needs it.
	 * @return {@code true} unless the executor says otherwise
	 */
	default boolean runsOnOneThread() {
		return true;
	}

	/**
	 * Lets go of its threads. Jobs that still run are not waited for.
	 */
	@Override
	void close();

}
