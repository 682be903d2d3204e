package io.jobscheduler.store.mongodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.AddReply.Status;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.StoreUnavailableException;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Adds jobs. Those without a unique key or a chosen id are simply inserted; for the
 * others it is seen first what is there, and again if another came first.
 */
final class JobAddition {

	private static final int FRUITLESS_ROUNDS = 100;

	private final Server server;

	private final Transactions transactions;

	private final JobDocuments jobs;

	JobAddition(Steps steps) {
		this.server = steps.server;
		this.transactions = steps.transactions;
		this.jobs = steps.jobDocuments;
	}

	List<AddReply> add(List<NewJob> additions) {
		if (additions.isEmpty()) {
			return List.of();
		}
		Session session = this.transactions.callers();
		Instant now = this.server.now();
		Map<Integer, NewJob> plain = new LinkedHashMap<>();
		Map<Integer, NewJob> guarded = new LinkedHashMap<>();
		for (int i = 0; i < additions.size(); i++) {
			NewJob job = additions.get(i);
			((job.chosen() || job.spec().uniqueKey() != null) ? guarded : plain).put(i, job);
		}
		// a job that is there already was added before, and the reply was lost
		Map<Integer, AddReply> replies = new HashMap<>();
		plain.forEach((index, job) -> replies.put(index, new AddReply(job.id(), Status.EXISTS)));
		replies.putAll(insert(session, plain, now));
		for (int fruitless = 0; !guarded.isEmpty(); fruitless++) {
			Map<Integer, AddReply> decided = addGuarded(session, guarded, now);
			replies.putAll(decided);
			guarded.keySet().removeAll(decided.keySet());
			fruitless = decided.isEmpty() ? fruitless : 0;
			if (fruitless == FRUITLESS_ROUNDS) {
				throw new StoreUnavailableException("Unique keys or ids are taken and freed all the time: "
						+ guarded.values().stream().map(JobAddition::name).toList() + "; try again", null);
			}
		}
		List<AddReply> inOrder = new ArrayList<>();
		for (int i = 0; i < additions.size(); i++) {
			inOrder.add(Objects.requireNonNull(replies.get(i)));
		}
		return inOrder;
	}

	private static String name(NewJob job) {
		String key = job.spec().uniqueKey();
		return (key != null) ? key : job.id().toString();
	}

	/** Inserts those that are absent; says nothing of the others. */
	private Map<Integer, AddReply> insert(Session session, Map<Integer, NewJob> absent, Instant now) {
		List<Integer> indexes = List.copyOf(absent.keySet());
		List<Document> documents = absent.values()
			.stream()
			.map((job) -> this.jobs.pending(job.id(), job.spec(), job.due().resolve(now), now, job.attempts()))
			.toList();
		Map<Integer, AddReply> added = new HashMap<>();
		for (int inserted : session.jobs.insertAbsent(documents)) {
			int index = indexes.get(inserted);
			added.put(index, new AddReply(Objects.requireNonNull(absent.get(index)).id(), Status.ADDED));
		}
		return added;
	}

	/** One round: of several with the same key or id, the first. */
	private Map<Integer, AddReply> addGuarded(Session session, Map<Integer, NewJob> guarded, Instant now) {
		Map<Integer, NewJob> round = firstOfEach(guarded);
		Present present = Present.of(session, round.values());
		Map<Integer, AddReply> decided = new HashMap<>();
		Map<Integer, NewJob> absent = new LinkedHashMap<>();
		Map<Integer, NewJob> replacing = new LinkedHashMap<>();
		round.forEach((index, job) -> {
			Holder holder = present.holders().get(String.valueOf(job.spec().uniqueKey()));
			if (present.exists(job)) {
				decided.put(index, new AddReply(job.id(), Status.EXISTS));
			}
			else if (holder == null) {
				absent.put(index, job);
			}
			else {
				switch (job.onConflict()) {
					case KEEP -> decided.put(index, new AddReply(holder.id(), Status.KEPT));
					case REJECT -> decided.put(index, new AddReply(holder.id(), Status.REJECTED));
					case REPLACE -> {
						if (holder.pending()) {
							replacing.put(index, job);
						}
						else {
							decided.put(index, new AddReply(holder.id(), Status.KEPT));
						}
					}
				}
			}
		});
		forget(session, absent.values(), present);
		decided.putAll(insert(session, absent, now));
		decided.putAll(replace(session, replacing, present.holders(), now));
		return decided;
	}

