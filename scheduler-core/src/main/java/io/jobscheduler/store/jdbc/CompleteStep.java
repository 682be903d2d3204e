package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.jobscheduler.job.Claim;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.Trace;
import io.jobscheduler.store.CompletionStatus;

/**
 * Ends runs, a batch at a time.
 */
final class CompleteStep {

	private final Session session;

	private final Transactions transactions;

	private final CompletionWriter writer;

	private final ScheduleWaker waker;

	CompleteStep(Session session, Transactions transactions) {
		this.session = session;
		this.transactions = transactions;
		this.writer = new CompletionWriter(session);
		this.waker = new ScheduleWaker(session);
	}

	List<CompletionStatus> complete(List<Completion> completions) {
		if (completions.isEmpty()) {
			return List.of();
		}
		Map<String, Instant> missed = new HashMap<>();
		List<CompletionStatus> statuses = this.transactions.step(() -> {
			missed.clear();
			Instant now = this.session.now();
			Set<UUID> held = this.writer.lock(claims(completions), new Query(""));
			List<Completion> applied = completions.stream().filter((each) -> held.contains(id(each))).toList();
			this.writer.write(applied, now);
			missed.putAll(this.waker.wake(ScheduleWaker.watching(applied), now));
			return statuses(completions, held);
		});
		wakeOnceMore(missed);
		return statuses;
	}

	/** Whoever held the row may have let go by now. */
	private void wakeOnceMore(Map<String, Instant> missed) {
		if (!missed.isEmpty()) {
			this.transactions.step(() -> this.waker.wake(missed, this.session.now()));
		}
	}

	private static Collection<Claim> claims(List<Completion> completions) {
		return completions.stream().map(Completion::claim).toList();
	}

	private static UUID id(Completion completion) {
		return completion.claim().job().id().value();
	}

	private List<CompletionStatus> statuses(List<Completion> completions, Set<UUID> held) {
		List<UUID> others = completions.stream().map(CompleteStep::id).filter((id) -> !held.contains(id)).toList();
		Map<UUID, Trace> found = others.isEmpty() ? Map.of() : find(others);
		return completions.stream().map((completion) -> {
			boolean applied = held.contains(id(completion));
			return applied ? CompletionStatus.APPLIED : completion.unheld(found.get(id(completion)));
		}).toList();
	}

	/** What there is of jobs that the claims do not hold any more. */
	private Map<UUID, Trace> find(List<UUID> ids) {
		Map<UUID, Trace> found = new HashMap<>();
		Query results = new Query("SELECT id, token, outcome FROM @@RESULT WHERE ").add(in(ids));
		this.session.list(results,
				(row, n) -> found.put(this.session.dialect().id(row, "id"), ResultRows.trace(row)) == null);
		Query live = new Query("SELECT id, token, state FROM @@JOB WHERE ").add(in(ids));
		this.session.list(live, (row, n) -> found.put(this.session.dialect().id(row, "id"),
				new Trace(row.getLong("token"), row.getInt("state") == JobRows.RUNNING, null)) == null);
		return found;
	}

	private Query in(List<UUID> ids) {
		return this.session.dialect().in("id", SqlType.ID, ids);
	}

}
