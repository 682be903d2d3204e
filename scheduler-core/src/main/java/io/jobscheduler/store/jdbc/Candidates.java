package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Claim;
import io.jobscheduler.store.ClaimRequest.Lane;
import io.jobscheduler.store.jdbc.ClaimStep.Moment;
import io.jobscheduler.store.jdbc.PendingJobs.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what to claim: of tasks without a limit by one look along the index, of those
 * with one no more than may still run, so that a saturated task takes no place.
 */
final class Candidates {

	private final PendingJobs pending;

	private final TaskLimits limits;

	private final Dialect dialect;

	Candidates(PendingJobs pending, TaskLimits limits, Dialect dialect) {
		this.pending = pending;
		this.limits = limits;
		this.dialect = dialect;
	}

	Choice choose(Lane lane, Moment moment) {
		Map<String, Integer> unlimited = new HashMap<>(lane.tasks());
		Map<String, String> canonicals = this.limits.canonicalOfLimited();
		unlimited.keySet().removeAll(canonicals.keySet());
		List<Candidate> all = new ArrayList<>();
		if (!unlimited.isEmpty()) {
			all.addAll(this.pending.due(new TaskFilter(this.dialect, unlimited), moment.priorities(), moment.now(),
					lane.slots()));
		}
		Map<String, List<Candidate>> due = limited(lane, canonicals, moment);
		LockedTasks locked = due.isEmpty() ? new LockedTasks() : this.limits.lock(due.keySet());
		due.forEach((canonical, candidates) -> all.addAll(candidates.stream().limit(locked.free(canonical)).toList()));
		List<Candidate> chosen = PendingJobs.inClaimOrder(all).stream().limit(lane.slots()).toList();
		return new Choice(chosen, canonicals, due, locked);
	}

	private Map<String, List<Candidate>> limited(Lane lane, Map<String, String> canonicals, Moment moment) {
		Map<String, Integer> limited = new HashMap<>(lane.tasks());
		limited.keySet().retainAll(canonicals.keySet());
		Map<String, List<Candidate>> byCanonical = new HashMap<>();
		for (Candidate candidate : this.pending.dueOf(limited, moment.priorities(), moment.now(), lane.slots())) {
			String canonical = canonicals.getOrDefault(candidate.task(), candidate.task());
			byCanonical.computeIfAbsent(canonical, (key) -> new ArrayList<>()).add(candidate);
		}
		return byCanonical;
	}

	/**
	 * Counts what was claimed of those that were chosen, and keeps the counts.
	 * @return when the first job may be claimed that the rate of its task held back;
	 * {@code null} if none was
	 */
	@Nullable Instant claimed(Choice choice, List<Claim> claims) {
		Map<String, Integer> taken = new HashMap<>();
		for (Claim claim : claims) {
			String canonical = choice.canonicals().get(claim.job().spec().task());
			if (canonical != null) {
				taken.merge(canonical, 1, Integer::sum);
			}
		}
		taken.forEach(choice.locked()::claimed);
		this.limits.write(choice.locked());
		Instant first = null;
		for (Map.Entry<String, List<Candidate>> due : choice.due().entrySet()) {
			boolean left = due.getValue().size() > taken.getOrDefault(due.getKey(), 0);
			Instant next = left ? choice.locked().nextFree(due.getKey()) : null;
			first = earlier(first, next);
		}
		return first;
	}

	static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isBefore(other) ? one : other;
	}

	/**
	 * What may be claimed.
	 *
	 * @param candidates in the order of claims
	 * @param canonicals the tasks with a limit, each with the id it counts as
	 * @param due what there is of tasks with a limit, by canonical id
	 * @param locked the tasks with a limit
	 */
	record Choice(List<Candidate> candidates, Map<String, String> canonicals, Map<String, List<Candidate>> due,
			LockedTasks locked) {
	}

}
