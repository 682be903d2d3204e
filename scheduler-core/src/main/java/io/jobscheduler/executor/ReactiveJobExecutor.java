package io.jobscheduler.executor;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs asynchronous tasks: a few threads call them, and hold nothing while what they
 * returned goes on. A job has its slot until that has ended.
 */
public final class ReactiveJobExecutor implements JobExecutor {

	/** How many jobs are under way at once unless told. */
	public static final int DEFAULT_CONCURRENCY = 1_000;

	private final int slots;

	private final ThreadPoolExecutor callers;

	/**
	 * Creates an executor with a thread per processor.
	 * @param name what its threads are called
	 * @param maxConcurrency how many jobs are under way at once, at least 1
	 * @throws IllegalArgumentException if there are less than 1
	 */
	public ReactiveJobExecutor(String name, int maxConcurrency) {
		this.slots = Slots.require(name, maxConcurrency);
		int processors = Runtime.getRuntime().availableProcessors();
		AtomicInteger number = new AtomicInteger();
		// the engine gives it no more than its slots, so the queue is bounded by them
		this.callers = new ThreadPoolExecutor(processors, processors, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(work) -> {
					Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
		this.callers.allowCoreThreadTimeOut(true);
	}

	@Override
	public int slots() {
		return this.slots;
	}

	@Override
	public boolean requiresAsynchronousTasks() {
		return true;
	}

	@Override
	public boolean runsOnOneThread() {
		return false;
	}

	@Override
	public void execute(ExecutableJob job) {
		this.callers.execute(job);
	}

	@Override
	public void close() {
		this.callers.shutdownNow();
	}

}
