package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction1;
import com.rethinkdb.gen.ast.ReqlFunction3;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.AddReply.Status;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * Adds jobs with unique keys. Who has a key is decided in the key's document, into which
 * the job is written too, until it is inserted: any node can insert it. A key whose job
 * has ended is free.
 */
final class UniqueKeys {

	/** How long who wrote a key has to insert its job, before others do so by the way. */
	private static final Duration GRACE = Duration.ofSeconds(60);

	private static final int FRUITLESS_ROUNDS = 100;

	private final Server server;

	private final Documents jobs;

	private final Documents keys;

	private final JobDocuments documents;

	UniqueKeys(Steps steps) {
		this.server = steps.server;
		this.jobs = steps.jobs;
		this.keys = steps.keys;
		this.documents = steps.jobDocuments;
	}

	Map<Integer, AddReply> add(Map<Integer, NewJob> additions) {
		Map<Integer, NewJob> open = new LinkedHashMap<>(additions);
		Map<Integer, AddReply> replies = new HashMap<>();
		for (int fruitless = 0; !open.isEmpty(); fruitless++) {
			Map<Integer, AddReply> decided = addOnce(firstOfEach(open));
			replies.putAll(decided);
			open.keySet().removeAll(decided.keySet());
			fruitless = decided.isEmpty() ? fruitless : 0;
			if (fruitless == FRUITLESS_ROUNDS) {
				throw new StoreUnavailableException(
						"Unique keys are taken and freed all the time: "
								+ open.values().stream().map((job) -> job.spec().uniqueKey()).toList() + "; try again",
						null);
			}
		}
		return replies;
	}

	/** Of several with the same key or id, the first. */
	private static List<Taking> firstOfEach(Map<Integer, NewJob> open) {
		Set<Object> taken = new HashSet<>();
		List<Taking> first = new ArrayList<>();
		open.forEach((index, job) -> {
			String key = String.valueOf(job.spec().uniqueKey());
			boolean newId = taken.add(job.id());
			boolean newKey = taken.add(key);
			if (newId && newKey) {
				first.add(new Taking(index, job, key, UUID.randomUUID().toString(), null));
			}
		});
		return first;
	}

	private Map<Integer, AddReply> addOnce(List<Taking> round) {
		Fields read = read(round);
		Map<String, Fields> own = byId(read.children("jobs"));
		Map<String, Fields> present = byId(read.children("keys"));
		Map<Integer, AddReply> decided = new HashMap<>();
		List<Taking> free = new ArrayList<>();
		Map<String, Taking> replacing = new LinkedHashMap<>();
		List<Fields> unfinished = new ArrayList<>();
		for (Taking taking : round) {
			NewJob job = taking.job();
			Fields key = present.get(taking.keyId());
			Holder holder = (key != null) ? Holder.of(key) : Holder.NONE;
			if (exists(own.get(job.id().toString()), job)) {
				decided.put(taking.index(), new AddReply(job.id(), Status.EXISTS));
			}
			else if (holder.lives()) {
				Status status = conflict(job, holder);
				if (status == Status.REPLACED) {
					replacing.put(holder.id(), taking);
				}
				else {
					decided.put(taking.index(), new AddReply(JobId.of(holder.id()), status));
				}
			}
			else if (key != null && holder.isUnfinished()) {
				unfinished.add(key);
			}
			else {
				free.add(taking.from(key));
			}
		}
		finish(unfinished);
		forgetGone(free, own);
		decided.putAll(take(free));
		decided.putAll(replace(replacing));
		return decided;
	}

	private Fields read(List<Taking> round) {
		List<String> ids = round.stream().map((taking) -> taking.job().id().toString()).toList();
		List<String> keyIds = round.stream().map(Taking::keyId).toList();
		return this.server.read((now) -> Map.of("jobs", this.jobs.all(ids).pluck("id", "state").coerceTo("array"),
				"keys", withHolders(this.keys.all(keyIds).coerceTo("array"))));
	}

