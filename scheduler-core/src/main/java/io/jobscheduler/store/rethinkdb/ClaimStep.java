package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.exc.ReqlError;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.ClaimRequest.Lane;
import io.jobscheduler.store.FireReply.Quarantined;
import io.jobscheduler.store.StoreSchemaException;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Claims due jobs: finds candidates, and marks as claimed those that are still where they
 * waited.
 */
final class ClaimStep {

	private static final Logger LOG = LoggerFactory.getLogger(ClaimStep.class);

	private static final int ROUNDS = 4;

	private static final Comparator<Claim> START_ORDER = Comparator
		.comparingInt((Claim claim) -> -claim.job().spec().priority())
		.thenComparing((claim) -> claim.job().dueAt())
		.thenComparing((claim) -> claim.job().id());

	private final Server server;

	private final Documents jobs;

	private final Documents queues;

	private final Documents tasks;

	private final Documents meta;

	private final JobDocuments format;

	private final TaskLimits limits;

	ClaimStep(Steps steps) {
		this.server = steps.server;
		this.jobs = steps.jobs;
		this.queues = steps.queues;
		this.tasks = steps.tasks;
		this.meta = steps.meta;
		this.format = steps.jobDocuments;
		this.limits = steps.limits;
	}

	ClaimReply claim(ClaimRequest request) {
		Claimed claimed = new Claimed();
		try {
			for (Lane lane : request.lanes()) {
				claim(request, lane, claimed);
			}
		}
		catch (ReqlError | StoreUnavailableException ex) {
			if (claimed.claims.values().stream().allMatch(List::isEmpty)) {
				throw ex;
			}
			// what is written is held, whatever happened afterwards
			LOG.debug("Claimed as far as the store answered", ex);
			Instant now = claimed.read.instant("now");
			return new ClaimReply(now, claimed.claims, claimed.quarantined, now);
		}
		Fields read = claimed.read.has("now") ? claimed.read
				: this.server.glance((now) -> Map.of("next", nextDue(now)));
		return new ClaimReply(read.instant("now"), claimed.claims, claimed.quarantined,
				ScheduleDocuments.earlier(claimed.nextFree, read.findLooked("next")));
	}

	private ReqlExpr nextDue(ReqlExpr now) {
		return looked(this.jobs.table()
			.between(now, Micros.EXACT)
			.optArg("index", "pending")
			.optArg("left_bound", "open")
			.optArg("right_bound", "closed")
			.orderBy()
			.optArg("index", "pending")
			.nth(0));
	}

	/** When the first pending job is due, whatever its task. */
	ReqlExpr earliestDue() {
		return looked(this.jobs.numbers("pending").nth(0));
	}

	private static ReqlExpr looked(ReqlExpr job) {
		return Documents.looked(job, "pending", "due");
	}

	private void claim(ClaimRequest request, Lane lane, Claimed claimed) {
		List<Claim> claims = claimed.claims.computeIfAbsent(lane.executor(), (executor) -> new ArrayList<>());
		Set<Candidate> missed = new HashSet<>();
		Instant nextFree = null;
		for (int round = 0; round < ROUNDS && claims.size() < lane.slots(); round++) {
			LimitedClaims underLimits = underLimits(lane);
			claimed.read = look(lane, lane.slots() - claims.size(), underLimits);
			int slots = lane.slots() - claims.size();
			List<Candidate> found = Candidate.read(claimed.read.children("candidates"));
			List<Candidate> chosen = underLimits.within(found).stream().limit(slots).toList();
			List<Candidate> left = found.stream().filter((candidate) -> !chosen.contains(candidate)).toList();
			nextFree = underLimits.nextFree(left);
			claimed.quarantined.addAll(quarantine(chosen.stream().filter(missed::contains).toList()));
			if (chosen.isEmpty()) {
				break;
			}
			List<Fields> won = claimOnce(request, chosen, underLimits);
			nextFree = (won.size() < slots) ? underLimits.nextFree(left) : null;
			for (Fields document : won) {
				take(document, claims, claimed.quarantined);
			}
			missed.addAll(chosen);
			if (won.size() == chosen.size()) {
				break;
			}
		}
		claimed.next(nextFree);
		claims.sort(START_ORDER);
	}

	private LimitedClaims underLimits(Lane lane) {
		Map<String, String> allLimited = this.limits.canonicalOfLimited();
		Map<String, String> limited = new HashMap<>(allLimited);
		limited.keySet().retainAll(lane.tasks().keySet());
		return new LimitedClaims(this.jobs, this.tasks, limited, allLimited);
	}

	/** What a dead node was about to claim is dropped only once. */
	private Fields look(Lane lane, int slots, LimitedClaims underLimits) {
		if (underLimits.isEmpty()) {
			return this.server.glance((now) -> looked(lane, slots, now));
		}
		Fields read = this.server.read((now) -> looked(lane, slots, now, underLimits));
		if (!underLimits.open(read.child("limited"), read.number("now"))) {
			read = this.server.read((now) -> looked(lane, slots, now, underLimits));
			underLimits.open(read.child("limited"), read.number("now"));
		}
		int spokenFor = underLimits.spokenFor();
		if (spokenFor > 0) {
			// what others are about to claim must not hide what may be claimed
			read = this.server.read((now) -> looked(lane, slots + spokenFor, now, underLimits));
			underLimits.open(read.child("limited"), read.number("now"));
		}
		return read;
	}

