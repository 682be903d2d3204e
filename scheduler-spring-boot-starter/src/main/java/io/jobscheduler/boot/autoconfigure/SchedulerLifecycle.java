package io.jobscheduler.boot.autoconfigure;

import java.util.concurrent.CountDownLatch;

import io.jobscheduler.Scheduler;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Starts the scheduler after everything else, and stops it before anything else, web
 * servers included: while it drains, running jobs have all that they need, and jobs can
 * still be added.
 */
final class SchedulerLifecycle implements SmartLifecycle {

	private final Scheduler scheduler;

	private final boolean keepsAlive;

	private final StartupPatience patience;

	private final Migration migration;

	private volatile @Nullable CountDownLatch running;

	SchedulerLifecycle(Scheduler scheduler, boolean keepsAlive, StartupPatience patience, Migration migration) {
		this.scheduler = scheduler;
		this.keepsAlive = keepsAlive;
		this.patience = patience;
		this.migration = migration;
	}

	@Override
	public void start() {
		if (isRunning() || this.migration.isExport()) {
			return;
		}
		this.patience.await(() -> {
			this.migration.importIfAsked();
			this.scheduler.start();
			return true;
		});
		CountDownLatch latch = new CountDownLatch(1);
		this.running = latch;
		if (this.keepsAlive) {
			keepAlive(latch);
		}
	}

	private static void keepAlive(CountDownLatch latch) {
		Thread thread = new Thread(() -> {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "jobscheduler-keep-alive");
		thread.setDaemon(false);
		thread.start();
	}

	@Override
	public void stop() {
		CountDownLatch latch = this.running;
		if (latch == null) {
			return;
		}
		try {
			this.scheduler.stop();
		}
		finally {
			this.running = null;
			latch.countDown();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

}
