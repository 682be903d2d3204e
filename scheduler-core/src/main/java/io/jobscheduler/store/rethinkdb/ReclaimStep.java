package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore.ReclaimPlanner;
import io.jobscheduler.store.Reclaimed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Takes back claims whose lease has ended.
 */
final class ReclaimStep {

	private static final Logger LOG = LoggerFactory.getLogger(ReclaimStep.class);

	private final Server server;

	private final Documents jobs;

	private final JobDocuments format;

	private final VerdictWriter writer;

	ReclaimStep(Steps steps) {
		this.server = steps.server;
		this.jobs = steps.jobs;
		this.format = steps.jobDocuments;
		this.writer = steps.verdicts;
	}

	List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		Fields read = this.server.glance((now) -> Map.of("expired",
				this.jobs.table()
					.between(R.minval(), now)
					.optArg("index", "until")
					.orderBy()
					.optArg("index", "until")
					.limit(limit)
					.coerceTo("array")));
		Instant now = read.instant("now");
		List<Reclaimed> planned = new ArrayList<>();
		Map<String, Stored<Job>> corrupt = new HashMap<>();
		for (Fields document : read.children("expired")) {
			Stored<Job> stored = this.format.stored(document);
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
				LOG.warn("Running job {} was abandoned and is quarantined: {}", document.id(), stored.reason());
				corrupt.put(document.id(), stored);
			}
		}
		this.jobs.change(corrupt,
				(stored, time) -> JobDocuments.quarantined(stored.reason()).expectAll(stored.fields()));
		return planned.isEmpty() ? List.of() : apply(planned);
	}

	private List<Reclaimed> apply(List<Reclaimed> planned) {
		List<Completion> completions = planned.stream()
			.map((each) -> new Completion(each.claim(), each.verdict()))
			.toList();
		Set<JobId> applied = this.writer.complete(completions,
				(document, own, now) -> Documents.field(document, "until").lt(now));
		return planned.stream().filter((each) -> applied.contains(each.claim().job().id())).toList();
	}

}
