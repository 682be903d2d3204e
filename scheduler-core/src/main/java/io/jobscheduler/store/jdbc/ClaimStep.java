package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.ClaimRequest.Lane;
import io.jobscheduler.store.FireReply.Quarantined;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.jdbc.PendingJobs.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * Claims due jobs: finds candidates without a lock, locks them without waiting, and marks
 * as claimed those that are still pending.
 */
final class ClaimStep {

	private static final int ROUNDS = 4;

	private static final Comparator<Claim> START_ORDER = Comparator
		.comparingInt((Claim claim) -> -claim.job().spec().priority())
		.thenComparing((claim) -> claim.job().dueAt())
		.thenComparing((claim) -> claim.job().id());

	private final Session session;

	private final Transactions transactions;

	private final JobRows jobs;

	private final PendingJobs pending;

	private final Candidates candidates;

	private final JobQuarantine quarantine;

	private final BatchUpdate mark;

	private final TaskLimits limits;

	private final @Nullable DirectClaim direct;

	ClaimStep(Session session, Transactions transactions, JobRows jobs, TaskLimits limits) {
		this.session = session;
		this.transactions = transactions;
		this.jobs = jobs;
		this.pending = new PendingJobs(session);
		this.candidates = new Candidates(this.pending, limits, session.dialect());
		this.quarantine = new JobQuarantine(session);
		this.limits = limits;
		this.direct = session.dialect().directClaim(session, jobs);
		this.mark = session.update("@@JOB", List.of(new Column("state", SqlType.INT, "%s"), Column.number("token"),
				Column.text("node"), Column.number("lease_until")), Column.id("id"));
	}

	ClaimReply claim(ClaimRequest request) {
		Instant now = this.transactions.read(this.session::now);
		Claimed claimed = new Claimed(now);
		List<Integer> priorities = this.transactions.read(this.pending::priorities);
		try {
			for (Lane lane : request.lanes()) {
				claim(lane, request, new Moment(now, priorities), claimed);
			}
			return claimed.reply(this.transactions.read(() -> this.pending.nextDue(priorities, now)));
		}
		catch (JobStoreException ex) {
			if (claimed.isEmpty()) {
				throw ex;
			}
			// what is committed is held, whatever happened afterwards
			return claimed.reply(now);
		}
	}

	private void claim(Lane lane, ClaimRequest request, Moment moment, Claimed claimed) {
		int free = lane.slots();
		claimed.add(lane, new Round(List.of(), List.of(), null, true));
		for (int round = 0; round < ROUNDS && free > 0 && !moment.priorities().isEmpty(); round++) {
			int slots = Math.min(free, this.session.dialect().tokensPerStep());
			Round done = this.transactions
				.step(() -> claim(new Lane(lane.executor(), slots, lane.tasks()), request, moment));
			claimed.add(lane, done);
			free -= done.claims().size();
			if (done.isLast()) {
				return;
			}
		}
	}

	private Round claim(Lane lane, ClaimRequest request, Moment moment) {
		boolean unlimited = Collections.disjoint(lane.tasks().keySet(), this.limits.canonicalOfLimited().keySet());
		return (this.direct != null && unlimited) ? claimDirectly(this.direct, lane, request, moment)
				: claimByLocks(lane, request, moment);
	}

	private Round claimDirectly(DirectClaim statement, Lane lane, ClaimRequest request, Moment moment) {
		DirectClaim.Holder holder = new DirectClaim.Holder(request.node(), moment.now().plus(request.lease()));
		TaskFilter tasks = new TaskFilter(this.session.dialect(), lane.tasks());
		List<Claim> claims = new ArrayList<>();
		List<Quarantined> quarantined = new ArrayList<>();
		for (Stored<Job> row : statement.claim(tasks, moment, lane.slots(), holder)) {
			if (row.value() != null) {
				claims.add(new Claim(row.value(), row.value().attempts().token(), holder.leaseUntil()));
			}
			else {
				this.quarantine.claimed(row, request.node());
				quarantined.add(new Quarantined(row.id(), row.reason()));
			}
		}
		claims.sort(START_ORDER);
		return new Round(claims, quarantined, null, quarantined.isEmpty());
	}

