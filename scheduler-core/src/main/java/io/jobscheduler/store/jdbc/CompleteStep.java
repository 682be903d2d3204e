package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.jobscheduler.job.Claim;
import io.jobscheduler.store.Completion;
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
		AtomicReference<Map<String, Instant>> missed = new AtomicReference<>(Map.of());
		List<CompletionStatus> statuses = this.transactions.step(() -> {
			Instant now = this.session.now();
			Set<UUID> held = this.writer.lock(claims(completions), new Query(""));
			List<Completion> applied = completions.stream().filter((each) -> held.contains(id(each))).toList();
			this.writer.write(applied, now);
			missed.set(this.waker.wake(ScheduleWaker.watching(applied), now));
			return statuses(completions, held);
		});
		wakeOnceMore(missed.get());
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
		Map<UUID, Long> stale = others.isEmpty() ? Map.of() : foundTokens(others);
		return completions.stream().map((completion) -> {
			if (held.contains(id(completion))) {
				return CompletionStatus.APPLIED;
			}
			long token = completion.claim().token();
			return (stale.getOrDefault(id(completion), token) == token) ? CompletionStatus.ALREADY
					: CompletionStatus.STALE;
		}).toList();
	}

	/**
	 * The tokens of jobs that the claims do not hold any more. A job that is not running
	 * keeps the token of its last claim, and so does a result: the same token means that
	 * this very claim was ended before.
	 */
	private Map<UUID, Long> foundTokens(List<UUID> ids) {
		Map<UUID, Long> tokens = new HashMap<>();
		for (String table : List.of("@@JOB", "@@RESULT")) {
			Query query = new Query("SELECT id, token FROM " + table + " WHERE ")
				.add(this.session.dialect().in("id", SqlType.ID, ids));
			this.session.list(query,
					(row, n) -> tokens.put(this.session.dialect().id(row, "id"), row.getLong("token")) == null);
		}
		return tokens;
	}

}
