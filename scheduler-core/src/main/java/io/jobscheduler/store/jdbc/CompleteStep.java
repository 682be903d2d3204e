package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.Trace;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.ScheduleEnd;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends runs, a batch at a time. A row that another transaction has is left out, and tried
 * again: mostly it is a pulse, which is over soon.
 */
final class CompleteStep {

	private static final Logger LOG = LoggerFactory.getLogger(CompleteStep.class);

	private static final int ATTEMPTS = 9;

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

	private final Session session;

	private final Transactions transactions;

	private final RunningRows running;

	private final CompletionWriter writer;

	private final ScheduleWaker waker;

	CompleteStep(Session session, Transactions transactions, CompletionWriter writer) {
		this.session = session;
		this.transactions = transactions;
		this.running = new RunningRows(session);
		this.writer = writer;
		this.waker = new ScheduleWaker(session);
	}

	List<CompletionStatus> complete(List<Completion> completions) {
		Map<UUID, CompletionStatus> statuses = new HashMap<>();
		List<Completion> open = completions;
		for (int attempt = 0; !open.isEmpty(); attempt++) {
			if (attempt == ATTEMPTS) {
				throw new StoreUnavailableException("The rows of running jobs are held by other transactions: "
						+ open.stream().map(CompleteStep::id).toList() + ". They are asked for again", null);
			}
			if (attempt > 0) {
				LockSupport.parkNanos(FIRST_PAUSE << attempt);
			}
			statuses.putAll(completeFree(open));
			open = open.stream().filter((each) -> !statuses.containsKey(id(each))).toList();
		}
		return completions.stream().map((each) -> statuses.get(id(each))).toList();
	}

	/** Completes those whose rows no other transaction has. */
	private Map<UUID, CompletionStatus> completeFree(List<Completion> completions) {
		Map<String, ScheduleEnd> missed = new HashMap<>();
		Map<UUID, CompletionStatus> statuses = this.transactions.step(() -> {
			missed.clear();
			Instant now = this.session.now();
			Set<UUID> held = this.running.lock(RunningRows.tokens(completions.stream().map(Completion::claim).toList()),
					new Query(""));
			List<Completion> applied = completions.stream().filter((each) -> held.contains(id(each))).toList();
			missed.putAll(write(applied, now));
			return statuses(completions, held);
		});
		wakeOnceMore(missed);
		return statuses;
	}

	/**
	 * Writes completions whose rows are locked.
	 * @return the schedules that are still to be woken
	 */
	Map<String, ScheduleEnd> write(List<Completion> applied, Instant now) {
		this.writer.write(applied, now);
		return this.waker.wake(ScheduleEnd.of(applied), now);
	}

	/**
	 * Whoever held the rows may have let go by now. What was committed stands, whatever
	 * becomes of this.
	 */
	void wakeOnceMore(Map<String, ScheduleEnd> missed) {
		if (missed.isEmpty()) {
			return;
		}
		try {
			this.transactions.step(() -> this.waker.wake(missed, this.session.now()));
		}
		catch (JobStoreException ex) {
			LOG.debug("Schedules {} were not told that a job of theirs has ended", missed.keySet(), ex);
		}
	}

	private static UUID id(Completion completion) {
		return completion.claim().job().id().value();
	}

	private Map<UUID, CompletionStatus> statuses(List<Completion> completions, Set<UUID> held) {
		List<UUID> others = completions.stream().map(CompleteStep::id).filter((id) -> !held.contains(id)).toList();
		Map<UUID, Trace> found = others.isEmpty() ? Map.of() : find(others);
		Map<UUID, CompletionStatus> statuses = new HashMap<>();
		for (Completion completion : completions) {
			UUID id = id(completion);
			if (held.contains(id)) {
				statuses.put(id, CompletionStatus.APPLIED);
			}
			else if (!isHeld(completion, found.get(id))) {
				statuses.put(id, completion.unheld(found.get(id)));
			}
		}
		return statuses;
	}

	private static boolean isHeld(Completion completion, @Nullable Trace found) {
		return found != null && found.running() && found.token() == completion.claim().token();
	}

	/**
	 * What there is of jobs that the claims do not hold. A job may end between the two
	 * looks, never the other way round.
	 */
	private Map<UUID, Trace> find(List<UUID> ids) {
		Map<UUID, Trace> found = new HashMap<>();
		Query live = new Query("SELECT id, token, state FROM @@JOB WHERE ").add(in(ids));
		this.session.list(live, (row, n) -> found.put(this.session.dialect().id(row, "id"),
				new Trace(row.getLong("token"), row.getInt("state") == JobRows.RUNNING, null)) == null);
		Query results = new Query("SELECT id, token, outcome FROM @@RESULT WHERE ").add(in(ids));
		this.session.list(results,
				(row, n) -> found.put(this.session.dialect().id(row, "id"), ResultRows.trace(row)) == null);
		return found;
	}

	private Query in(List<UUID> ids) {
		return this.session.dialect().in("id", SqlType.ID, ids);
	}

}