	private ReqlExpr withHolders(ReqlExpr found) {
		return found.map((ReqlFunction1) (key) -> key.merge(R.hashMap("holder", R.branch(
				Documents.field(key, "job").typeOf().eq("STRING"),
				this.jobs.table().get(Documents.field(key, "job")).default_(R.hashMap()).pluck("id", "state", "key"),
				R.hashMap()))));
	}

	private static Map<String, Fields> byId(List<Fields> documents) {
		Map<String, Fields> byId = new HashMap<>();
		documents.forEach((document) -> byId.put(document.id(), document));
		return byId;
	}

	private static boolean exists(@Nullable Fields own, NewJob job) {
		return own != null && !(isGone(own) && job.chosen());
	}

	private static boolean isGone(@Nullable Fields job) {
		return job != null && job.is("state", JobDocuments.GONE);
	}

	private static Status conflict(NewJob job, Holder holder) {
		return switch (job.onConflict()) {
			case KEEP -> Status.KEPT;
			case REJECT -> Status.REJECTED;
			case REPLACE -> holder.isPending() ? Status.REPLACED : Status.KEPT;
		};
	}

	/** A chosen id of which there is no result can be taken again. */
	private void forgetGone(List<Taking> free, Map<String, Fields> own) {
		List<String> gone = free.stream()
			.map((taking) -> taking.job().id().toString())
			.filter((id) -> isGone(own.get(id)))
			.toList();
		this.jobs.delete(gone, (job) -> Documents.field(job, "state").eq(JobDocuments.GONE));
	}

	/** Takes keys that are as they were read, and inserts the jobs. */
	private Map<Integer, AddReply> take(List<Taking> free) {
		ReqlFunction3 takenIfUnchanged = (id, present, added) -> R
			.branch(present.getField("by").default_("").eq(added.getField("before")), added, present);
		Set<String> taken = this.keys.insert(free, this::key, takenIfUnchanged).ids();
		List<Taking> won = free.stream().filter((taking) -> taken.contains(taking.keyId())).toList();
		Set<String> inserted = this.jobs.insert(won, this::job).ids();
		Map<Integer, AddReply> decided = new HashMap<>();
		Set<String> ours = inserted.containsAll(won.stream().map((taking) -> taking.job().id().toString()).toList())
				? inserted : insertedForUs(won);
		won.forEach((taking) -> decided.put(taking.index(), new AddReply(taking.job().id(),
				ours.contains(taking.job().id().toString()) ? Status.ADDED : Status.EXISTS)));
		release(won, ours);
		return decided;
	}

	/** Another node may have inserted a job, as it stood in its key. */
	private Set<String> insertedForUs(List<Taking> won) {
		Map<String, String> stamps = new HashMap<>();
		won.forEach((taking) -> stamps.put(taking.job().id().toString(), taking.stamp()));
		Set<String> ours = new HashSet<>();
		this.server
			.read((now) -> Map.of("jobs", this.jobs.all(stamps.keySet()).pluck("id", "addition").coerceTo("array")))
			.children("jobs")
			.stream()
			.filter((job) -> Objects.equals(job.find("addition"), stamps.get(job.id())))
			.forEach((job) -> ours.add(job.id()));
		return ours;
	}

	/** The jobs are there; a key whose job has an id that another has is given back. */
	private void release(List<Taking> won, Set<String> ours) {
		Map<String, Taking> byKey = new LinkedHashMap<>();
		won.forEach((taking) -> byKey.put(taking.keyId(), taking));
		this.keys.change(byKey, (taking, now) -> {
			Change change = new Change().expect("by", taking.stamp());
			return ours.contains(taking.job().id().toString()) ? change.set("plan", null).set("look", null)
					: change.remove();
		});
	}

	private Map<String, Object> key(Taking taking, ReqlExpr now) {
		Map<String, Object> key = new LinkedHashMap<>();
		key.put("id", taking.keyId());
		key.put("key", taking.key());
		key.put("job", taking.job().id().toString());
		key.put("by", taking.stamp());
		key.put("before", (taking.before() != null) ? taking.before() : "");
		key.put("plan", job(taking, now));
		key.put("look", now.add(Micros.of(GRACE)));
		return key;
	}

