package io.jobscheduler.executor;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs each job on a thread of a pool that grows up to its slots and shrinks when idle.
 * The threads are daemons: they do not keep a process alive.
 */
public final class ThreadPoolJobExecutor implements JobExecutor {

	private final int slots;

	private final ThreadPoolExecutor threads;

	/**
	 * Creates a pool.
	 * @param name what its threads are called
	 * @param slots how many jobs run at once, at least 1
	 * @throws IllegalArgumentException if there are less than 1
	 */
	public ThreadPoolJobExecutor(String name, int slots) {
		if (slots < 1) {
			throw new IllegalArgumentException(
					"Invalid number of threads " + slots + " of executor '" + name + "': allowed 1 and above");
		}
		this.slots = slots;
		AtomicInteger number = new AtomicInteger();
		// A run frees its slot a moment before its thread is idle again, so the pool has
		// to be able to grow past the slots.
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(work) -> {
					Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
	}

	@Override
	public int slots() {
		return this.slots;
	}

	@Override
	public void execute(ExecutableJob job) {
		this.threads.execute(job);
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
