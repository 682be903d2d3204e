package io.jobscheduler.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.executor.JobInvoker;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Outcome;
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
 * What a run goes through: resolve, deserialize, intercept, run, outcome.
 */
final class RunSteps {

	private static final Logger logger = LoggerFactory.getLogger(RunSteps.class);

	private final EngineParts engine;

	private final Claim claim;

	private final RunContext job;

	private final Later run;

	RunSteps(EngineParts engine, Claim claim, RunContext job, Later run) {
		this.engine = engine;
		this.claim = claim;
		this.job = job;
		this.run = run;
	}

	/** What goes on after the steps have been gone through. */
	interface Later {

		/** The code starts, under a policy. */
		void started(RunPolicy policy);

		/**
		 * The code goes on asynchronously, and a stop is to cancel it.
		 * @return whether it was told to stop before
		 */
		boolean goesOn(@Nullable CompletableFuture<?> future);

		/** It has ended, later. */
		void end(Verdict verdict);

		/** It has ended, in a transaction with its outcome. */
		void endInTransaction(End end, CompletionStatus status);

	}

	/**
	 * Runs what can be run.
	 * @param elsewhere runs the code; {@code null} for here
	 * @return what becomes of the job; {@code null} if it ends later, or has ended by
	 * itself
	 */
	@Nullable Verdict outcome(@Nullable JobInvoker elsewhere) {
		Optional<TaskDefinition> task = this.engine.context().tasks().find(this.job.task());
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
		return here(task.get(), policy, outcome);
	}

	private @Nullable Verdict here(TaskDefinition task, RunPolicy policy, RunOutcome outcome) {
		if (task.isTransactional() && !this.engine.context().store().supportsTransactionalRuns()) {
			return quarantine(
					"its task is transactional, and its store is not in the database of the application's data");
		}
		@Nullable Object[] arguments;
		try {
			arguments = this.engine.context().invoker().arguments(task, this.claim.job().spec().payload());
		}
		catch (PayloadException ex) {
			return quarantine(String.valueOf(ex.getMessage()));
		}
		started(policy);
		return task.isTransactional() ? inTransaction(task, arguments, outcome) : invoke(task, arguments, outcome);
	}

	private Verdict quarantine(String reason) {
		logger.warn("Job {} of task '{}' is quarantined: {}", this.job.jobId(), this.job.task(), reason);
		return new Completion.Quarantine(reason);
	}

	private void started(RunPolicy policy) {
		this.engine.events().publish(new SchedulerEvent.JobStarted(this.engine.storeName(), this.claim));
		this.run.started(policy);
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
			logger.warn("The transaction of job {} of task '{}' was lost with the database; it runs again unless it "
					+ "was committed: {}", this.job.jobId(), this.job.task(), ex.getMessage());
			return new Completion.HandBack();
		}
		catch (Throwable ex) { // the commit failed
			return outcome.threw(Failure.of(ex));
		}
		if (status == null || !(verdict[0] instanceof End end)) {
			return verdict[0];
		}
		this.run.endInTransaction(end, status);
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

	private @Nullable Verdict await(CompletionStage<?> stage, RunOutcome outcome) {
		CompletableFuture<?> future = future(stage);
		if (this.run.goesOn(future) && future != null) {
			future.cancel(true);
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

	private <T> @Nullable Verdict later(CompletionStage<T> stage, Function<@Nullable T, Verdict> value,
			RunOutcome outcome) {
		var unused = stage.whenComplete((result, failure) -> {
			Verdict ended = new Completion.HandBack();
			try (RunLabels labels = new RunLabels(this.job)) {
				ended = (failure != null) ? failed(failure, outcome) : value.apply(result);
			}
			catch (Throwable ex) { // a run that breaks must still free its slot
				ended = broken(ex);
			}
			finally {
				this.run.end(ended);
			}
		});
		return null;
	}

	private Verdict failed(Throwable failure, RunOutcome outcome) {
		return Failure.isUnreadable(failure) ? quarantine(String.valueOf(failure.getMessage()))
				: outcome.threw(Failure.ofAsynchronous(failure));
	}

	/** What becomes of a run that failed outside the task's code. */
	Verdict broken(Throwable failure) {
		RunPolicy policy = policy(this.engine.context().tasks().find(this.job.task()));
		logger.error("The run of job {} of task '{}' broke: {}", this.job.jobId(), this.job.task(),
				failure.getClass().getName());
		return new RunOutcome(this.engine, this.job, policy, this.engine.storeTime().now()).threw(Failure.of(failure));
	}

	private RunPolicy policy(Optional<TaskDefinition> task) {
		return new RunPolicy(this.claim.job(), task, this.engine.context().settings().jobDefaults());
	}

}