	private Round claimByLocks(Lane lane, ClaimRequest request, Moment moment) {
		Candidates.Choice choice = this.candidates.choose(lane, moment);
		List<Candidate> chosen = choice.candidates();
		if (chosen.isEmpty()) {
			return new Round(List.of(), List.of(), this.candidates.claimed(choice, List.of()), true);
		}
		Map<UUID, Stored<Job>> locked = lock(chosen);
		List<Job> readable = new ArrayList<>();
		List<Quarantined> quarantined = new ArrayList<>();
		for (Candidate candidate : chosen) {
			Stored<Job> row = locked.get(candidate.id());
			if (row != null && row.value() != null) {
				readable.add(row.value());
			}
			else if (row != null && row.isCorrupt()) {
				this.quarantine.pending(row);
				quarantined.add(new Quarantined(row.id(), row.reason()));
			}
		}
		List<Claim> claims = mark(readable, request, moment.now());
		boolean contended = claims.size() < chosen.size();
		return new Round(claims, quarantined, this.candidates.claimed(choice, claims), !contended);
	}

	private Map<UUID, Stored<Job>> lock(List<Candidate> chosen) {
		Set<UUID> ids = chosen.stream().map(Candidate::id).collect(Collectors.toSet());
		Query query = new Query("WHERE state = 0 AND ").add(this.jobs.in(ids)).add(" FOR UPDATE SKIP LOCKED");
		return this.jobs.list(query)
			.stream()
			.collect(Collectors.toMap((row) -> UUID.fromString(row.id()), Function.identity()));
	}

	private List<Claim> mark(List<Job> chosen, ClaimRequest request, Instant now) {
		if (chosen.isEmpty()) {
			return List.of();
		}
		// drawn after the rows were locked, so that it is higher than all tokens before
		long token = this.session.one(new Query(this.session.dialect().nextToken()), Long.class);
		Instant leaseUntil = now.plus(request.lease());
		List<Claim> claims = new ArrayList<>();
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (Job job : chosen) {
			Job running = job.with(JobState.RUNNING, job.dueAt(),
					job.attempts().claimed(token, request.node(), leaseUntil));
			claims.add(new Claim(running, token, leaseUntil));
			rows.add(new @Nullable Object[] { JobRows.RUNNING, token, request.node(), Micros.of(leaseUntil),
					job.id().value() });
			token++;
		}
		this.mark.apply(rows);
		return claims;
	}

	/**
	 * What all lanes of one request go by.
	 *
	 * @param now the store's time
	 * @param priorities the priorities that there are
	 */
	record Moment(Instant now, List<Integer> priorities) {
	}

	/**
	 * What one transaction claimed.
	 *
	 * @param claims the claims
	 * @param quarantined the rows that could not be read
	 * @param heldBackUntil when the first job may be claimed that the rate of its task
	 * held back
	 * @param isLast whether there was no more to be had
	 */
	private record Round(List<Claim> claims, List<Quarantined> quarantined, @Nullable Instant heldBackUntil,
			boolean isLast) {
	}

	/** What all transactions of a request have claimed. */
	private static final class Claimed {

		private final Instant now;

		private final Map<String, List<Claim>> claims = new LinkedHashMap<>();

		private final List<Quarantined> quarantined = new ArrayList<>();

		private @Nullable Instant heldBackUntil;

		Claimed(Instant now) {
			this.now = now;
		}

		void add(Lane lane, Round round) {
			this.claims.computeIfAbsent(lane.executor(), (executor) -> new ArrayList<>()).addAll(round.claims());
			this.quarantined.addAll(round.quarantined());
			this.heldBackUntil = Candidates.earlier(this.heldBackUntil, round.heldBackUntil());
		}

		boolean isEmpty() {
			return this.claims.values().stream().allMatch(List::isEmpty);
		}

		ClaimReply reply(@Nullable Instant nextDue) {
			return new ClaimReply(this.now, this.claims, this.quarantined,
					Candidates.earlier(this.heldBackUntil, nextDue));
		}

	}

}
