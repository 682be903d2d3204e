package io.jobscheduler.task;

import java.time.Instant;

import io.jobscheduler.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * The job that is running, as its task sees it.
 */
public interface JobContext {

	/**
	 * The job that runs on the current thread.
	 * @return its context
	 * @throws IllegalStateException if no job runs on this thread
	 */
	static JobContext current() {
		JobContext context = CurrentJob.get();
		if (context == null) {
			throw new IllegalStateException("No job runs on thread '" + Thread.currentThread().getName()
					+ "'; call this in a task, on its own thread");
		}
		return context;
	}

	/**
	 * The job's identity, the same for all its attempts.
	 * @return the id
	 */
	JobId jobId();

	/**
	 * The task.
	 * @return its id as the job names it, possibly a former one
	 */
	String task();

	/**
	 * The schedule that made the job.
	 * @return its id, or {@code null} if the job was added directly
	 */
	@Nullable String schedule();

	/**
	 * The fire time the job was made for.
	 * @return the fire time, or {@code null} if there is none
	 */
	@Nullable Instant fireTime();

	/**
	 * Which attempt this is.
	 * @return 1 for the first
	 */
	int attempt();

	/**
	 * The fencing token of this run: higher than that of every earlier run of the job.
	 * Write it with what you write elsewhere, and refuse a lower one there, so that a run
	 * that has lost its lease can do no harm.
	 * @return the token
	 */
	long fencingToken();

	/**
	 * The node that runs the job.
	 * @return its id
	 */
	String node();

	/**
	 * Whether the run should stop: someone cancelled it, the node shuts down, or the
	 * lease was lost. The thread is interrupted as well.
	 * @return {@code true} if it should stop
	 */
	boolean isCancelled();

}
