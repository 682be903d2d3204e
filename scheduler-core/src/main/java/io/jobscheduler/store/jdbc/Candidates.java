package io.jobscheduler.store.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.store.ClaimRequest.Lane;
import io.jobscheduler.store.jdbc.ClaimStep.Moment;
import io.jobscheduler.store.jdbc.PendingJobs.Candidate;

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

	List<Candidate> choose(Lane lane, Moment moment) {
		Map<String, Integer> unlimited = new HashMap<>(lane.tasks());
		Map<String, String> canonicals = this.limits.canonicalOfLimited();
		unlimited.keySet().removeAll(canonicals.keySet());
		List<Candidate> all = new ArrayList<>();
		if (!unlimited.isEmpty()) {
			all.addAll(this.pending.due(new TaskFilter(this.dialect, unlimited), moment.priorities(), moment.now(),
					lane.slots()));
		}
		all.addAll(limited(lane, canonicals, moment));
		return PendingJobs.inClaimOrder(all).stream().limit(lane.slots()).toList();
	}

	private List<Candidate> limited(Lane lane, Map<String, String> canonicals, Moment moment) {
		Map<String, Integer> limited = new HashMap<>(lane.tasks());
		limited.keySet().retainAll(canonicals.keySet());
		Map<String, List<Candidate>> byCanonical = new HashMap<>();
		for (Candidate candidate : this.pending.dueOf(limited, moment.priorities(), moment.now(), lane.slots())) {
			String canonical = canonicals.getOrDefault(candidate.task(), candidate.task());
			byCanonical.computeIfAbsent(canonical, (key) -> new ArrayList<>()).add(candidate);
		}
		if (byCanonical.isEmpty()) {
			return List.of();
		}
		Map<String, Integer> free = this.limits.lockFree(byCanonical.keySet());
		List<Candidate> chosen = new ArrayList<>();
		byCanonical.forEach((canonical, candidates) -> chosen
			.addAll(candidates.stream().limit(free.getOrDefault(canonical, 0)).toList()));
		return chosen;
	}

}
