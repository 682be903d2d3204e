package io.jobscheduler.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.jobscheduler.executor.ExecutableJob;
import io.jobscheduler.executor.JobInvoker;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Progress;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.End;
import io.jobscheduler.store.Completion.Verdict;
import io.jobscheduler.store.CompletionStatus;
import org.jspecify.annotations.Nullable;

/**
 * One run of a claimed job: when it begins and ends, and how it is told to stop.
 */
final class JobRun implements ExecutableJob, RunSteps.Later {

	private enum Phase {

		QUEUED, RUNNING, ENDED

	}

	private final Claim claim;

	private final RunContext job;

	private final RunListener listener;

	private final RunSteps steps;

	private Phase phase = Phase.QUEUED;

	private @Nullable Thread thread;

	/** What it was told last. */
	private @Nullable Stop told;

	/** What the code returned that ends later. */
	private @Nullable CompletableFuture<?> pending;

	/**
	 * A run.
	 * @param engine the engine that claimed the job
	 * @param claim the claim
	 * @param listener told once that it has ended; with {@link Completion.HandBack} if it
	 * was not run
	 */
	JobRun(EngineParts engine, Claim claim, RunListener listener) {
		this.claim = claim;
		this.job = new RunContext(claim, engine.context().identity().node());
		this.listener = listener;
		this.steps = new RunSteps(engine, claim, this.job, this);
	}

	Claim claim() {
		return this.claim;
	}

	JobId jobId() {
		return this.claim.job().id();
	}

	String task() {
		return this.claim.job().spec().task();
	}

	@Override
	public String label() {
		return task();
	}

	@Override
	public void run() {
		execute(null);
	}

	@Override
	public void run(JobInvoker elsewhere) {
		execute(elsewhere);
	}

	private void execute(@Nullable JobInvoker elsewhere) {
		if (!begin()) {
			this.listener.neverBegan(this);
			return;
		}
		boolean later = false;
		Verdict verdict = new Completion.HandBack();
		try (RunLabels labels = new RunLabels(this.job)) {
			Verdict now = this.steps.outcome(elsewhere);
			later = now == null;
			verdict = (now != null) ? now : verdict;
		}
		catch (Throwable ex) { // a run that breaks must still free its slot
			verdict = this.steps.broken(ex);
		}
		finally {
			leaveThread();
			if (!later) {
				end(verdict);
			}
		}
	}

	/** The executor does not take the run: it is handed back. */
	void refused() {
		if (withdraw()) {
			this.listener.ended(this, new Completion.HandBack());
		}
	}

	private synchronized boolean begin() {
		if (this.phase != Phase.QUEUED) {
			return false;
		}
		this.phase = Phase.RUNNING;
		this.thread = Thread.currentThread();
		return true;
	}

	private synchronized void leaveThread() {
		this.thread = null;
		// An interrupt meant for this run must not reach the next one on the thread.
		Thread.interrupted();
	}

	@Override
	public void end(Verdict verdict) {
		if (finish()) {
			this.listener.ended(this, verdict);
		}
	}

	private synchronized boolean finish() {
		boolean ends = this.phase == Phase.RUNNING;
		this.phase = Phase.ENDED;
		this.pending = null;
		return ends;
	}

	@Override
	public void started(RunPolicy policy) {
		if (policy.timeout() != null) {
			this.listener.started(this, policy.timeout());
		}
	}

	@Override
	public synchronized boolean goesOn(@Nullable CompletableFuture<?> future) {
		this.pending = future;
		return this.job.stop() != null;
	}

	@Override
	public void endInTransaction(End end, CompletionStatus status) {
		leaveThread();
		if (finish()) {
			this.listener.endedInTransaction(this, end, status);
		}
	}

	/** Tells the run to stop: interrupts its thread, or cancels what it returned. */
	void stop(Stop reason) {
		List<Runnable> actions;
		boolean running;
		synchronized (this) {
			if (this.phase == Phase.ENDED || reason == this.told) {
				return; // stores say it again with every pulse
			}
			this.told = reason;
			actions = new ArrayList<>(this.job.tell(reason));
			if (this.thread != null) {
				this.thread.interrupt();
			}
			CompletableFuture<?> future = this.pending;
			if (future != null) {
				actions.add(() -> future.cancel(true));
			}
			running = this.phase == Phase.RUNNING;
		}
		RunContext.runAll(actions, this.job);
		if (running) {
			this.listener.toldToStop(this);
		}
	}

	/**
	 * Takes the run back if it has not started.
	 * @return whether it will never start
	 */
	synchronized boolean withdraw() {
		if (this.phase != Phase.QUEUED) {
			return false;
		}
		this.phase = Phase.ENDED;
		return true;
	}

	boolean hasLostItsClaim() {
		return this.job.stop() == Stop.CLAIM_LOST;
	}

	/** Why it was told to stop; {@code null} if it was not, or has ended. */
	synchronized @Nullable Stop isTold() {
		return (this.phase == Phase.RUNNING) ? this.job.stop() : null;
	}

	/** Where its code is, for people. */
	synchronized String whereabouts() {
		Thread runs = this.thread;
		if (runs == null) {
			return "it works asynchronously or in another process";
		}
		StringBuilder trace = new StringBuilder("thread '" + runs.getName() + "' is");
		for (StackTraceElement element : runs.getStackTrace()) {
			trace.append(System.lineSeparator()).append("\tat ").append(element);
		}
		return trace.toString();
	}

	/** What is new of its progress. */
	@Nullable Progress takeNews() {
		return this.job.takeNews();
	}

	/**
	 * The job, for logs.
	 */
	@Override
	public String toString() {
		Job asked = this.claim.job();
		return "job " + asked.id() + " of task '" + asked.spec().task() + "'";
	}

}
