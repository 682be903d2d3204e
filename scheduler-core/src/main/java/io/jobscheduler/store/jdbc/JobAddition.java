package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.AddReply.Status;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Adds jobs. Those without a unique key or a chosen id are simply inserted; for the
 * others it is seen first what is there, and again if another transaction came first.
 */
final class JobAddition {

	private static final int FRUITLESS_ROUNDS = 10;

	private final Session session;

	private final JobRows jobs;

	private final StoreFormat format;

	private final BatchUpdate replace;

	JobAddition(Session session, JobRows jobs, StoreFormat format) {
		this.session = session;
		this.jobs = jobs;
		this.format = format;
		// never waits for a running job's row, which the engine may want
		this.replace = session.update("@@JOB",
				List.of(Column.text("task"), Column.small("payload_version"), Column.text("payload"),
						Column.text("settings"), Column.small("priority"), Column.number("due_at"),
						Column.text("schedule"), Column.number("fire_time"), Column.flag("watched")),
				Column.id("id"), Column.text("unique_key"), Column.small("state"));
	}

	List<AddReply> add(List<NewJob> additions) {
		AddReply[] replies = new AddReply[additions.size()];
		List<JobRows.NewRow> plain = new ArrayList<>();
		Map<Integer, NewJob> guarded = new LinkedHashMap<>();
		for (int i = 0; i < additions.size(); i++) {
			NewJob job = additions.get(i);
			if (job.chosen() || job.spec().uniqueKey() != null) {
				guarded.put(i, job);
			}
			else {
				plain.add(row(job));
			}
		}
		Set<Object> inserted = this.jobs.insertAbsent(plain);
		for (int i = 0; i < replies.length; i++) {
			JobId id = additions.get(i).id();
			// a job that is there already was added before, and the reply was lost
			replies[i] = new AddReply(id, inserted.remove(id.value()) ? Status.ADDED : Status.EXISTS);
		}
		for (int fruitless = 0; !guarded.isEmpty(); fruitless++) {
			Map<Integer, AddReply> decided = addGuarded(guarded);
			decided.forEach((index, reply) -> replies[index] = reply);
			guarded.keySet().removeAll(decided.keySet());
			fruitless = decided.isEmpty() ? fruitless : 0;
			if (fruitless == FRUITLESS_ROUNDS) {
				throw new StoreUnavailableException("Unique keys or ids are taken by transactions that this one cannot "
						+ "see: " + guarded.values().stream().map(JobAddition::names).toList()
						+ "; try again in a new transaction", null);
			}
		}
		return List.of(replies);
	}

	private static JobRows.NewRow row(NewJob job) {
		return new JobRows.NewRow(job.id(), job.spec(), job.due(), job.attempts());
	}

	private static String names(NewJob job) {
		String key = job.spec().uniqueKey();
		return (key != null) ? key : job.id().toString();
	}

	/** One round: of several with the same key or id, the first. */
	private Map<Integer, AddReply> addGuarded(Map<Integer, NewJob> guarded) {
		Map<Integer, NewJob> round = firstOfEach(guarded);
		Present present = present(round.values());
		Map<Integer, AddReply> decided = new HashMap<>();
		Map<Integer, NewJob> absent = new LinkedHashMap<>();
		Map<Integer, NewJob> replacing = new LinkedHashMap<>();
		round.forEach((index, job) -> {
			Holder holder = present.holders().get(String.valueOf(job.spec().uniqueKey()));
			if (present.ids().contains(job.id().value()) || (holder != null && holder.id().equals(job.id()))) {
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
						if (holder.state() == JobRows.PENDING) {
							replacing.put(index, job);
						}
						else {
							decided.put(index, new AddReply(holder.id(), Status.KEPT));
						}
					}
				}
			}
		});
		decided.putAll(insert(absent));
		decided.putAll(replace(replacing, present.holders()));
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

	private Present present(Collection<NewJob> round) {
		Set<UUID> ids = new HashSet<>();
		List<UUID> wanted = round.stream().filter(NewJob::chosen).map((job) -> job.id().value()).toList();
		if (!wanted.isEmpty()) {
			for (String table : List.of("@@JOB", "@@RESULT")) {
				ids.addAll(this.session.list(new Query("SELECT id FROM " + table + " WHERE ").add(this.jobs.in(wanted)),
						(row, n) -> this.session.dialect().id(row, "id")));
			}
		}
		Map<String, Holder> holders = new HashMap<>();
		List<String> keys = round.stream().map((job) -> job.spec().uniqueKey()).filter(Objects::nonNull).toList();
		if (!keys.isEmpty()) {
			Query query = new Query("SELECT id, state, unique_key FROM @@JOB WHERE ")
				.add(this.session.dialect().in("unique_key", SqlType.TEXT, keys));
			this.session.list(query, (row, n) -> holders.put(row.getString("unique_key"),
					new Holder(new JobId(this.session.dialect().id(row, "id")), row.getInt("state"))) == null);
		}
		return new Present(ids, holders);
	}

	/**
	 * In the order of their keys, so that transactions wait for each other in one order.
	 */
	private Map<Integer, AddReply> insert(Map<Integer, NewJob> absent) {
		List<JobRows.NewRow> rows = absent.values()
			.stream()
			.sorted(Comparator.comparing(JobAddition::names))
			.map(JobAddition::row)
			.toList();
		Set<Object> inserted = this.jobs.insertAbsent(rows);
		Map<Integer, AddReply> decided = new HashMap<>();
		absent.forEach((index, job) -> {
			if (inserted.contains(job.id().value())) {
				decided.put(index, new AddReply(job.id(), Status.ADDED));
			}
		});
		return decided;
	}

	private Map<Integer, AddReply> replace(Map<Integer, NewJob> replacing, Map<String, Holder> holders) {
		if (replacing.isEmpty()) {
			return Map.of();
		}
		Instant now = this.session.now();
		Map<UUID, Integer> indexes = new HashMap<>();
		List<@Nullable Object[]> rows = new ArrayList<>();
		replacing.forEach((index, job) -> {
			JobId holder = Objects.requireNonNull(holders.get(String.valueOf(job.spec().uniqueKey()))).id();
			indexes.put(holder.value(), index);
			rows.add(values(holder, job, now));
		});
		rows.sort(Comparator.comparing((row) -> String.valueOf(row[row.length - 2])));
		Set<Object> replaced = this.replace.apply(rows);
		Map<Integer, AddReply> decided = new HashMap<>();
		indexes.forEach((id, index) -> {
			if (replaced.contains(id)) {
				decided.put(index, new AddReply(new JobId(id), Status.REPLACED));
			}
		});
		return decided;
	}

	private @Nullable Object[] values(JobId holder, NewJob job, Instant now) {
		JobSpec spec = job.spec();
		JobOrigin origin = spec.origin();
		return new @Nullable Object[] { spec.task(), spec.payload().version(), spec.payload().arguments(),
				this.format.writeOptions(spec), spec.priority(), Micros.of(job.due().resolve(now)),
				(origin != null) ? origin.schedule() : null,
				(origin != null) ? Micros.ofNullable(origin.fireTime()) : null, origin != null && origin.watched(),
				holder.value(), spec.uniqueKey(), JobRows.PENDING };
	}

	/**
	 * What is there already.
	 *
	 * @param ids the chosen ids that exist, live or as results
	 * @param holders who has the unique keys
	 */
	private record Present(Set<UUID> ids, Map<String, Holder> holders) {
	}

	/**
	 * Who has a unique key.
	 *
	 * @param id the job
	 * @param state its state
	 */
	private record Holder(JobId id, int state) {
	}

}
