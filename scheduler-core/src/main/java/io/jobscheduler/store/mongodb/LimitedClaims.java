package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims that one node makes of limited tasks, in one go. It counts the claims that
 * there are, then says which it is going to make, if nobody else has said so meanwhile,
 * and only then makes them.
 */
final class LimitedClaims {

	/** How long a claim is being made, before others prevent it. */
	private static final Duration GRACE = Duration.ofSeconds(10);

	private static final Logger LOG = LoggerFactory.getLogger(LimitedClaims.class);

	private final Transactions transactions;

	private final Session session;

	private final Map<String, String> canonicals;

	private final long now;

	private final ObjectId by = new ObjectId();

	private final Map<String, Room> rooms = new HashMap<>();

	/** Those of them that have a rate, as they stand after what was claimed here. */
	private final Map<String, Room> rated = new HashMap<>();

	/**
	 * Counts.
	 * @param transactions where
	 * @param canonicals the limited tasks that the node knows, each with the id it counts
	 * as
	 * @param allCanonicals the limited tasks of the cluster, in the same way
	 * @param now the server's time
	 */
	LimitedClaims(Transactions transactions, Map<String, String> canonicals, Map<String, String> allCanonicals,
			long now) {
		this.transactions = transactions;
		this.session = transactions.plain();
		this.canonicals = canonicals;
		this.now = now;
		Set<String> wanted = new HashSet<>(canonicals.values());
		if (!wanted.isEmpty()) {
			open(wanted);
			count(wanted, allCanonicals);
		}
	}

	/** Reads the tasks, before anything is counted. */
	private void open(Set<String> wanted) {
		List<Room> read = read(wanted);
		if (read.stream().filter(this::dropStale).count() > 0) {
			read = read(wanted);
		}
		read.forEach((room) -> this.rooms.put(room.task(), room));
		read.stream().filter((room) -> room.rate() != null).forEach((room) -> this.rated.put(room.task(), room));
	}

	/** A task that cannot be read has no room. */
	private List<Room> read(Set<String> wanted) {
		List<Room> read = new ArrayList<>();
		Fields.each(this.session.tasks.list(Documents.idIn(wanted)), (task) -> read.add(Room.of(task)));
		return read;
	}

	/**
	 * Drops what a node that died, or stands still, was about to claim, after making sure
	 * that it cannot claim it any more. What a caller holds, who is about to replace it,
	 * is dropped the next time.
	 */
	private boolean dropStale(Room room) {
		List<Fields> stale = room.intents()
			.stream()
			.filter((intent) -> intent.number("at") < this.now - Micros.of(GRACE))
			.toList();
		if (stale.isEmpty()) {
			return false;
		}
		List<Fields> prevented = this.transactions.unblocked(stale, (own, batch) -> {
			own.jobs.write(batch.stream().map(LimitedClaims::prevention).toList());
			return batch;
		});
		List<Document> others = new ArrayList<>(room.intents().stream().map(Fields::document).toList());
		others.removeAll(prevented.stream().map(Fields::document).toList());
		return !prevented.isEmpty() && this.session.tasks.updateOne(room.unchanged(), intents(others));
	}

	private static UpdateOneModel<Document> prevention(Fields intent) {
		long token = intent.number("token");
		return new UpdateOneModel<>(
				new Document("_id", intent.document().get("job")).append("floor", new Document("$lt", token)),
				new Document("$set", new Document("floor", token)));
	}

	private static Document intents(List<Document> intents) {
		return new Document("$set", new Document("intents", intents)).append("$inc", new Document("revision", 1L));
	}

	private void count(Set<String> wanted, Map<String, String> allCanonicals) {
		List<String> ids = allCanonicals.entrySet()
			.stream()
			.filter((task) -> wanted.contains(task.getValue()))
			.map(Map.Entry::getKey)
			.toList();
		this.session.jobs
			.aggregate(
					new Document("$match",
							Filters.and(Filters.gte("claim.until", Long.MIN_VALUE), Filters.in("claim.task", ids))),
					new Document("$group", new Document("_id", "$claim.task").append("jobs", new Document("$sum", 1))))
			.forEach((group) -> {
				Fields fields = new Fields(group);
				String canonical = allCanonicals.get(fields.text("_id"));
				this.rooms.computeIfPresent(String.valueOf(canonical),
						(task, room) -> room.without(fields.integer("jobs")));
			});
	}

	/** The best candidates of each task, no more than there is room for. */
	List<Candidate> candidates(Map<String, Integer> laneTasks, int limit) {
		List<Candidate> found = new ArrayList<>();
		this.rooms.forEach((canonical, room) -> {
			int most = Math.min(limit, room.free(Micros.instant(this.now)));
			Set<JobId> spokenFor = (most > 0) ? room.spokenFor() : Set.of();
			Candidate.find(this.session, tasks(canonical, laneTasks), this.now, most + spokenFor.size())
				.stream()
				.filter((candidate) -> !spokenFor.contains(candidate.id()))
				.limit(Math.max(0, most))
				.forEach(found::add);
		});
		return found;
	}

