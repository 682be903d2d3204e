package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.ClaimRequest.Lane;
import io.jobscheduler.store.FireReply.Quarantined;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.zookeeper.LiveEntry.Pending;
import io.jobscheduler.store.zookeeper.TaskLimits.Limit;
import io.jobscheduler.store.zookeeper.TaskLimits.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one request, as they come together.
 */
final class Claiming {

	/** How many bits of a token tell apart the claims that were made by one tick. */
	private static final int TOKEN_BITS = 10;

	private static final int MOST_AT_ONCE = (1 << TOKEN_BITS) - 1;

	private static final Comparator<Pending> CLAIM_ORDER = Comparator
		.comparingInt((Pending entry) -> -entry.queue().priority())
		.thenComparing(Pending::due)
		.thenComparing(Pending::id);

	private static final Comparator<Claim> START_ORDER = Comparator
		.comparingInt((Claim claim) -> -claim.job().spec().priority())
		.thenComparing((claim) -> claim.job().dueAt())
		.thenComparing((claim) -> claim.job().id());

	private final ClaimRequest request;

	private final List<Map<String, Integer>> tasks;

	private final Map<String, List<Claim>> claims = new LinkedHashMap<>();

	private final List<Quarantined> quarantined = new ArrayList<>();

	private final Set<String> unknown = new HashSet<>();

	private final int[] free;

	private Instant now = Instant.EPOCH;

	private @Nullable Instant nextDue;

	private boolean again;

	Claiming(ClaimRequest request) {
		this.request = request;
		this.free = request.lanes().stream().mapToInt(Lane::slots).toArray();
		this.tasks = request.lanes().stream().map(Claiming::hashed).toList();
		request.lanes().forEach((lane) -> this.claims.put(lane.executor(), new ArrayList<>()));
	}

	private static Map<String, Integer> hashed(Lane lane) {
		Map<String, Integer> hashes = new HashMap<>();
		lane.tasks().forEach((task, version) -> hashes.put(ZnodeName.shortHash(task), version));
		return hashes;
	}

	String node() {
		return this.request.node();
	}

	Instant leaseUntil() {
		return Micros.rounded(this.now.plus(this.request.lease()));
	}

	/** Chooses for all lanes; a task without room takes no place. */
	List<Choice> choose(List<LiveEntry> live, Limits limits, Room room, Round.Tick tick) {
		this.now = tick.now();
		this.again = false;
		List<Pending> due = due(live);
		Set<Limit> heldBack = new HashSet<>();
		List<Choice> choices = new ArrayList<>();
		Set<String> taken = new HashSet<>(this.unknown);
		for (int lane = 0; lane < this.free.length; lane++) {
			int left = this.free[lane];
			for (Pending entry : due) {
				if (left == 0 || choices.size() == MOST_AT_ONCE) {
					break;
				}
				Limit limit = limits.of(entry.task());
				if (!isFor(lane, entry) || taken.contains(entry.path())) {
					continue;
				}
				if (limit != null && !room.isLeft(limit)) {
					heldBack.add(limit);
					continue;
				}
				taken.add(entry.path());
				choices.add(new Choice(entry, lane, limit, (tick.zxid() << TOKEN_BITS) + choices.size() + 1));
				left--;
				room.take(limit);
			}
		}
		heldBack.stream().map(room::nextFree).filter((free) -> free.isAfter(this.now)).forEach(this::comeBack);
		return choices;
	}

	/** What is due, the most urgent first; takes notice of what is due next. */
	private List<Pending> due(List<LiveEntry> live) {
		this.nextDue = null;
		List<Pending> due = new ArrayList<>();
		for (LiveEntry entry : live) {
			if (entry instanceof Pending pending) {
				if (pending.due().isAfter(this.now)) {
					comeBack(pending.due());
				}
				else {
					due.add(pending);
				}
			}
		}
		due.sort(CLAIM_ORDER);
		return due;
	}

	private void comeBack(Instant at) {
		if (this.nextDue == null || at.isBefore(this.nextDue)) {
			this.nextDue = at;
		}
	}

	private boolean isFor(int lane, Pending entry) {
		Integer highest = this.tasks.get(lane).get(entry.task());
		return highest != null && entry.queue().version() <= highest && entry.queue().format() <= StoreFormat.VERSION;
	}

	/** What became of a choice. */
	void written(Choice choice, boolean done) {
		if (choice.isUnknown()) {
			this.unknown.add(choice.entry().path());
		}
		this.again |= !done || !choice.isClaim();
		Job job = choice.claimed();
		if (done && choice.isClaim() && job != null) {
			int lane = choice.lane();
			this.claims.getOrDefault(this.request.lanes().get(lane).executor(), List.of())
				.add(new Claim(job, choice.token(), leaseUntil()));
			this.free[lane]--;
		}
		else if (done && choice.isSetAside()) {
			this.quarantined.add(new Quarantined(choice.entry().id().toString(), choice.problem()));
		}
	}

	/** Whether there may be more for this request. */
	boolean goesOn() {
		return this.again && Arrays.stream(this.free).anyMatch((slots) -> slots > 0);
	}

	boolean isEmpty() {
		return this.claims.values().stream().allMatch(List::isEmpty);
	}

	ClaimReply reply() {
		this.claims.values().forEach((lane) -> lane.sort(START_ORDER));
		return new ClaimReply(this.now, this.claims, this.quarantined, this.nextDue);
	}

}
