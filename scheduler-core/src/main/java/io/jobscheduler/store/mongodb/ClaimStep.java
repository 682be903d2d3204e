package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.ClaimRequest.Lane;
import io.jobscheduler.store.FireReply.Quarantined;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Claims due jobs: finds candidates, marks as claimed those that are pending still, and
 * reads which these were.
 */
final class ClaimStep {

	private static final int ROUNDS = 4;

	private static final Comparator<Claim> START_ORDER = Comparator
		.comparingInt((Claim claim) -> -claim.job().spec().priority())
		.thenComparing((claim) -> claim.job().dueAt())
		.thenComparing((claim) -> claim.job().id());

	private final Server server;

	private final Transactions transactions;

	private final JobDocuments jobs;

	private final TaskLimits limits;

	ClaimStep(Steps steps) {
		this.server = steps.server;
		this.transactions = steps.transactions;
		this.jobs = steps.jobDocuments;
		this.limits = steps.limits;
	}

	ClaimReply claim(ClaimRequest request) {
		Session session = this.transactions.plain();
		Instant now = this.server.now();
		Map<String, List<Claim>> claims = new LinkedHashMap<>();
		List<Quarantined> quarantined = new ArrayList<>();
		List<Instant> next = new ArrayList<>();
		try {
			for (Lane lane : request.lanes()) {
				List<Claim> ofLane = claims.computeIfAbsent(lane.executor(), (executor) -> new ArrayList<>());
				Holder holder = new Holder(request.node(), now, now.plus(request.lease()));
				add(next, claim(session, lane, holder, ofLane, quarantined));
			}
			add(next, nextDue(session, now));
			return new ClaimReply(now, claims, quarantined, next.stream().min(Instant::compareTo).orElse(null));
		}
		catch (MongoException ex) {
			if (claims.values().stream().allMatch(List::isEmpty)) {
				throw ex;
			}
			// what is written is held, whatever happened afterwards
			return new ClaimReply(now, claims, quarantined, now);
		}
	}

	private static void add(List<Instant> instants, @Nullable Instant instant) {
		if (instant != null) {
			instants.add(instant);
		}
	}

	private static @Nullable Instant nextDue(Session session, Instant now) {
		return due(session, new Document("$gt", Micros.of(now)));
	}

	/** When the first pending job is due, whatever its task. */
	static @Nullable Instant earliestDue(Session session) {
		return due(session, new Document("$gte", Long.MIN_VALUE));
	}

	private static @Nullable Instant due(Session session, Document range) {
		Document first = session.jobs.find(new Document("queue.due", range))
			.projection(Projections.include("queue.due"))
			.sort(Sorts.ascending("queue.due"))
			.first();
		return (first != null) ? new Fields(first).child("queue").instant("due") : null;
	}

	/**
	 * Claims for a lane.
	 * @return when the next job may be claimed of those that a rate holds back
	 */
	private @Nullable Instant claim(Session session, Lane lane, Holder holder, List<Claim> claims,
			List<Quarantined> quarantined) {
		int free = lane.slots();
		Instant nextFree = null;
		for (int round = 0; round < ROUNDS && free > 0; round++) {
			Round done = claimOnce(session, lane, free, holder);
			claims.addAll(done.claims());
			quarantined.addAll(done.quarantined());
			free -= done.claims().size();
			nextFree = done.nextFree();
			if (done.claims().size() == done.tried()) {
				break;
			}
		}
		claims.sort(START_ORDER);
		return nextFree;
	}

	private Round claimOnce(Session session, Lane lane, int slots, Holder holder) {
		Map<String, String> allLimited = this.limits.canonicalOfLimited();
		Map<String, String> limited = new HashMap<>(allLimited);
		limited.keySet().retainAll(lane.tasks().keySet());
		Map<String, Integer> unlimited = new HashMap<>(lane.tasks());
		unlimited.keySet().removeAll(limited.keySet());
		long now = Micros.of(holder.now());
		LimitedClaims underLimits = new LimitedClaims(this.transactions, limited, allLimited, now);
		List<Candidate> candidates = Candidate.find(session, unlimited, now, slots);
		candidates.addAll(underLimits.candidates(lane.tasks(), slots));
		candidates.sort(Candidate.ORDER);
		List<Candidate> chosen = candidates.subList(0, Math.min(slots, candidates.size()));
		if (chosen.isEmpty()) {
			return new Round(List.of(), List.of(), 0, underLimits.nextFree(lane.tasks()));
		}
		List<Intent> allowed = underLimits.declare(withTokens(session, chosen));
		mark(session, allowed, holder);
		List<Claim> claims = new ArrayList<>();
		List<Quarantined> quarantined = new ArrayList<>();
		read(session, allowed, claims, quarantined);
		underLimits.close(claims);
		return new Round(claims, quarantined, chosen.size(),
				(claims.size() < slots) ? underLimits.nextFree(lane.tasks()) : null);
	}

