package io.jobscheduler.executor;

/**
 * Runs one job at a time on the thread that claims jobs, so that nothing is claimed
 * meanwhile. For tests and debugging.
 */
public final class InlineJobExecutor implements JobExecutor {

	/** Creates an executor of one slot. */
	public InlineJobExecutor() {
	}

	@Override
	public int slots() {
		return 1;
	}

	@Override
	public void execute(ExecutableJob job) {
		job.run();
	}

	@Override
	public void close() {
	}

}
