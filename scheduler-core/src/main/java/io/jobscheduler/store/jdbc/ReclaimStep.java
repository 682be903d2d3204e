package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore.ReclaimPlanner;
import io.jobscheduler.store.Reclaimed;
import io.jobscheduler.store.ScheduleEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back claims whose lease has ended.
 */
final class ReclaimStep {

	private static final Logger LOG = LoggerFactory.getLogger(ReclaimStep.class);

	private final Session session;

	private final Transactions transactions;

	private final JobRows jobs;

	private final RunningRows running;

	private final CompletionWriter writer;

	private final ScheduleWaker waker;

	private final JobQuarantine quarantine;

	ReclaimStep(Session session, Transactions transactions, JobRows jobs, CompletionWriter writer) {
		this.session = session;
		this.transactions = transactions;
		this.jobs = jobs;
		this.running = new RunningRows(session);
		this.writer = writer;
		this.waker = new ScheduleWaker(session);
		this.quarantine = new JobQuarantine(session);
	}

	List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		Instant now = this.transactions.read(this.session::now);
		List<Reclaimed> planned = new ArrayList<>();
		List<Stored<Job>> corrupt = new ArrayList<>();
		for (Stored<Job> stored : this.transactions.read(() -> expired(limit, now))) {
			if (stored.value() != null) {
				Claim claim = claim(stored.value());
				Completion.Verdict verdict = planner.decide(claim, now);
				if (verdict != null) {
					planned.add(new Reclaimed(claim, verdict));
				}
			}
			else if (stored.isCorrupt()) {
				corrupt.add(stored);
			}
		}
		if (planned.isEmpty() && corrupt.isEmpty()) {
			return List.of();
		}
		return this.transactions.step(() -> apply(planned, corrupt));
	}

	private List<Stored<Job>> expired(int limit, Instant now) {
		return this.jobs.list(new Query("WHERE state = 1 AND lease_until < ? ORDER BY lease_until, id LIMIT ?",
				Micros.of(now), limit));
	}

	private static Claim claim(Job job) {
		Attempts attempts = job.attempts();
		Instant leaseUntil = (attempts.leaseUntil() != null) ? attempts.leaseUntil() : Instant.EPOCH;
		return new Claim(job, attempts.token(), leaseUntil);
	}

	private List<Reclaimed> apply(List<Reclaimed> planned, List<Stored<Job>> corrupt) {
		Instant now = this.session.now();
		Set<UUID> held = this.running.lock(RunningRows.tokens(planned.stream().map(Reclaimed::claim).toList()),
				new Query(" AND lease_until < ?", Micros.of(now)));
		List<Reclaimed> applied = planned.stream()
			.filter((each) -> held.contains(each.claim().job().id().value()))
			.toList();
		List<Completion> completions = applied.stream()
			.map((each) -> new Completion(each.claim(), each.verdict()))
			.toList();
		this.writer.write(completions, now);
		this.waker.wake(ScheduleEnd.of(completions), now);
		quarantine(corrupt, now);
		return applied;
	}

	private void quarantine(List<Stored<Job>> corrupt, Instant now) {
		if (corrupt.isEmpty()) {
			return;
		}
		Set<UUID> locked = this.running.lockExpired(corrupt.stream().map((each) -> UUID.fromString(each.id())).toList(),
				now);
		for (Stored<Job> each : corrupt) {
			if (locked.contains(UUID.fromString(each.id()))) {
				LOG.warn("Running job {} was abandoned and is quarantined: {}", each.id(), each.reason());
				this.quarantine.expired(each, now);
			}
		}
	}

}
