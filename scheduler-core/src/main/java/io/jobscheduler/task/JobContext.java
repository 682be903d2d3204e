package io.jobscheduler.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

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
	 * What travels with the job beside its arguments.
	 * @return the headers, unmodifiable
	 * @see JobContextPropagator
	 */
	Map<String, String> headers();

	/**
	 * Whether the run should stop: someone cancelled it, its timeout has passed, the node
	 * shuts down, or the lease was lost. The thread is interrupted as well. A task that
	 * returns after it was told so here is recorded as stopped; one that never asked, and
	 * returned, as succeeded.
	 * @return {@code true} if it should stop
	 */
	boolean isCancelled();

	/**
	 * Runs an action when the run should stop, at once if that is so already: to close a
	 * connection that it waits on, say. It runs on a thread of its own, at most once.
	 * @param action what to do
	 * @return takes the action back
	 */
	Registration onCancel(Runnable action);

	/**
	 * Says how far the run has come. Only remembered here; the node's next sign of life
	 * takes it to the store, so it may be called as often as one likes.
	 * @param done how much is done, zero or more
	 * @param total how much there is to do; 0 if that is not known
	 * @param text what to show of it, cut if it is long; {@code null} for nothing
	 * @throws IllegalArgumentException if a number is negative
	 */
	void progress(long done, long total, @Nullable String text);

	/**
	 * Says how far the run has come, as {@link #progress(long, long, String)}.
	 * @param done how much is done, zero or more
	 * @param total how much there is to do; 0 if that is not known
	 */
	default void progress(long done, long total) {
		progress(done, total, null);
	}

	/**
	 * Adds a line to the log that is kept with the job's result: its last lines, up to
	 * {@value io.jobscheduler.job.JobResult.Run#MAX_LOG} characters.
	 * @param line the line
	 */
	void log(String line);

	/**
	 * Asks to be run again later, when the task has returned: the job is pending again,
	 * and no attempt is used. What the task returns is dropped. If it throws, this is
	 * forgotten.
	 * @param delay how long from the end of this run, by the store's clock, zero or more
	 * @throws IllegalArgumentException if it is negative or too long
	 */
	void snooze(Duration delay);

	/**
	 * Makes this attempt a failed one, whether the task returns or throws, that is
	 * followed by another after the given delay, in place of what its retry policy says.
	 * The policy's number of attempts holds, unless it allows no retry at all.
	 * @param delay how long from the end of this run, by the store's clock, zero or more
	 * @throws IllegalArgumentException if it is negative or too long
	 */
	void retryIn(Duration delay);

	/** Something to take back. */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		@Override
		void close();

	}

}
