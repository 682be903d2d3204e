package io.jobscheduler.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.Verdict;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.StoreRejectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes in batches: whatever ended while the last write was under way goes into
 * the next. While the store does not answer, outcomes wait; when too many do, those that
 * end keep their slots.
 */
final class Completer implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(Completer.class);

	private static final int BATCH = 500;

	static final int CAPACITY = 10_000;

	private final EngineParts engine;

	private final BiConsumer<JobRun, Verdict> written;

	private final Deque<Outcome> queue = new ArrayDeque<>();

	/**
	 * A completer.
	 * @param engine the engine
	 * @param written told when a run's outcome is written, or no longer ours to write
	 */
	Completer(EngineParts engine, BiConsumer<JobRun, Verdict> written) {
		this.engine = engine;
		this.written = written;
	}

	@Override
	public String name() {
		return "completer";
	}

	/**
	 * Takes an outcome.
	 * @param run the run
	 * @param verdict what becomes of the job
	 * @param accepted called when the run may give up its slot: now, or, when too many
	 * outcomes wait, once this one is written
	 */
	void offer(JobRun run, Verdict verdict, Runnable accepted) {
		boolean room;
		synchronized (this.queue) {
			room = this.queue.size() < CAPACITY;
			this.queue.add(new Outcome(run, verdict, room ? () -> {
			} : accepted));
		}
		if (room) {
			accepted.run();
		}
	}

	/**
	 * Takes an outcome that is written already.
	 * @param run the run
	 * @param end what was written
	 * @param status whether it was
	 */
	void writtenElsewhere(JobRun run, Completion.End end, CompletionStatus status) {
		this.written.accept(run, end);
		tell(run, end, status);
	}

	/** One at a time: at a stop, the last writes may meet one that is still under way. */
	@Override
	public synchronized Duration runOnce() {
		List<Outcome> batch = peek();
		if (batch.isEmpty()) {
			return Duration.ofMinutes(1);
		}
		write(batch);
		return Duration.ZERO;
	}

	boolean isEmpty() {
		synchronized (this.queue) {
			return this.queue.isEmpty();
		}
	}

	private List<Outcome> peek() {
		synchronized (this.queue) {
			return this.queue.stream().limit(BATCH).toList();
		}
	}

	/**
	 * Writes a batch; one that the store refuses is halved until the one that it refuses
	 * is alone.
	 */
	private void write(List<Outcome> batch) {
		List<CompletionStatus> statuses;
		try {
			statuses = this.engine.context().store().complete(batch.stream().map(Outcome::completion).toList());
		}
		catch (StoreRejectedException ex) {
			if (batch.size() > 1) {
				write(batch.subList(0, batch.size() / 2));
				write(batch.subList(batch.size() / 2, batch.size()));
			}
			else {
				writeRejected(batch.get(0), ex);
			}
			return;
		}
		for (int i = 0; i < batch.size(); i++) {
			done(batch.get(i), statuses.get(i));
		}
	}

	private void writeRejected(Outcome outcome, StoreRejectedException rejection) {
		String reason = "the store refused to keep it: " + rejection.getMessage();
		logger.error("The outcome of {} is written without its details: {}", outcome.run(), reason);
		Verdict verdict = (outcome.verdict() instanceof Completion.End end) ? RunPolicy.stripped(end, reason)
				: new Completion.Quarantine("rejected outcome");
		try {
			Completion completion = new Completion(outcome.run().claim(), verdict);
			done(outcome, this.engine.context().store().complete(List.of(completion)).get(0));
		}
		catch (StoreRejectedException ex) {
			logger.error("The outcome of {} cannot be written; its lease will end", outcome.run(), ex);
			remove(outcome);
			this.written.accept(outcome.run(), outcome.verdict());
		}
	}

	private void done(Outcome outcome, CompletionStatus status) {
		remove(outcome);
		this.written.accept(outcome.run(), outcome.verdict());
		tell(outcome.run(), outcome.verdict(), status);
	}

	private void tell(JobRun run, Verdict verdict, CompletionStatus status) {
		if (status == CompletionStatus.STALE) {
			logger.warn("The outcome of {} came too late: its lease had ended, and the job was given to another run",
					run);
			this.engine.events().publish(new SchedulerEvent.ClaimLost(this.engine.storeName(), run.claim()));
		}
		else {
			publish(run, verdict);
		}
	}

	private void publish(JobRun ended, Verdict verdict) {
		Claim claim = ended.claim();
		if (verdict instanceof Completion.End end) {
			JobResult.Run run = new JobResult.Run(claim.job().attempt(), claim.token(),
					this.engine.context().identity().node(), end.startedAt(), end.endedAt(), end.log());
			this.engine.events()
				.publish(new SchedulerEvent.JobEnded(this.engine.storeName(), claim, end.ending(), run));
		}
		else if (verdict instanceof Completion.Retry retry) {
			this.engine.events().publish(new SchedulerEvent.JobRetried(this.engine.storeName(), claim, retry.error()));
		}
		else if (verdict instanceof Completion.Quarantine quarantine) {
			this.engine.events()
				.publish(new SchedulerEvent.Quarantined(this.engine.storeName(),
						List.of(ended + ": " + quarantine.reason())));
		}
	}

	private void remove(Outcome outcome) {
		synchronized (this.queue) {
			this.queue.removeFirstOccurrence(outcome);
		}
		outcome.release().run();
	}

	/** An outcome that waits to be written; each is itself and no other. */
	private static final class Outcome {

		private final JobRun run;

		private final Verdict verdict;

		private final Runnable release;

		Outcome(JobRun run, Verdict verdict, Runnable release) {
			this.run = run;
			this.verdict = verdict;
			this.release = release;
		}

		JobRun run() {
			return this.run;
		}

		Verdict verdict() {
			return this.verdict;
		}

		Runnable release() {
			return this.release;
		}

		Completion completion() {
			return new Completion(this.run.claim(), this.verdict);
		}

	}

}
