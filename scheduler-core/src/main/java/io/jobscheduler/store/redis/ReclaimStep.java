package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore.ReclaimPlanner;
import io.jobscheduler.store.Reclaimed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back claims whose lease has ended.
 */
final class ReclaimStep {

	private static final Logger LOG = LoggerFactory.getLogger(ReclaimStep.class);

	private final Scripts scripts;

	private final JobHash jobs;

	private final CompleteStep completion;

	ReclaimStep(Scripts scripts, JobHash jobs, CompleteStep completion) {
		this.scripts = scripts;
		this.jobs = jobs;
		this.completion = completion;
	}

	List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		Reply expired = this.scripts.run(Script.EXPIRED,
				new Arguments().number(Scripts.BYTES).number(Math.min(limit, Scripts.ROWS)));
		Instant now = expired.instant(0);
		List<Reclaimed> planned = new ArrayList<>();
		List<Arguments> items = new ArrayList<>();
		List<Arguments> corrupt = new ArrayList<>();
		for (Reply row : expired.replies(1)) {
			Stored<Job> stored = this.jobs.read(row.text(0), row.fields(1));
			if (stored.value() != null) {
				Claim claim = claim(stored.value());
				Completion.Verdict verdict = planner.decide(claim, now);
				if (verdict != null) {
					planned.add(new Reclaimed(claim, verdict));
					items.add(this.completion.item(new Completion(claim, verdict)));
				}
			}
			else if (stored.isCorrupt()) {
				LOG.warn("Running job {} was abandoned and is quarantined: {}", stored.id(), stored.reason());
				corrupt.add(CompleteStep.quarantine(stored.id(), stored.fields().textOr("token", ""), stored.reason()));
			}
		}
		items.addAll(corrupt);
		List<Reply> replies = this.completion.apply(items, true);
		List<Reclaimed> applied = new ArrayList<>();
		for (int i = 0; i < planned.size(); i++) {
			if (CompleteStep.isHeld(replies.get(i))) {
				applied.add(planned.get(i));
			}
		}
		return applied;
	}

	private static Claim claim(Job job) {
		Attempts attempts = job.attempts();
		Instant leaseUntil = (attempts.leaseUntil() != null) ? attempts.leaseUntil() : Instant.EPOCH;
		return new Claim(job, attempts.token(), leaseUntil);
	}

}
