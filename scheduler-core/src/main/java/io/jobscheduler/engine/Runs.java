package io.jobscheduler.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * The claims that this node holds: queued, running, or waiting for their outcome to be
 * written.
 */
final class Runs {

	private final Map<JobId, JobRun> held = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition emptied = this.lock.newCondition();

	void add(JobRun run) {
		JobRun earlier = this.held.put(run.jobId(), run);
		if (earlier != null) {
			earlier.stop(Stop.CLAIM_LOST);
		}
	}

	/** The outcome is written, or no longer ours to write. */
	void remove(JobRun run) {
		this.held.remove(run.jobId(), run);
		if (this.held.isEmpty()) {
			this.lock.lock();
			try {
				this.emptied.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	@Nullable JobRun get(JobId id) {
		return this.held.get(id);
	}

	Collection<JobRun> all() {
		return List.copyOf(this.held.values());
	}

	List<Claim> claims() {
		return this.held.values().stream().map(JobRun::claim).toList();
	}

	/**
	 * Waits until nothing is held.
	 * @return whether that came in time
	 */
	boolean awaitEmpty(Duration timeout) throws InterruptedException {
		this.lock.lock();
		try {
			long left = timeout.toNanos();
			while (!this.held.isEmpty()) {
				if (left <= 0) {
					return false;
				}
				left = this.emptied.awaitNanos(left);
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

}