	private static List<Intent> withTokens(Session session, List<Candidate> chosen) {
		long token = session.drawTokens(chosen.size());
		List<Intent> intents = new ArrayList<>();
		for (Candidate candidate : chosen) {
			intents.add(new Intent(candidate, token++));
		}
		return intents;
	}

	/**
	 * Only jobs with a unique key can be held by a caller, who is about to replace them.
	 */
	private void mark(Session session, List<Intent> intents, Holder holder) {
		Map<Boolean, List<Intent>> byKey = intents.stream()
			.collect(Collectors.partitioningBy((intent) -> intent.candidate().keyed()));
		session.jobs.write(marks(byKey.getOrDefault(false, List.of()), holder));
		this.transactions.unblocked(byKey.getOrDefault(true, List.of()), (own, batch) -> {
			own.jobs.write(marks(batch, holder));
			return batch;
		});
	}

	private static List<UpdateOneModel<Document>> marks(List<Intent> intents, Holder holder) {
		List<UpdateOneModel<Document>> marks = new ArrayList<>();
		for (Intent intent : intents) {
			Change change = new Change();
			change.set("state", JobDocuments.RUNNING);
			change.set("token", intent.token());
			change.set("floor", intent.token());
			change.set("claim", new Document("task", intent.candidate().task()).append("node", holder.node())
				.append("until", Micros.of(holder.leaseUntil())));
			change.set("queue", null);
			marks.add(new UpdateOneModel<>(intent.candidate().claimable(intent.token(), Micros.of(holder.now())),
					change.update()));
		}
		return marks;
	}

	private void read(Session session, List<Intent> intents, List<Claim> claims, List<Quarantined> quarantined) {
		Map<JobId, Long> tokens = new HashMap<>();
		intents.forEach((intent) -> tokens.put(intent.candidate().id(), intent.token()));
		List<Document> found = session.jobs
			.list(Filters.and(Documents.idIn(tokens.keySet().stream().map(Fields::binary).toList()),
					Filters.eq("state", JobDocuments.RUNNING)));
		for (Document document : found) {
			Long token = tokens.get(Fields.jobId(document));
			if (token == null || !token.equals(document.get("token"))) {
				continue;
			}
			Stored<Job> stored = this.jobs.stored(document);
			Job job = stored.value();
			if (job != null && job.attempts().leaseUntil() != null) {
				claims.add(new Claim(job, token, job.attempts().leaseUntil()));
			}
			else {
				session.jobs.updateOne(held(document), JobDocuments.quarantined(stored.reason()).update());
				quarantined.add(new Quarantined(stored.id(), stored.reason()));
			}
		}
	}

	private static Document held(Document document) {
		return new Document("_id", document.get("_id")).append("state", JobDocuments.RUNNING)
			.append("token", document.get("token"));
	}

	/**
	 * A claim that is about to be made.
	 *
	 * @param candidate the job
	 * @param token its token
	 */
	record Intent(Candidate candidate, long token) {
	}

	/**
	 * Who claims.
	 *
	 * @param node the node
	 * @param now the server's time
	 * @param leaseUntil when the leases end
	 */
	private record Holder(String node, Instant now, Instant leaseUntil) {
	}

	/**
	 * What one round claimed.
	 *
	 * @param claims the claims
	 * @param quarantined the jobs that could not be read
	 * @param tried how many it tried to claim
	 * @param nextFree when the next job may be claimed of those that a rate holds back
	 */
	private record Round(List<Claim> claims, List<Quarantined> quarantined, int tried, @Nullable Instant nextFree) {
	}

}
