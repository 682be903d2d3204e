package io.jobscheduler.store.rethinkdb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.JobId;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Ends runs, a batch at a time.
 */
final class CompleteStep {

	private final Server server;

	private final Documents jobs;

	private final VerdictWriter writer;

	CompleteStep(Steps steps) {
		this.server = steps.server;
		this.jobs = steps.jobs;
		this.writer = steps.verdicts;
	}

	List<CompletionStatus> complete(List<Completion> completions) {
		if (completions.isEmpty()) {
			return List.of();
		}
		Set<JobId> applied = this.writer.complete(completions, (document, own, now) -> R.expr(true));
		List<String> others = completions.stream()
			.map((completion) -> completion.claim().job().id())
			.filter((id) -> !applied.contains(id))
			.map(JobId::toString)
			.toList();
		Map<String, Completion.Trace> found = others.isEmpty() ? Map.of() : find(others);
		return completions.stream().map((completion) -> {
			JobId id = completion.claim().job().id();
			return applied.contains(id) ? CompletionStatus.APPLIED : completion.unheld(found.get(id.toString()));
		}).toList();
	}

	/** What there is of jobs that the claims do not hold any more. */
	private Map<String, Completion.Trace> find(List<String> ids) {
		Map<String, Completion.Trace> found = new HashMap<>();
		this.server
			.read((now) -> Map.of("jobs",
					this.jobs.all(ids).pluck("id", "state", "token", "outcome", "end").coerceTo("array")))
			.children("jobs")
			.forEach((document) -> found.put(document.id(), ResultDocuments.trace(document)));
		return found;
	}

}
