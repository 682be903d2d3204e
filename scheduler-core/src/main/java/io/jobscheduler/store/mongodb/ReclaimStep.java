package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore.ReclaimPlanner;
import io.jobscheduler.store.Reclaimed;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back claims whose lease has ended.
 */
final class ReclaimStep {

	private static final Logger LOG = LoggerFactory.getLogger(ReclaimStep.class);

	private final Server server;

	private final Transactions transactions;

	private final JobDocuments jobs;

	private final VerdictWriter writer;

	ReclaimStep(Steps steps) {
		this.server = steps.server;
		this.transactions = steps.transactions;
		this.jobs = steps.jobDocuments;
		this.writer = steps.verdicts;
	}

	List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		Instant now = this.server.now();
		List<Reclaimed> planned = new ArrayList<>();
		List<Stored<Job>> corrupt = new ArrayList<>();
		for (Stored<Job> stored : expired(limit, now)) {
			Job job = stored.value();
			if (job != null) {
				Instant leaseUntil = job.attempts().leaseUntil();
				Claim claim = new Claim(job, job.attempts().token(), (leaseUntil != null) ? leaseUntil : now);
				Completion.Verdict verdict = planner.decide(claim, now);
				if (verdict != null) {
					planned.add(new Reclaimed(claim, verdict));
				}
			}
			else if (stored.isCorrupt()) {
				corrupt.add(stored);
			}
		}
		quarantine(corrupt);
		return planned.isEmpty() ? List.of() : apply(planned);
	}

	private List<Stored<Job>> expired(int limit, Instant now) {
		Documents documents = this.transactions.plain().jobs;
		return documents.list(documents
			.find(Filters.and(Filters.gte("claim.until", Long.MIN_VALUE), Filters.lt("claim.until", Micros.of(now))))
			.sort(Sorts.ascending("claim.until"))
			.limit(limit)).stream().map(this.jobs::stored).toList();
	}

	private List<Reclaimed> apply(List<Reclaimed> planned) {
		Instant now = this.server.now();
		List<Completion> completions = planned.stream()
			.map((each) -> new Completion(each.claim(), each.verdict()))
			.toList();
		Document expired = new Document("claim.until", new Document("$lt", Micros.of(now)));
		Set<JobId> applied = this.writer.complete(completions, expired, now);
		return planned.stream().filter((each) -> applied.contains(each.claim().job().id())).toList();
	}

	/** Those that are still as they were read. */
	private void quarantine(List<Stored<Job>> corrupt) {
		List<UpdateOneModel<Document>> writes = new ArrayList<>();
		for (Stored<Job> each : corrupt) {
			LOG.warn("Running job {} was abandoned and is quarantined: {}", each.id(), each.reason());
			Document unchanged = new Document("_id", each.document().get("_id"))
				.append("token", each.document().get("token"))
				.append("claim", each.document().get("claim"));
			writes.add(new UpdateOneModel<>(unchanged, JobDocuments.quarantined(each.reason()).update()));
		}
		this.transactions.plain().jobs.write(writes);
	}

}
