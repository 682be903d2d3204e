package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * Looks for pending jobs along the index on priority and due time: one short range for
 * each priority that there is, so that neither future jobs nor a backlog cost anything.
 */
final class PendingJobs {

	/** So many ranges are read by one statement. */
	private static final int RANGES = 32;

	private static final Comparator<Candidate> CLAIM_ORDER = Comparator.comparingInt(Candidate::priority)
		.reversed()
		.thenComparingLong(Candidate::dueAt)
		.thenComparing(Candidate::id, PendingJobs::compareUnsigned);

	private final Session session;

	PendingJobs(Session session) {
		this.session = session;
	}

	/** The priorities of the jobs that there are; perhaps of some that there were. */
	List<Integer> priorities() {
		return this.session.list(new Query(this.session.dialect().priorities()), (row, n) -> row.getInt(1));
	}

	/**
	 * The first due jobs of some tasks in the order of claims.
	 * @param tasks which
	 * @param priorities the priorities that there are
	 * @param now the store's time
	 * @param limit how many at most
	 */
	List<Candidate> due(TaskFilter tasks, List<Integer> priorities, Instant now, int limit) {
		return candidates(priorities.stream()
			.map((priority) -> new Query(
					"(SELECT id, task, priority, due_at FROM @@JOB WHERE state = 0 AND priority = ? AND due_at <= ? AND ",
					priority, Micros.of(now))
				.add(tasks.condition())
				.add(" ORDER BY priority DESC, state, due_at, id LIMIT ?)", limit))
			.toList());
	}

	/** The same of each of some tasks, along the index of tasks. */
	List<Candidate> dueOf(Map<String, Integer> versions, List<Integer> priorities, Instant now, int limit) {
		List<Query> ranges = new ArrayList<>();
		versions.forEach((task,
				version) -> priorities.forEach((priority) -> ranges.add(new Query(
						"(SELECT id, task, priority, due_at FROM @@JOB WHERE task = ? AND state = 0 AND priority = ? "
								+ "AND due_at <= ? AND payload_version <= ? AND format <= " + StoreFormat.VERSION
								+ " ORDER BY task, state, priority DESC, due_at, id LIMIT ?)",
						task, priority, Micros.of(now), version, limit))));
		return candidates(ranges);
	}

	private List<Candidate> candidates(List<Query> ranges) {
		List<Candidate> found = new ArrayList<>();
		for (Query query : unions(ranges)) {
			found.addAll(this.session.list(query, (row, n) -> new Candidate(this.session.dialect().id(row, "id"),
					row.getString("task"), row.getInt("priority"), row.getLong("due_at"))));
		}
		found.sort(CLAIM_ORDER);
		return found;
	}

	/** When the first pending job is due. */
	@Nullable Instant earliestDue(List<Integer> priorities) {
		return nextDue(priorities, Long.MIN_VALUE);
	}

	/** When the first pending job is due that is due after an instant. */
	@Nullable Instant nextDue(List<Integer> priorities, Instant after) {
		return nextDue(priorities, Micros.of(after));
	}

	private @Nullable Instant nextDue(List<Integer> priorities, long after) {
		List<Query> ranges = priorities.stream()
			.map((priority) -> new Query("(SELECT due_at FROM @@JOB WHERE state = 0 AND priority = ? AND due_at > ? "
					+ "ORDER BY priority DESC, state, due_at, id LIMIT 1)", priority, after))
			.toList();
		Long first = null;
		for (Query query : unions(ranges)) {
			for (Long due : this.session.list(query, (row, n) -> row.getLong(1))) {
				first = (first == null) ? due : Long.valueOf(Math.min(first, due));
			}
		}
		return (first != null) ? Micros.instant(first) : null;
	}

	private static List<Query> unions(List<Query> ranges) {
		List<Query> unions = new ArrayList<>();
		for (int i = 0; i < ranges.size(); i++) {
			if (i % RANGES == 0) {
				unions.add(ranges.get(i));
			}
			else {
				unions.get(unions.size() - 1).add(" UNION ALL ").add(ranges.get(i));
			}
		}
		return unions;
	}

	static List<Candidate> inClaimOrder(Collection<Candidate> candidates) {
		return candidates.stream().sorted(CLAIM_ORDER).toList();
	}

	private static int compareUnsigned(UUID a, UUID b) {
		int most = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
		return (most != 0) ? most : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
	}

	/**
	 * A job that could be claimed.
	 *
	 * @param id its id
	 * @param task its task
	 * @param priority its priority
	 * @param dueAt when it is due
	 */
	record Candidate(UUID id, String task, int priority, long dueAt) {
	}

}
