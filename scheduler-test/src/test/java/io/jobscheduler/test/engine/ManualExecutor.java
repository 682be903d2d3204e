package io.jobscheduler.test.engine;

import java.util.ArrayDeque;
import java.util.Deque;

import io.jobscheduler.executor.ExecutableJob;
import io.jobscheduler.executor.JobExecutor;

/**
 * Runs a job when the test says so, and until then holds it as if it were running.
 */
final class ManualExecutor implements JobExecutor {

	private final Deque<ExecutableJob> started = new ArrayDeque<>();

	private final int slots;

	ManualExecutor(int slots) {
		this.slots = slots;
	}

	@Override
	public int slots() {
		return this.slots;
	}

	@Override
	public void execute(ExecutableJob job) {
		this.started.add(job);
	}

	int running() {
		return this.started.size();
	}

	void runNext() {
		this.started.remove().run();
	}

	@Override
	public void close() {
		this.started.clear();
	}

}
