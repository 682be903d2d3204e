package io.jobscheduler.test.engine;

import io.jobscheduler.executor.ExecutableJob;
import io.jobscheduler.executor.JobExecutor;

/**
 * Runs jobs at once on the calling thread, and has several slots for those that go on
 * asynchronously.
 *
 * @param slots how many
 */
record DirectExecutor(int slots) implements JobExecutor {

	@Override
	public void execute(ExecutableJob job) {
		job.run();
	}

	@Override
	public void close() {
		// it has nothing of its own
	}

}
