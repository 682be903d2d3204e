package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.ScheduleEnd;
import org.jspecify.annotations.Nullable;

/**
 * How jobs leave the state that they are in: each with its entry, its unique key, the
 * request to cancel it and the schedule that waits for it, at once.
 */
final class Endings {

	private final Connection connection;

	private final Layout layout;

	private final JobFields jobs;

	private final ScheduleWrites schedules;

	Endings(Connection connection, Layout layout, JobFields jobs) {
		this.connection = connection;
		this.layout = layout;
		this.jobs = jobs;
		this.schedules = new ScheduleWrites(layout);
	}

	/**
	 * What was read of a job.
	 *
	 * @param id the job
	 * @param znode its znode
	 * @param entry the path of its entry; {@code null} if it has none
	 * @param entryVersion the version of its entry
	 */
	record Held(JobId id, Round.Data znode, @Nullable String entry, int entryVersion) {
	}

	/** What becomes of a job. */
	sealed interface Next {

	}

	/**
	 * It has ended.
	 *
	 * @param result the result
	 * @param kept whether the result is
	 */
	record Ended(JobResult result, boolean kept) implements Next {
	}

	/**
	 * It lives on, held by no node.
	 *
	 * @param job as it is then
	 */
	record Released(Job job) implements Next {
	}

	/**
	 * It cannot be read, and is set aside.
	 *
	 * @param entry what its entry says
	 * @param reason why
	 */
	record Unreadable(LiveEntry entry, String reason) implements Next {
	}

	/**
	 * Lets jobs leave their states, if what was read of them still stands.
	 * @return those that did
	 */
	Set<Departure> apply(Collection<Departure> departures, Instant now) {
		Map<String, Round.Data> read = readBesides(departures);
		Map<List<Departure>, Round.Commit> commits = new LinkedHashMap<>();
		Round round = this.connection.round();
		for (List<Departure> group : groups(departures)) {
			Change change = change(group, read, now);
			if (change.size() > this.connection.most()) {
				change = change(group.stream().map(Departure::bare).toList(), read, now);
			}
			this.connection.requireSize(change, "The end of job " + group.get(0).held().id());
			commits.put(group, round.commit(change));
		}
		round.run();
		Set<Departure> done = new HashSet<>();
		commits.forEach((group, commit) -> {
			if (commit.isDone()) {
				done.addAll(group);
			}
		});
		return done;
	}

	private Change change(List<Departure> group, Map<String, Round.Data> read, Instant now) {
		Change change = this.connection.change();
		group.forEach((departure) -> leave(change, departure, read));
		String watcher = group.get(0).watcher();
		if (watcher != null) {
			wake(change, watcher, group, read, now);
		}
		return change;
	}

	/** The unique keys and the schedules, by path. */
	private Map<String, Round.Data> readBesides(Collection<Departure> departures) {
		Map<String, Round.Data> read = new HashMap<>();
		Round round = this.connection.round();
		for (Departure departure : departures) {
			String key = departure.key();
			String watcher = departure.watcher();
			if (key != null) {
				read.computeIfAbsent(this.layout.key(key), round::data);
			}
			if (watcher != null) {
				read.computeIfAbsent(this.layout.schedule(ZnodeName.of(watcher)), round::data);
			}
		}
		round.run();
		return read;
	}

	/** Jobs that the same schedule waits for go together, as far as they fit. */
	private Collection<List<Departure>> groups(Collection<Departure> departures) {
		List<List<Departure>> groups = new ArrayList<>();
		Map<String, List<Departure>> watched = new HashMap<>();
		for (Departure departure : departures) {
			String watcher = departure.watcher();
			if (watcher == null) {
				groups.add(List.of(departure));
			}
			else {
				watched.computeIfAbsent(watcher, (key) -> new ArrayList<>()).add(departure);
			}
		}
		int most = this.connection.most();
		for (List<Departure> group : watched.values()) {
			List<Departure> part = new ArrayList<>();
			int size = 0;
			for (Departure departure : group) {
				int more = size(departure);
				if (!part.isEmpty() && size + more > most / 2) {
					groups.add(part);
					part = new ArrayList<>();
					size = 0;
				}
				part.add(departure);
				size += more;
			}
			groups.add(part);
		}
		return groups;
	}

