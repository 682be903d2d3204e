package io.jobscheduler.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.executor.ExecutableJob;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.serializer.PayloadException;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.Verdict;
import io.jobscheduler.task.CurrentJob;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a claimed job: resolve, deserialize, run, outcome.
 */
final class JobRun implements ExecutableJob, JobContext {

	private static final Logger logger = LoggerFactory.getLogger(JobRun.class);

	/** Why a run was told to stop. */
	enum Stop {

		/** Someone cancelled the job. */
		CANCELLED,

		/** The node shuts down. */
		SHUTDOWN,

		/** The store has given the job to someone else. */
		CLAIM_LOST

	}

	private enum Phase {

		QUEUED, RUNNING, ENDED

	}

	private final EngineContext context;

	private final StoreTime storeTime;

	private final EventPublisher events;

	private final Claim claim;

	private final BiConsumer<JobRun, Verdict> end;

	private Phase phase = Phase.QUEUED;

	private @Nullable Thread thread;

	private volatile @Nullable Stop stop;

	/**
	 * A run.
	 * @param engine the engine that claimed the job
	 * @param claim the claim
	 * @param end told once what becomes of the job; {@link Completion.HandBack} if it was
	 * not run
	 */
	JobRun(EngineParts engine, Claim claim, BiConsumer<JobRun, Verdict> end) {
		this.context = engine.context();
		this.storeTime = engine.storeTime();
		this.events = engine.events();
		this.claim = claim;
		this.end = end;
	}

	Claim claim() {
		return this.claim;
	}

	@Override
	public String label() {
		return this.claim.job().spec().task();
	}

	@Override
	public void run() {
		if (!begin()) {
			return;
		}
		Verdict verdict = null;
		try {
			verdict = outcome();
		}
		catch (Throwable ex) { // a run that breaks must still free its slot
			verdict = broken(ex);
		}
		finally {
			finish();
			this.end.accept(this, (verdict != null) ? verdict : new Completion.HandBack());
		}
	}

	private Verdict broken(Throwable failure) {
		Instant now = this.storeTime.now();
		RunPolicy policy = policy(this.context.tasks().find(task()));
		try {
			logger.error("The run of {} broke", this, failure);
			return policy.failed(JobError.of(failure), now, now);
		}
		catch (Throwable ex) { // such as an exception whose message cannot be computed
			return policy.failed(new JobError(failure.getClass().getName(), null, null), now, now);
		}
	}

	/** The executor does not take the run: it is handed back. */
	void refused() {
		if (withdraw()) {
			this.end.accept(this, new Completion.HandBack());
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

	private synchronized void finish() {
		this.phase = Phase.ENDED;
		this.thread = null;
		// An interrupt meant for this run must not reach the next one on the thread.
		Thread.interrupted();
	}

	private Verdict outcome() {
		Optional<TaskDefinition> task = this.context.tasks().find(task());
		RunPolicy policy = policy(task);
		Instant startedAt = this.storeTime.now();
		if (this.stop == Stop.CLAIM_LOST) {
			return new Completion.HandBack();
		}
		if (this.stop == Stop.CANCELLED) {
			return policy.cancelled(null, startedAt);
		}
		if (policy.isMissed(startedAt)) {
			return policy.missed(startedAt);
		}
		if (task.isEmpty()) {
			return new Completion.HandBack();
		}
		@Nullable Object[] arguments;
		try {
			arguments = this.context.serializer()
				.readArguments(this.claim.job().spec().payload().arguments(), task.get().parameters());
		}
		catch (PayloadException ex) {
			logger.warn("Job {} of task '{}' is quarantined: {}", jobId(), task(), ex.getMessage());
			return new Completion.Quarantine(String.valueOf(ex.getMessage()));
		}
		this.events.publish(new SchedulerEvent.JobStarted(this.context.identity().storeName(), this.claim));
		return invoke(task.get(), arguments, policy, startedAt);
	}

	private Verdict invoke(TaskDefinition task, @Nullable Object[] arguments, RunPolicy policy, Instant startedAt) {
		try {
			Object value = CurrentJob.run(this, task.handler(), arguments);
			String written = (value != null) ? this.context.serializer().writeValue(value) : null;
			return policy.succeeded(written, startedAt, this.storeTime.now());
		}
		catch (Throwable ex) { // also errors: the attempt has failed, the node goes on
			return failed(ex, policy, startedAt);
		}
	}

	private Verdict failed(Throwable failure, RunPolicy policy, Instant startedAt) {
		Instant endedAt = this.storeTime.now();
		Stop told = this.stop;
		if (told == Stop.CANCELLED) {
			return policy.cancelled(startedAt, endedAt);
		}
		if (told == Stop.SHUTDOWN) {
			logger.info("Job {} of task '{}' was interrupted by the shutdown and is handed back", jobId(), task());
			return policy.interrupted(startedAt, endedAt);
		}
		Verdict verdict = policy.failed(JobError.of(failure), startedAt, endedAt);
		if (verdict instanceof Completion.Retry retry) {
			logger.warn("{} failed on attempt {} and runs again in {} ms: {}", this, attempt(),
					retry.delay().toMillis(), String.valueOf(failure));
			logger.debug("{} failed on attempt {}", this, attempt(), failure);
		}
		else {
			logger.warn("{} failed on attempt {}; no attempt is left", this, attempt(), failure);
		}
		return verdict;
	}

	private RunPolicy policy(Optional<TaskDefinition> task) {
		return new RunPolicy(this.claim.job(), task, this.context.settings().jobDefaults());
	}

	/** Tells the run to stop: interrupts its thread if it runs. */
	synchronized void stop(Stop reason) {
		if (this.stop == null || reason == Stop.CLAIM_LOST) {
			this.stop = reason;
		}
		if (this.thread != null) {
			this.thread.interrupt();
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
		return this.stop == Stop.CLAIM_LOST;
	}

	@Override
	public JobId jobId() {
		return this.claim.job().id();
	}

	@Override
	public String task() {
		return this.claim.job().spec().task();
	}

	@Override
	public @Nullable String schedule() {
		JobOrigin origin = this.claim.job().spec().origin();
		return (origin != null) ? origin.schedule() : null;
	}

	@Override
	public @Nullable Instant fireTime() {
		JobOrigin origin = this.claim.job().spec().origin();
		return (origin != null) ? origin.fireTime() : null;
	}

	@Override
	public int attempt() {
		return this.claim.job().attempt();
	}

	@Override
	public long fencingToken() {
		return this.claim.token();
	}

	@Override
	public String node() {
		return this.context.identity().node();
	}

	@Override
	public boolean isCancelled() {
		return this.stop != null;
	}

	/**
	 * The job, for logs.
	 */
	@Override
	public String toString() {
		Job job = this.claim.job();
		return "job " + job.id() + " of task '" + job.spec().task() + "'";
	}

}