	private Map<String, Object> job(Taking taking, ReqlExpr now) {
		NewJob job = taking.job();
		Map<String, Object> document = this.documents.pending(job, now);
		document.put("planned", true);
		document.put("addition", taking.stamp());
		return document;
	}

	/** Inserts the jobs that stand in keys, as others have left them. */
	void finish(Collection<Fields> left) {
		List<Map<String, Object>> planned = new ArrayList<>();
		Map<String, Fields> byKey = new LinkedHashMap<>();
		for (Fields key : left) {
			byKey.put(key.id(), key);
			if (this.documents.stored(Fields.of(key.find("plan"))).value() != null) {
				planned.add(Fields.of(key.find("plan")).document());
			}
		}
		this.jobs.insertAbsent(planned);
		this.keys.change(byKey,
				(key, now) -> new Change().expect("by", key.find("by")).set("plan", null).set("look", null));
	}

	/** Keys whose jobs were to be inserted some time ago, for {@link #finish}. */
	ReqlExpr leftBehind(ReqlExpr now, int limit) {
		return this.keys.upTo("look", now).limit(limit).coerceTo("array");
	}

	/** Removes the keys of jobs that are forgotten, unless other jobs have them. */
	void forget(Map<String, String> jobsByKey) {
		Map<String, String> byId = new LinkedHashMap<>();
		jobsByKey.forEach((key, job) -> byId.put(Hash.of(key), job));
		this.keys.change(byId, (job, now) -> new Change().expect("job", job).remove());
	}

	private Map<Integer, AddReply> replace(Map<String, Taking> replacing) {
		Map<String, Map.Entry<String, Taking>> byHolder = new LinkedHashMap<>();
		replacing.entrySet()
			.forEach((entry) -> byHolder.put(entry.getKey(), Map.entry(entry.getKey(), entry.getValue())));
		Set<String> replaced = this.jobs.change(byHolder, (entry, now) -> {
			NewJob job = entry.getValue().job();
			return this.documents.spec(JobId.of(entry.getKey()), job.spec(), job.due(), now)
				.expect("state", JobDocuments.PENDING)
				.expect("key", entry.getValue().key());
		}).ids();
		Map<Integer, AddReply> decided = new HashMap<>();
		replacing.forEach((holder, taking) -> {
			if (replaced.contains(holder)) {
				decided.put(taking.index(), new AddReply(JobId.of(holder), Status.REPLACED));
			}
		});
		return decided;
	}

	/**
	 * A job that wants a key.
	 *
	 * @param index its place in the batch
	 * @param job the job
	 * @param key the key
	 * @param stamp says who has written the key and the job
	 * @param before the stamp in the key's document as it was read; {@code null} if there
	 * was none
	 */
	private record Taking(int index, NewJob job, String key, String stamp, @Nullable String before) {

		String keyId() {
			return Hash.of(this.key);
		}

		Taking from(@Nullable Fields present) {
			Object by = (present != null) ? present.find("by") : null;
			return new Taking(this.index, this.job, this.key, this.stamp, (by != null) ? by.toString() : null);
		}

	}

	/**
	 * Who has a key.
	 *
	 * @param id the job; empty for none
	 * @param state its state; {@code null} if it is not there
	 * @param hasKey whether it is the key's
	 * @param plans whether it is still to be inserted
	 */
	private record Holder(String id, @Nullable Long state, boolean hasKey, boolean plans) {

		static final Holder NONE = new Holder("", null, false, false);

		static Holder of(Fields key) {
			Fields job = Fields.of(key.find("holder"));
			Long state = (job.find("state") instanceof Number number) ? Long.valueOf(number.longValue()) : null;
			return new Holder(job.has("id") ? job.id() : "", state, Objects.equals(job.find("key"), key.find("key")),
					key.has("plan"));
		}

		boolean lives() {
			return this.hasKey && this.state != null && this.state < JobDocuments.ENDED;
		}

		boolean isPending() {
			return Long.valueOf(JobDocuments.PENDING).equals(this.state);
		}

		boolean isUnfinished() {
			return this.plans && this.id.isEmpty();
		}

	}

}
