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
import io.jobscheduler.store.CompletionStatus;
import org.jspecify.annotations.Nullable;

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
		Map<UUID, Found> found = others.isEmpty() ? Map.of() : find(others);
		return completions.stream().map((completion) -> {
			if (held.contains(id(completion))) {
				return CompletionStatus.APPLIED;
			}
			Found there = found.get(id(completion));
			return (there == null || there.isLeftBy(completion)) ? CompletionStatus.ALREADY : CompletionStatus.STALE;
		}).toList();
	}

	/** What there is of jobs that the claims do not hold any more. */
	private Map<UUID, Found> find(List<UUID> ids) {
		Map<UUID, Found> found = new HashMap<>();
		Query results = new Query("SELECT id, token, outcome FROM @@RESULT WHERE ").add(in(ids));
		this.session.list(results, (row, n) -> found.put(this.session.dialect().id(row, "id"),
				new Found(row.getLong("token"), row.getInt("outcome"), null)) == null);
		Query live = new Query("SELECT id, token, state FROM @@JOB WHERE ").add(in(ids));
		this.session.list(live, (row, n) -> found.put(this.session.dialect().id(row, "id"),
				new Found(row.getLong("token"), null, row.getInt("state"))) == null);
		return found;
	}

	private Query in(List<UUID> ids) {
		return this.session.dialect().in("id", SqlType.ID, ids);
	}

	/**
	 * What there is of a job. One that does not run keeps the token of its last claim,
	 * and so does a result.
	 *
	 * @param token the token
	 * @param outcome its outcome, if there is a result
	 * @param state its state, if it has not ended
	 */
	private record Found(long token, @Nullable Integer outcome, @Nullable Integer state) {

		boolean isLeftBy(Completion completion) {
			if (this.token != completion.claim().token()) {
				return false;
			}
			if (completion.verdict() instanceof Completion.End end) {
				return this.outcome != null && this.outcome == ResultRows.code(end.ending().outcome());
			}
			return this.state != null && this.state != JobRows.RUNNING;
		}

	}

}
