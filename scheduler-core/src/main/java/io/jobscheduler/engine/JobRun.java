package io.jobscheduler.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.executor.ExecutableJob;
import io.jobscheduler.executor.JobInvoker;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Progress;
import io.jobscheduler.serializer.PayloadException;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.End;
import io.jobscheduler.store.Completion.Verdict;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a claimed job: resolve, deserialize, intercept, run, outcome.
 */
final class JobRun implements ExecutableJob {

	private static final Logger logger = LoggerFactory.getLogger(JobRun.class);

	private enum Phase {

		QUEUED, RUNNING, ENDED

	}

	private final EngineParts engine;

	private final Claim claim;

	private final RunContext job;

	private final RunListener listener;

	private Phase phase = Phase.QUEUED;

	private @Nullable Thread thread;

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
		this.engine = engine;
		this.claim = claim;
		this.job = new RunContext(claim, engine.context().identity().node());
		this.listener = listener;
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
			return;
		}
		boolean later = false;
		Verdict verdict = new Completion.HandBack();
		try (RunLabels labels = new RunLabels(this.job)) {
			Verdict now = outcome(elsewhere);
			later = now == null;
			verdict = (now != null) ? now : verdict;
		}
		catch (Throwable ex) { // a run that breaks must still free its slot
			verdict = broken(ex);
		}
		finally {
			leaveThread();
			if (!later) {
				end(verdict);
			}
		}
	}

	/** Runs what can be run; {@code null} if it ends later, or has ended by itself. */
	private @Nullable Verdict outcome(@Nullable JobInvoker elsewhere) {
		Optional<TaskDefinition> task = this.engine.context().tasks().find(task());
		RunPolicy policy = policy(task);
		Instant startedAt = this.engine.storeTime().now();
		if (this.job.stop() == Stop.CANCELLED) {
			return policy.cancelled(null, startedAt, null);
		}
		if (this.job.stop() != null) {
			return new Completion.HandBack();
		}
		if (policy.isMissed(startedAt)) {
			return policy.missed(startedAt);
		}
		if (task.isEmpty()) {
			return new Completion.HandBack();
		}
		RunOutcome outcome = new RunOutcome(this.engine, this.job, policy, startedAt);
		if (elsewhere != null) {
			started(policy);
			return later(elsewhere.invoke(this.job, this.claim.job().spec().payload()), outcome::returnedJson, outcome);
		}
		if (task.get().isTransactional() && !this.engine.context().store().supportsTransactionalRuns()) {
			return quarantine(
					"its task is transactional, and its store is not in the database of the application's data");
		}
		@Nullable Object[] arguments;
		try {
			arguments = this.engine.context().invoker().arguments(task.get(), this.claim.job().spec().payload());
		}
		catch (PayloadException ex) {
			return quarantine(String.valueOf(ex.getMessage()));
		}
		started(policy);
		return task.get().isTransactional() ? inTransaction(task.get(), arguments, outcome)
				: invoke(task.get(), arguments, outcome);
	}

	private Verdict quarantine(String reason) {
		logger.warn("Job {} of task '{}' is quarantined: {}", jobId(), task(), reason);
		return new Completion.Quarantine(reason);
	}

	private void started(RunPolicy policy) {
		this.engine.events().publish(new SchedulerEvent.JobStarted(this.engine.storeName(), this.claim));
		if (policy.timeout() != null) {
			this.listener.started(this, policy.timeout());
		}
	}

	private @Nullable Verdict invoke(TaskDefinition task, @Nullable Object[] arguments, RunOutcome outcome) {
		try {
			Object value = this.engine.context().invoker().invoke(task, this.job, arguments);
			return (value instanceof CompletionStage<?> stage) ? await(stage, outcome) : outcome.returned(value);
		}
		catch (Throwable ex) { // also errors: the attempt has failed, the node goes on
			return outcome.threw(Failure.of(ex));
		}
	}

	/** The code and the outcome are committed together, or neither is. */
	private @Nullable Verdict inTransaction(TaskDefinition task, @Nullable Object[] arguments, RunOutcome outcome) {
		Verdict[] verdict = new Verdict[1];
		CompletionStatus status;
		try {
			status = this.engine.context().store().completeInTransaction(this.claim, () -> {
				verdict[0] = invokeInTransaction(task, arguments, outcome);
				boolean succeeded = verdict[0] instanceof End end && end.ending().outcome() == Outcome.SUCCEEDED;
				return succeeded ? (End) verdict[0] : null;
			});
		}
		catch (StoreUnavailableException ex) {
			// rolled back, or committed and the reply was lost: then the fence drops this
			logger.warn(
					"The transaction of {} was lost with the database, and it runs again unless it was committed: {}",
					this, ex.getMessage());
			return new Completion.HandBack();
		}
		catch (Throwable ex) { // the commit failed
			return outcome.threw(Failure.of(ex));
		}
		if (status == null || !(verdict[0] instanceof End end)) {
			return verdict[0];
		}
		leaveThread();
		if (finish()) {
			this.listener.endedInTransaction(this, end, status);
		}
		return null;
	}

	private Verdict invokeInTransaction(TaskDefinition task, @Nullable Object[] arguments, RunOutcome outcome) {
		try {
			Object value = this.engine.context().invoker().invoke(task, this.job, arguments);
			if (value instanceof CompletionStage<?>) {
				throw new IllegalStateException(
						"Task '" + task.id() + "' is transactional and works asynchronously, which cannot be: a "
								+ "transaction is bound to one thread; return the value itself");
			}
			return outcome.returned(value);
		}
		catch (Throwable ex) { // also errors: the attempt has failed, the node goes on
			return outcome.threw(Failure.of(ex));
		}
	}

	/** The code goes on asynchronously; a stop cancels it. */
	private @Nullable Verdict await(CompletionStage<?> stage, RunOutcome outcome) {
		boolean told;
		CompletableFuture<?> future = future(stage);
		synchronized (this) {
			this.pending = future;
			told = this.job.stop() != null;
		}
		if (told) {
			cancel(future);
		}
		return later(stage, outcome::returned, outcome);
	}

	private static @Nullable CompletableFuture<?> future(CompletionStage<?> stage) {
		try {
			return stage.toCompletableFuture();
		}
		catch (UnsupportedOperationException ex) {
			return null; // it cannot be cancelled, only awaited
		}
	}

	private <T> @Nullable Verdict later(CompletionStage<T> stage,
			java.util.function.Function<@Nullable T, Verdict> value, RunOutcome outcome) {
		BiFunction<@Nullable T, @Nullable Throwable, Verdict> verdict = (result, failure) -> (failure != null)
				? failed(failure, outcome) : value.apply(result);
		var unused = stage.whenComplete((result, failure) -> {
			Verdict ended = new Completion.HandBack();
			try (RunLabels labels = new RunLabels(this.job)) {
				ended = verdict.apply(result, failure);
			}
			catch (Throwable ex) { // a run that breaks must still free its slot
				ended = broken(ex);
			}
			finally {
				end(ended);
			}
		});
		return null;
	}

	private Verdict failed(Throwable failure, RunOutcome outcome) {
		return Failure.isUnreadable(failure) ? quarantine(String.valueOf(failure.getMessage()))
				: outcome.threw(Failure.ofAsynchronous(failure));
	}

	private Verdict broken(Throwable failure) {
		Instant now = this.engine.storeTime().now();
		RunPolicy policy = policy(this.engine.context().tasks().find(task()));
		logger.error("The run of {} broke: {}", this, failure.getClass().getName());
		return new RunOutcome(this.engine, this.job, policy, now).threw(Failure.of(failure));
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

	private void end(Verdict verdict) {
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

	private RunPolicy policy(Optional<TaskDefinition> task) {
		return new RunPolicy(this.claim.job(), task, this.engine.context().settings().jobDefaults());
	}

	/** Tells the run to stop: interrupts its thread, or cancels what it returned. */
	void stop(Stop reason) {
		List<Runnable> actions;
		boolean running;
		synchronized (this) {
			if (this.phase == Phase.ENDED) {
				return;
			}
			actions = new ArrayList<>(this.job.tell(reason));
			if (this.thread != null) {
				this.thread.interrupt();
			}
			CompletableFuture<?> future = this.pending;
			if (future != null) {
				actions.add(() -> cancel(future));
			}
			running = this.phase == Phase.RUNNING;
		}
		RunContext.runAll(actions, this.job);
		if (running) {
			this.listener.toldToStop(this);
		}
	}

	private static void cancel(@Nullable CompletableFuture<?> future) {
		if (future != null) {
			future.cancel(true);
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
