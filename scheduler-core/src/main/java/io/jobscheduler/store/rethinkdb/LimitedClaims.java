package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction1;
import org.jspecify.annotations.Nullable;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * The claims that one node makes of limited tasks, in one go. It counts the claims that
 * there are, then says which it is going to make, if nobody else has said so meanwhile,
 * and only then makes them.
 */
final class LimitedClaims {

	/** How long a claim is being made, before others prevent it. */
	private static final Duration GRACE = Duration.ofSeconds(10);

	private final Documents jobs;

	private final Documents tasks;

	private final Map<String, String> canonicals;

	private final Map<String, String> allCanonicals;

	private final String by = UUID.randomUUID().toString();

	private final Map<String, Room> rooms = new HashMap<>();

	/** Those of them that have a rate, as they stand after what was claimed here. */
	private final Map<String, Room> rated = new HashMap<>();

	private long now;

	/**
	 * Counts nothing yet.
	 * @param jobs the jobs
	 * @param tasks the tasks
	 * @param canonicals the limited tasks that the node knows, each with the id it counts
	 * as
	 * @param allCanonicals the limited tasks of the cluster, in the same way
	 */
	LimitedClaims(Documents jobs, Documents tasks, Map<String, String> canonicals, Map<String, String> allCanonicals) {
		this.jobs = jobs;
		this.tasks = tasks;
		this.canonicals = canonicals;
		this.allCanonicals = allCanonicals;
	}

	boolean isEmpty() {
		return this.canonicals.isEmpty();
	}

	/**
	 * Reads the tasks and, only after that, counts the claims of each.
	 */
	ReqlExpr counted() {
		Map<String, List<String>> ids = new LinkedHashMap<>();
		Set<String> wanted = new HashSet<>(this.canonicals.values());
		this.allCanonicals.forEach((task, canonical) -> {
			if (wanted.contains(canonical)) {
				ids.computeIfAbsent(Hash.of(canonical), (key) -> new ArrayList<>()).add(Hash.of(task));
			}
		});
		return this.tasks.all(ids.keySet())
			.coerceTo("array")
			.do_((ReqlFunction1) (read) -> R.hashMap("tasks", read)
				.with("running",
						R.expr(ids)
							.keys()
							.map((ReqlFunction1) (task) -> R.hashMap("id", task)
								.with("count",
										this.jobs.table()
											.getAll(R.args(R.expr(ids).getField(task)))
											.optArg("index", "running")
											.count()))));
	}

	/**
	 * Sees how much room there is. A task that cannot be read has none.
	 * @return {@code false} if what a dead node was about to claim was dropped, so that
	 * it has to be counted again
	 */
	boolean open(Fields counted, long time) {
		this.now = time;
		Map<String, Integer> running = new HashMap<>();
		counted.children("running").forEach((count) -> running.put(count.text("id"), count.integer("count")));
		List<Room> read = new ArrayList<>();
		Fields.each(counted.children("tasks"), (task) -> read.add(Room.of(task, running.getOrDefault(task.id(), 0))));
		if (read.stream().filter(this::dropStale).count() > 0) {
			return false;
		}
		this.rooms.clear();
		this.rated.clear();
		read.forEach((room) -> this.rooms.put(room.task(), room));
		read.stream().filter(Room::hasRate).forEach((room) -> this.rated.put(room.task(), room));
		return true;
	}

	/**
	 * Drops what a node that died, or stands still, was about to claim, after making sure
	 * that it cannot claim it any more.
	 */
	private boolean dropStale(Room room) {
		Map<String, Fields> stale = new HashMap<>();
		List<Object> others = new ArrayList<>();
		for (Fields intent : room.intents()) {
			if (intent.number("at") < this.now - Micros.of(GRACE)) {
				stale.put(intent.text("job"), intent);
			}
			else {
				others.add(intent.document());
			}
		}
		if (stale.isEmpty()) {
			return false;
		}
		this.jobs.change(stale, (intent, time) -> new Change().set("floor", intent.number("token")),
				(job, own, time) -> Documents.field(job, "floor").lt(own.getField("in").getField("floor")),
				Documents::id);
		return !this.tasks.change(Map.of(room.id(), room), (each, time) -> each.with(others)).ids().isEmpty();
	}

	/** The best candidates, of each limited task no more than there is room for. */
	List<Candidate> within(List<Candidate> found) {
		Map<String, Integer> taken = new HashMap<>();
		return found.stream().sorted(Candidate.ORDER).filter((candidate) -> {
			if (!isLimited(candidate)) {
				return true;
			}
			String canonical = canonical(candidate);
			Room room = this.rooms.get(canonical);
			return room != null && !room.spokenFor().contains(candidate.id())
					&& taken.merge(canonical, 1, Integer::sum) <= room.free(at());
		}).toList();
	}