	private Map<String, Object> looked(Lane lane, int slots, ReqlExpr now) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("next", nextDue(now));
		members.put("candidates", Candidate.find(this.jobs, this.queues, lane.tasks(), now, slots));
		return members;
	}

	private Map<String, Object> looked(Lane lane, int slots, ReqlExpr now, LimitedClaims underLimits) {
		Map<String, Object> members = looked(lane, slots, now);
		members.put("limited", underLimits.counted());
		return members;
	}

	private List<Fields> claimOnce(ClaimRequest request, List<Candidate> chosen, LimitedClaims underLimits) {
		List<Intent> allowed = underLimits.declare(withTokens(chosen));
		List<Fields> won = mark(allowed, request);
		try {
			Set<String> ids = won.stream().map(Fields::id).collect(Collectors.toSet());
			underLimits.close(chosen.stream().filter((candidate) -> ids.contains(candidate.id())).toList());
		}
		catch (ReqlError | StoreUnavailableException ex) {
			LOG.debug("What was to be claimed is dropped by another node, after a while", ex);
		}
		return won;
	}

	private List<Intent> withTokens(List<Candidate> chosen) {
		long token = drawTokens(chosen.size());
		List<Intent> intents = new ArrayList<>();
		for (Candidate candidate : chosen) {
			intents.add(new Intent(candidate, token++));
		}
		return intents;
	}

	/**
	 * Draws fencing tokens.
	 * @return the first; the others follow
	 */
	private long drawTokens(int count) {
		List<Object> last = this.meta
			.replace(List.of(Tables.TOKEN),
					(document, now) -> document.merge(R.hashMap("last", document.getField("last").add(count))),
					(change) -> change.getField("old_val").getField("last"))
			.answers();
		if (last.size() == 1 && last.get(0) instanceof Number number) {
			return number.longValue() + 1;
		}
		throw new StoreSchemaException("The document '" + Tables.TOKEN + "' with the last fencing token is missing in "
				+ "table '" + this.server.nameOf(Tables.META) + "'. Restore it with a 'last' above every 'token' "
				+ "of the jobs", null);
	}

	private List<Fields> mark(List<Intent> intents, ClaimRequest request) {
		Map<String, Intent> byId = new LinkedHashMap<>();
		intents.forEach((intent) -> byId.put(intent.candidate().id(), intent));
		long lease = Micros.of(request.lease());
		return this.jobs
			.change(byId,
					(intent, now) -> new Change().expect("state", JobDocuments.PENDING)
						.expect("queue", intent.candidate().queue())
						.set("state", JobDocuments.RUNNING)
						.set("token", intent.token())
						.set("floor", intent.token())
						.set("node", request.node())
						.set("until", now.add(lease))
						.set("running", Hash.of(intent.candidate().task()))
						.set("queue", null)
						.set("pending", null),
					(document, own, now) -> Documents.field(document, "floor").lt(own.getField("in").getField("token")),
					(change) -> change.getField("new_val"))
			.documents();
	}

	private void take(Fields document, List<Claim> claims, List<Quarantined> quarantined) {
		Stored<Job> stored = this.format.stored(document);
		Job job = stored.value();
		if (job != null && job.attempts().leaseUntil() != null) {
			claims.add(new Claim(job, job.attempts().token(), job.attempts().leaseUntil()));
		}
		else {
			this.jobs.change(Map.of(document.id(), stored),
					(each, now) -> JobDocuments.quarantined(each.reason()).expectAll(document));
			quarantined.add(new Quarantined(document.id(), stored.reason()));
		}
	}

	/** Those that could not be claimed because of what they hold. */
	private List<Quarantined> quarantine(List<Candidate> missedAgain) {
		if (missedAgain.isEmpty()) {
			return List.of();
		}
		List<Quarantined> quarantined = new ArrayList<>();
		Fields read = this.server.read((now) -> Map.of("jobs",
				this.jobs.all(missedAgain.stream().map(Candidate::id).toList()).coerceTo("array")));
		for (Fields document : read.children("jobs")) {
			Stored<Job> stored = this.format.stored(document);
			if (stored.isCorrupt()) {
				this.jobs.change(Map.of(document.id(), stored),
						(each, now) -> JobDocuments.quarantined(each.reason()).expectAll(document));
				quarantined.add(new Quarantined(document.id(), stored.reason()));
			}
		}
		return quarantined;
	}

	/**
	 * A claim that is about to be made.
	 *
	 * @param candidate the job
	 * @param token its token
	 */
	record Intent(Candidate candidate, long token) {
	}

	/** What was claimed so far. */
	private static final class Claimed {

		private final Map<String, List<Claim>> claims = new LinkedHashMap<>();

		private final List<Quarantined> quarantined = new ArrayList<>();

		private Fields read = Fields.of(null);

		private @Nullable Instant nextFree;

		private void next(@Nullable Instant free) {
			this.nextFree = ScheduleDocuments.earlier(this.nextFree, free);
		}

	}

}
