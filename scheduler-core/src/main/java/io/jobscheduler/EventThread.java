package io.jobscheduler;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which listeners are called. What they cannot keep up with is dropped, and
 * said once.
 */
final class EventThread implements Executor, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EventThread.class);

	private static final int CAPACITY = 100_000;

	private final AtomicBoolean warned = new AtomicBoolean();

	private final ThreadPoolExecutor thread;

	EventThread() {
		this.thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(CAPACITY),
				(work) -> {
					Thread created = new Thread(work, "jobscheduler-events");
					created.setDaemon(true);
					return created;
				}, (work, executor) -> dropped());
		this.thread.allowCoreThreadTimeOut(true);
	}

	private void dropped() {
		if (!this.thread.isShutdown() && this.warned.compareAndSet(false, true)) {
			logger.warn("Listeners cannot keep up: more than {} events wait, and some are dropped", CAPACITY);
		}
	}

	@Override
	public void execute(Runnable work) {
		this.thread.execute(work);
	}

	@Override
	public void close() {
		this.thread.shutdown();
	}

}
