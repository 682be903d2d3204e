package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.model.Projections;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import org.bson.Document;

/**
 * Ends runs, a batch at a time.
 */
final class CompleteStep {

	private final Server server;

	private final Transactions transactions;

	private final VerdictWriter writer;

	CompleteStep(Steps steps) {
		this.server = steps.server;
		this.transactions = steps.transactions;
		this.writer = steps.verdicts;
	}

	List<CompletionStatus> complete(List<Completion> completions) {
		if (completions.isEmpty()) {
			return List.of();
		}
		Instant now = this.server.now();
		Set<JobId> applied = this.writer.complete(completions, new Document(), now);
		List<JobId> others = completions.stream()
			.map((completion) -> completion.claim().job().id())
			.filter((id) -> !applied.contains(id))
			.toList();
		Map<JobId, Completion.Trace> found = others.isEmpty() ? Map.of() : find(others);
		return completions.stream().map((completion) -> {
			JobId id = completion.claim().job().id();
			return applied.contains(id) ? CompletionStatus.APPLIED : completion.unheld(found.get(id));
		}).toList();
	}

	/** What there is of jobs that the claims do not hold any more. */
	private Map<JobId, Completion.Trace> find(List<JobId> ids) {
		Map<JobId, Completion.Trace> found = new HashMap<>();
		this.transactions.plain().jobs.find(VerdictWriter.idIn(ids))
			.projection(Projections.include("state", "token", "outcome", "end.outcome"))
			.forEach((document) -> found.put(Fields.jobId(document), ResultDocuments.trace(document)));
		return found;
	}

}