	private Map<String, Integer> tasks(String canonical, Map<String, Integer> laneTasks) {
		return laneTasks.entrySet()
			.stream()
			.filter((task) -> canonical.equals(this.canonicals.get(task.getKey())))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	/**
	 * When the next job that is due may be claimed of those that a rate holds back.
	 * @return {@code null} if a rate holds back none
	 */
	@Nullable Instant nextFree(Map<String, Integer> laneTasks) {
		Instant at = Micros.instant(this.now);
		return this.rated.values()
			.stream()
			.filter((room) -> room.nextFree(at).isAfter(at))
			.sorted(Comparator.comparing((Room room) -> room.nextFree(at)))
			.filter((room) -> !Candidate.find(this.session, tasks(room.task(), laneTasks), this.now, 1).isEmpty())
			.map((room) -> room.nextFree(at))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Says which claims it is going to make.
	 * @param chosen what shall be claimed, of tasks without a limit too
	 * @return what may be claimed now
	 */
	List<ClaimStep.Intent> declare(List<ClaimStep.Intent> chosen) {
		Map<String, List<ClaimStep.Intent>> limited = chosen.stream()
			.filter((intent) -> this.canonicals.containsKey(intent.candidate().task()))
			.collect(Collectors.groupingBy((intent) -> canonical(intent)));
		if (limited.isEmpty()) {
			this.rooms.clear();
			return chosen;
		}
		List<UpdateOneModel<Document>> writes = new ArrayList<>();
		limited.forEach((canonical, intents) -> {
			Room room = room(canonical);
			List<Document> all = new ArrayList<>(room.intents().stream().map(Fields::document).toList());
			intents.forEach((intent) -> all.add(document(intent)));
			Document update = intents(all);
			if (room.rate() != null) {
				Room claimed = room.claimed(intents.size(), Micros.instant(this.now));
				update.get("$set", Document.class).append("window", claimed.window().toString());
				this.rated.put(canonical, claimed);
			}
			writes.add(new UpdateOneModel<>(room.unchanged(), update));
		});
		this.rooms.keySet().retainAll(limited.keySet());
		if (this.session.tasks.write(writes) < writes.size()) {
			this.rooms.keySet().retainAll(declared(limited.keySet()));
			limited.keySet().stream().filter((task) -> !this.rooms.containsKey(task)).forEach(this.rated::remove);
		}
		return chosen.stream()
			.filter((intent) -> !this.canonicals.containsKey(intent.candidate().task())
					|| this.rooms.containsKey(canonical(intent)))
			.toList();
	}

	private String canonical(ClaimStep.Intent intent) {
		return String.valueOf(this.canonicals.get(intent.candidate().task()));
	}

	private Room room(String canonical) {
		Room room = this.rooms.get(canonical);
		if (room == null) {
			throw new IllegalStateException("No candidate is chosen without room");
		}
		return room;
	}

	private Document document(ClaimStep.Intent intent) {
		return new Document("by", this.by).append("job", Fields.binary(intent.candidate().id()))
			.append("token", intent.token())
			.append("at", this.now);
	}

	private int count(List<Claim> made, String canonical) {
		return (int) made.stream()
			.filter((claim) -> canonical.equals(this.canonicals.get(claim.job().spec().task())))
			.count();
	}

	private Set<String> declared(Collection<String> tasks) {
		Set<String> declared = new HashSet<>();
		this.session.tasks.find(Filters.and(Documents.idIn(tasks), Filters.eq("intents.by", this.by)))
			.projection(Projections.include("_id"))
			.forEach((task) -> declared.add(new Fields(task).text("_id")));
		return declared;
	}

	/**
	 * The claims are made, and counted as such. If that cannot be written, others drop
	 * the intents; the claims hold. What was counted towards a rate and was not claimed
	 * counts no more, unless somebody has counted since.
	 */
	void close(List<Claim> made) {
		if (this.rooms.isEmpty()) {
			return;
		}
		List<WriteModel<Document>> writes = new ArrayList<>();
		this.rooms.forEach((canonical, room) -> {
			Room counted = this.rated.get(canonical);
			Room claimed = room.claimed(count(made, canonical), Micros.instant(this.now));
			if (counted != null && !counted.window().toString().equals(claimed.window().toString())) {
				this.rated.put(canonical, claimed);
				writes.add(new UpdateOneModel<>(claimed.unchanged(),
						new Document("$set", new Document("window", claimed.window().toString()))));
			}
		});
		try {
			writes.add(new UpdateManyModel<Document>(Documents.idIn(this.rooms.keySet()),
					new Document("$pull", new Document("intents", new Document("by", this.by))).append("$inc",
							new Document("revision", 1L))));
			this.session.tasks.writeInOrder(writes);
		}
		catch (MongoException ex) {
			LOG.debug("The room of claims just made is taken twice for {}", GRACE, ex);
		}
	}

}
