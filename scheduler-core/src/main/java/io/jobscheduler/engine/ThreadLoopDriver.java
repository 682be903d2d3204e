package io.jobscheduler.engine;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs each loop on a daemon thread of its own.
 */
final class ThreadLoopDriver implements LoopDriver {

	private final String prefix;

	/**
	 * A driver.
	 * @param prefix what the threads' names start with
	 */
	ThreadLoopDriver(String prefix) {
		this.prefix = prefix;
	}

	@Override
	public Handle start(EngineLoop loop) {
		LoopThread thread = new LoopThread(loop);
		thread.setName(this.prefix + "-" + loop.name());
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static final class LoopThread extends Thread implements Handle {

		private final EngineLoop loop;

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition changed = this.lock.newCondition();

		private boolean woken;

		private boolean stopped;

		LoopThread(EngineLoop loop) {
			this.loop = loop;
		}

		@Override
		public void run() {
			try {
				while (!isStopped()) {
					idle(this.loop.runOnce().toNanos());
				}
			}
			catch (InterruptedException ex) {
				// told to stop
			}
		}

		private boolean isStopped() {
			this.lock.lock();
			try {
				return this.stopped;
			}
			finally {
				this.lock.unlock();
			}
		}

		private void idle(long nanos) throws InterruptedException {
			this.lock.lock();
			try {
				long left = nanos;
				while (!this.woken && !this.stopped && left > 0) {
					left = this.changed.awaitNanos(left);
				}
				this.woken = false;
			}
			finally {
				this.lock.unlock();
			}
		}

		@Override
		public void wake() {
			this.lock.lock();
			try {
				this.woken = true;
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}

		@Override
		public void stop(Duration timeout) {
			this.lock.lock();
			try {
				this.stopped = true;
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
			try {
				if (Thread.currentThread() != this && !timeout.isZero()) {
					join(timeout.toMillis() + 1);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