	private static Map<Integer, NewJob> firstOfEach(Map<Integer, NewJob> guarded) {
		Set<Object> taken = new HashSet<>();
		Map<Integer, NewJob> first = new LinkedHashMap<>();
		guarded.forEach((index, job) -> {
			String key = job.spec().uniqueKey();
			boolean newId = taken.add(job.id());
			boolean newKey = key == null || taken.add(key);
			if (newId && newKey) {
				first.put(index, job);
			}
		});
		return first;
	}

	/** A chosen id of which there is no result can be taken again. */
	private static void forget(Session session, Collection<NewJob> absent, Present present) {
		List<JobId> gone = absent.stream()
			.map(NewJob::id)
			.filter((id) -> Integer.valueOf(JobDocuments.GONE).equals(present.states().get(id)))
			.toList();
		if (!gone.isEmpty()) {
			session.jobs.delete(Filters.and(VerdictWriter.idIn(gone), Filters.eq("state", JobDocuments.GONE)));
		}
	}

	private Map<Integer, AddReply> replace(Session session, Map<Integer, NewJob> replacing, Map<String, Holder> holders,
			Instant now) {
		if (replacing.isEmpty()) {
			return Map.of();
		}
		ObjectId by = new ObjectId();
		Map<JobId, Integer> indexes = new HashMap<>();
		List<UpdateOneModel<Document>> writes = new ArrayList<>();
		replacing.forEach((index, job) -> {
			JobId holder = Objects.requireNonNull(holders.get(String.valueOf(job.spec().uniqueKey()))).id();
			indexes.put(holder, index);
			Change change = this.jobs.spec(holder, job.spec(), job.due().resolve(now));
			change.set("replacedBy", by);
			Document pending = new Document("_id", Fields.binary(holder)).append("key", job.spec().uniqueKey())
				.append("state", JobDocuments.PENDING);
			writes.add(new UpdateOneModel<>(pending, change.update()));
		});
		Set<JobId> replaced = new HashSet<>(indexes.keySet());
		if (session.jobs.write(writes) < writes.size()) {
			replaced.clear();
			session.jobs.find(Filters.and(VerdictWriter.idIn(indexes.keySet()), Filters.eq("replacedBy", by)))
				.projection(Projections.include("_id"))
				.forEach((document) -> replaced.add(Fields.jobId(document)));
		}
		Map<Integer, AddReply> decided = new HashMap<>();
		indexes.forEach((holder, index) -> {
			if (replaced.contains(holder)) {
				decided.put(index, new AddReply(holder, Status.REPLACED));
			}
		});
		return decided;
	}

	/**
	 * What is there already.
	 *
	 * @param states the jobs of the given ids, with their states
	 * @param holders who has the unique keys
	 */
	private record Present(Map<JobId, Integer> states, Map<String, Holder> holders) {

		static Present of(Session session, Collection<NewJob> round) {
			Map<JobId, Integer> states = new HashMap<>();
			Map<String, Holder> holders = new HashMap<>();
			List<Object> ids = new ArrayList<>();
			Set<String> keys = new HashSet<>();
			for (NewJob job : round) {
				ids.add(Fields.binary(job.id()));
				if (job.spec().uniqueKey() != null) {
					keys.add(job.spec().uniqueKey());
				}
			}
			session.jobs.find(Documents.idIn(ids))
				.projection(Projections.include("state"))
				.forEach((job) -> states.put(Fields.jobId(job), new Fields(job).integer("state")));
			if (!keys.isEmpty()) {
				session.jobs.find(Filters.in("key", keys))
					.projection(Projections.include("key", "state"))
					.forEach((job) -> holders.put(new Fields(job).text("key"),
							new Holder(Fields.jobId(job), new Fields(job).integer("state") == JobDocuments.PENDING)));
			}
			return new Present(states, holders);
		}

		boolean exists(NewJob job) {
			Integer state = this.states.get(job.id());
			return state != null && (state != JobDocuments.GONE || !job.chosen());
		}

	}

	/**
	 * Who has a unique key.
	 *
	 * @param id the job
	 * @param pending whether it can be replaced
	 */
	private record Holder(JobId id, boolean pending) {
	}

}