	private int size(Departure departure) {
		Change change = this.connection.change();
		leave(change, departure, Map.of());
		return change.size();
	}

	private void leave(Change change, Departure departure, Map<String, Round.Data> read) {
		Held held = departure.held();
		if (held.entry() != null) {
			change.delete(held.entry(), held.entryVersion());
		}
		write(change, held, departure.next());
		String key = departure.key();
		Round.Data holder = (key != null) ? read.get(this.layout.key(key)) : null;
		if (holder != null && holder.exists() && isHeldBy(holder, held.id())) {
			change.delete(holder.path, holder.version());
		}
		if (departure.asked() && departure.next() instanceof Ended) {
			change.delete(this.layout.cancel(held.id().toString()));
		}
	}

	static boolean isHeldBy(Round.Data key, JobId id) {
		Fields fields = key.fields();
		return fields != null && fields.has("job", id.toString());
	}

	private void write(Change change, Held held, Next next) {
		Round.Data znode = held.znode();
		JobId id = held.id();
		if (next instanceof Ended ended) {
			if (ended.kept()) {
				String name = EndedEntry.name(ended.result());
				change.set(znode.path, this.jobs.write(ended.result(), name).bytes(), znode.version());
				change.create(this.layout.endedEntry(id, name));
			}
			else {
				change.delete(znode.path, znode.version());
			}
		}
		else if (next instanceof Released released) {
			Job job = released.job();
			String name = switch (job.state()) {
				case PENDING -> LiveEntry.pending(job);
				default -> LiveEntry.setAside(job);
			};
			change.set(znode.path, this.jobs.write(job, name).bytes(), znode.version());
			change.create(this.layout.liveEntry(id, name));
		}
		else if (next instanceof Unreadable unreadable) {
			setAside(change, this.layout, znode, unreadable);
		}
	}

	/** What can be read of it is kept as it is; else all of it. */
	static void setAside(Change change, Layout layout, Round.Data znode, Unreadable unreadable) {
		LiveEntry entry = unreadable.entry();
		String name = LiveEntry.setAside(entry.id(), entry.task(), entry.schedule());
		Fields fields = znode.fields();
		if (fields != null) {
			Fields after = fields.copy()
				.put("state", "QUARANTINED")
				.put("entry", name)
				.put("node", (String) null)
				.put("progress", (String) null)
				.put("error", unreadable.reason());
			if (entry instanceof LiveEntry.Running running) {
				after.put("token", running.token());
			}
			change.set(znode.path, after.bytes(), znode.version());
		}
		else {
			change.check(znode.path, znode.version());
		}
		change.create(layout.liveEntry(entry.id(), name));
	}

	private void wake(Change change, String id, List<Departure> group, Map<String, Round.Data> read, Instant now) {
		String name = ZnodeName.of(id);
		Round.Data schedule = read.get(this.layout.schedule(name));
		Fields fields = (schedule != null) ? schedule.fields() : null;
		if (schedule == null || fields == null) {
			return;
		}
		ScheduleEnd end = group.stream()
			.map(Departure::next)
			.filter(Ended.class::isInstance)
			.map((next) -> ((Ended) next).result())
			.map((result) -> ScheduleEnd.of(result.run().endedAt(), result.outcome()))
			.reduce(ScheduleEnd::then)
			.orElseThrow();
		Fields after = woken(fields, end, now);
		if (after != null) {
			this.schedules.write(change, name, schedule, after, true);
		}
	}

	/** A schedule that cannot be read is not woken. */
	private static @Nullable Fields woken(Fields before, ScheduleEnd end, Instant now) {
		try {
			return ScheduleFields.woken(before, end, now);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
