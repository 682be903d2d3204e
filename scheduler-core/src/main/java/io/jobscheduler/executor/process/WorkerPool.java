package io.jobscheduler.executor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.serializer.Payload;
import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Worker processes, kept warm: one that ends is replaced; one that cannot be started is
 * tried again, after a wait that grows.
 */
final class WorkerPool implements WorkerProcess.Listener {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPool.class);

	private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);

	/** After so many starts in a row that failed, jobs that wait have failed too. */
	private static final int PATIENCE = 3;

	private final PoolSettings settings;

	private final ScheduledThreadPoolExecutor supervisor;

	private final Set<WorkerProcess> workers = new HashSet<>();

	private final Deque<WorkerProcess> free = new ArrayDeque<>();

	private final Deque<PoolCall> waiting = new ArrayDeque<>();

	private @Nullable WorkerGate gate;

	private int number;

	private int failedStarts;

	private boolean closed;

	WorkerPool(PoolSettings settings) {
		this.settings = settings;
		this.supervisor = new ScheduledThreadPoolExecutor(1, (work) -> {
			Thread thread = new Thread(work, settings.name() + "-supervisor");
			thread.setDaemon(true);
			return thread;
		});
	}

	synchronized void start() {
		if (this.gate == null && !this.closed) {
			try {
				this.gate = new WorkerGate(this.settings.name());
			}
			catch (IOException ex) {
				throw new UncheckedIOException("No port can be opened for the workers of " + this.settings.name(), ex);
			}
			for (int i = 0; i < this.settings.workers(); i++) {
				startSoon(Duration.ZERO);
			}
		}
	}

	private void startSoon(Duration delay) {
		try {
			var unused = this.supervisor.schedule(this::startWorker, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The pool is closed", ex);
		}
	}

	private void startWorker() {
		WorkerProcess worker;
		try {
			synchronized (this) {
				WorkerGate opened = this.gate;
				if (this.closed || opened == null) {
					return;
				}
				worker = WorkerProcess.start(this.settings.name() + "-" + ++this.number, this.settings.command(),
						opened.port(), this);
				opened.expect(worker);
				this.workers.add(worker);
				worker.watch();
			}
		}
		catch (IOException | RuntimeException | Error ex) { // such as no more threads
			startFailed("cannot be started: " + ex, null);
			return;
		}
		var unused = this.supervisor.schedule(() -> {
			if (!worker.isReady()) {
				logger.warn("{} was not ready within {} and is killed", worker, this.settings.startupTimeout());
				worker.kill();
			}
		}, this.settings.startupTimeout().toMillis(), TimeUnit.MILLISECONDS);
	}

	private void startFailed(String reason, @Nullable String output) {
		List<PoolCall> given;
		Duration wait;
		synchronized (this) {
			this.failedStarts++;
			wait = SHORTEST_WAIT.multipliedBy(1L << Math.min(this.failedStarts - 1, 6));
			given = (this.failedStarts >= PATIENCE) ? new ArrayList<>(this.waiting) : List.of();
			this.waiting.removeAll(given);
		}
		logger.error("A worker process of {} {}; it is tried again in {} ms. The last it wrote:\n{}",
				this.settings.name(), reason, wait.toMillis(), output);
		given.forEach((call) -> call.fail("no worker process could be started: the last one " + reason, output));
		startSoon(wait);
	}

	/** Runs a job in the next worker that is free. */
	CompletionStage<@Nullable String> invoke(JobContext job, Payload payload) {
		PoolCall call = new PoolCall(job, payload);
		job.onCancel(() -> cancel(call));
		assign(call);
		return call.result();
	}

	private void assign(PoolCall call) {
		while (true) {
			WorkerProcess worker;
			synchronized (this) {
				if (this.closed) {
					call.fail("the worker processes were stopped", null);
					return;
				}
				worker = this.free.poll();
				if (worker == null) {
					this.waiting.add(call);
					break;
				}
			}
			WorkerProcess.Taken taken = worker.take(call);
			if (taken == WorkerProcess.Taken.CANCELLED) {
				isFree(worker);
			}
			if (taken != WorkerProcess.Taken.LEAVING) {
				return;
			}
		}
		if (call.cancelled().get()) {
			cancel(call); // it was not yet waiting when it was told
		}
	}

	/** A job is told to stop: its worker is killed. */
	private void cancel(PoolCall call) {
		call.cancelled().set(true);
		boolean waited;
		List<WorkerProcess> all;
		synchronized (this) {
			waited = this.waiting.remove(call);
			all = List.copyOf(this.workers);
		}
		if (waited) {
			call.withdraw();
		}
		else {
			all.forEach((worker) -> worker.killIfRunning(call));
		}
	}

	@Override
	public void isFree(WorkerProcess worker) {
		while (true) {
			PoolCall next;
			synchronized (this) {
				if (worker.runs() > 0) {
					this.failedStarts = 0;
				}
				boolean used = this.settings.maxJobsPerWorker() > 0
						&& worker.runs() >= this.settings.maxJobsPerWorker();
				boolean leaves = used || this.closed || !this.workers.contains(worker);
				next = leaves ? null : this.waiting.poll();
				if (!leaves && next == null) {
					this.free.add(worker);
					return;
				}
			}
			if (next == null) {
				worker.retire();
				return;
			}
			WorkerProcess.Taken taken = worker.take(next);
			if (taken == WorkerProcess.Taken.LEAVING) {
				assign(next);
			}
			if (taken != WorkerProcess.Taken.CANCELLED) {
				return;
			}
		}
	}

	@Override
	public void hasEnded(WorkerProcess worker) {
		synchronized (this) {
			this.workers.remove(worker);
			this.free.remove(worker);
			if (this.gate != null) {
				this.gate.forget(worker);
			}
			if (this.closed) {
				return;
			}
		}
		if (worker.isReady()) {
			startSoon(Duration.ZERO);
		}
		else {
			startFailed("ended with " + worker.howItEnded() + " before it was ready", worker.lastOutput());
		}
	}

	/** The processes, for tests. */
	synchronized List<Long> pids() {
		return this.workers.stream().filter(WorkerProcess::isReady).map(WorkerProcess::pid).toList();
	}

	void close() {
		List<WorkerProcess> all;
		List<PoolCall> given;
		synchronized (this) {
			this.closed = true;
			all = List.copyOf(this.workers);
			given = List.copyOf(this.waiting);
			this.waiting.clear();
			if (this.gate != null) {
				this.gate.close();
			}
		}
		this.supervisor.shutdownNow();
		given.forEach(PoolCall::withdraw);
		all.forEach(WorkerProcess::retire);
	}

	/**
	 * The settings of a pool.
	 *
	 * @param name what it is called
	 * @param workers how many processes
	 * @param command starts a process
	 * @param maxJobsPerWorker after how many jobs a worker is replaced; 0 for never
	 * @param startupTimeout how long a worker may take to be ready
	 */
	record PoolSettings(String name, int workers, List<String> command, int maxJobsPerWorker, Duration startupTimeout) {

	}

}