	/** How many of the candidates others are about to claim, at most. */
	int spokenFor() {
		return this.rated.values().stream().mapToInt((room) -> room.spokenFor().size()).sum();
	}

	/**
	 * When the next job that is due may be claimed of those that a rate holds back.
	 * @param left candidates that were not chosen
	 * @return {@code null} if a rate holds back none
	 */
	@Nullable Instant nextFree(List<Candidate> left) {
		Set<String> due = left.stream().filter(this::isLimited).map(this::canonical).collect(Collectors.toSet());
		return this.rated.entrySet()
			.stream()
			.filter((room) -> due.contains(room.getKey()))
			.map((room) -> room.getValue().nextFree(at()))
			.filter((free) -> free.isAfter(at()))
			.min(Instant::compareTo)
			.orElse(null);
	}

	private Instant at() {
		return Micros.instant(this.now);
	}

	/**
	 * Says which claims it is going to make.
	 * @param chosen what shall be claimed, of tasks without a limit too
	 * @return what may be claimed now
	 */
	List<ClaimStep.Intent> declare(List<ClaimStep.Intent> chosen) {
		Map<String, List<ClaimStep.Intent>> limited = chosen.stream()
			.filter((intent) -> isLimited(intent.candidate()))
			.collect(Collectors.groupingBy((intent) -> canonical(intent.candidate())));
		this.rooms.keySet().retainAll(limited.keySet());
		if (limited.isEmpty()) {
			return chosen;
		}
		Map<String, Room> wanted = new HashMap<>();
		this.rooms.values().forEach((room) -> wanted.put(room.id(), room));
		Set<String> declared = this.tasks.change(wanted, (room, time) -> {
			List<Object> all = new ArrayList<>(room.intents().stream().map(Fields::document).toList());
			List<ClaimStep.Intent> own = limited.getOrDefault(room.task(), List.of());
			own.forEach((intent) -> all.add(document(intent)));
			Change change = room.with(all);
			return room.hasRate() ? change.set("window", room.claimed(own.size(), at()).window()) : change;
		}).ids();
		this.rooms.values().removeIf((room) -> !declared.contains(room.id()));
		limited.forEach((canonical, own) -> {
			Room room = this.rooms.get(canonical);
			if (room == null) {
				this.rated.remove(canonical);
			}
			else if (room.hasRate()) {
				this.rated.put(canonical, room.claimed(own.size(), at()));
			}
		});
		return chosen.stream()
			.filter((intent) -> !isLimited(intent.candidate()) || this.rooms.containsKey(canonical(intent.candidate())))
			.toList();
	}

	private boolean isLimited(Candidate candidate) {
		return this.canonicals.containsKey(candidate.task());
	}

	private String canonical(Candidate candidate) {
		return String.valueOf(this.canonicals.get(candidate.task()));
	}

	private Map<String, Object> document(ClaimStep.Intent intent) {
		return Map.of("by", this.by, "job", intent.candidate().id(), "token", intent.token(), "at", this.now);
	}

	/**
	 * The claims are made, and counted as such. What was counted towards a rate and was
	 * not claimed counts no more, unless somebody has counted since.
	 * @param made the jobs that were claimed
	 */
	void close(List<Candidate> made) {
		if (this.rooms.isEmpty()) {
			return;
		}
		Map<String, Object> sent = new LinkedHashMap<>();
		this.rooms.forEach((canonical, room) -> {
			Room counted = this.rated.get(canonical);
			int claims = (int) made.stream()
				.filter((candidate) -> canonical.equals(this.canonicals.get(candidate.task())))
				.count();
			Room claimed = room.claimed(claims, at());
			Map<String, Object> own = new LinkedHashMap<>();
			own.put("revision", claimed.revision());
			if (counted != null && !counted.window().equals(claimed.window())) {
				this.rated.put(canonical, claimed);
				own.put("window", claimed.window());
			}
			sent.put(room.id(), own);
		});
		this.tasks.replace(sent, (task, own, time) -> task
			.merge(R
				.hashMap("intents",
						task.getField("intents")
							.default_(R.array())
							.filter((ReqlFunction1) (intent) -> intent.getField("by").ne(this.by)))
				.with("revision", TaskLimits.nextRevision(task)))
			.merge(R.branch(own.hasFields("window").and(Documents.field(task, "revision").eq(own.getField("revision"))),
					own.pluck("window"), R.hashMap())));
	}

}
