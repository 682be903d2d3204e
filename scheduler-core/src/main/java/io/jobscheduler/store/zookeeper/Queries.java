package io.jobscheduler.store.zookeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreCounts;
import io.jobscheduler.store.zookeeper.LiveEntry.Pending;
import io.jobscheduler.store.zookeeper.LiveEntry.Running;
import io.jobscheduler.store.zookeeper.LiveEntry.SetAside;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what people ask for. The names tell what is on a page; only that is read. What
 * cannot be read is left out.
 */
final class Queries {

	private static final Logger LOG = LoggerFactory.getLogger(Queries.class);

	private static final int INSTANT_DIGITS = 18;

	private final Connection connection;

	private final Layout layout;

	private final JobFields jobs;

	private final ScheduleFields schedules;

	Queries(Connection connection, Layout layout, JobFields jobs, ScheduleFields schedules) {
		this.connection = connection;
		this.layout = layout;
		this.jobs = jobs;
		this.schedules = schedules;
	}

	private <T> Listing<T> list(Directory<T> directory) {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		Directory<T>.Looking looking = directory.look(first);
		first.run();
		Round second = this.connection.round();
		looking.refresh(second);
		second.run();
		return new Listing<>(tick.now(), looking.entries());
	}

	Optional<Job> job(JobId id) {
		return Optional.ofNullable(jobs(List.of(id)).get(id));
	}

	/** Live jobs, with the leases of those that run. */
	private Map<JobId, Job> jobs(List<JobId> ids) {
		Map<JobId, Round.Data> znodes = new LinkedHashMap<>();
		Round first = this.connection.round();
		first.tick();
		ids.forEach((id) -> znodes.put(id, first.data(this.layout.job(id))));
		first.run();
		Map<JobId, Round.Data> leases = new LinkedHashMap<>();
		Round second = this.connection.round();
		znodes.forEach((id, znode) -> {
			Fields fields = znode.fields();
			String entry = (fields != null) ? fields.find("entry") : null;
			if (fields != null && entry != null && fields.has("state", JobState.RUNNING.name())) {
				leases.put(id, second.data(this.layout.liveEntry(id, entry)));
			}
		});
		second.run();
		Map<JobId, Job> found = new LinkedHashMap<>();
		znodes.forEach((id, znode) -> {
			Fields fields = znode.fields();
			if (!znode.exists() || JobFields.isEnded(fields)) {
				return;
			}
			Round.Data lease = leases.get(id);
			Instant until = (lease != null && lease.exists()) ? ReclaimStep.until(lease) : null;
			Stored<Job> stored = this.jobs.read(id, fields, until);
			if (stored.value() != null) {
				found.put(id, stored.value());
			}
			else {
				LOG.debug("Left out: {}", stored.reason());
			}
		});
		return found;
	}

	Optional<JobResult> result(JobId id) {
		Listing<JobResult> found = results(List.of(id));
		return found.entries().stream().filter((result) -> result.expiresAt().isAfter(found.now())).findFirst();
	}

	private Listing<JobResult> results(List<JobId> ids) {
		Round round = this.connection.round();
		Round.Tick tick = round.tick();
		Map<JobId, Round.Data> znodes = new LinkedHashMap<>();
		ids.forEach((id) -> znodes.put(id, round.data(this.layout.job(id))));
		round.run();
		List<JobResult> results = new ArrayList<>();
		znodes.forEach((id, znode) -> {
			Fields fields = znode.fields();
			JobResult result = JobFields.isEnded(fields) ? this.jobs.readResult(id, fields).value() : null;
			if (result != null) {
				results.add(result);
			}
		});
		return new Listing<>(tick.now(), results);
	}

	Optional<Schedule> schedule(String id) {
		Round round = this.connection.round();
		round.tick();
		Round.Data znode = round.data(this.layout.schedule(ZnodeName.of(id)));
		round.run();
		return znode.exists() ? Optional.of(this.schedules.readLeniently(id, znode.fields())) : Optional.empty();
	}

	Page<Job> find(JobQuery query) {
		JobId cursor = (query.cursor() != null) ? JobId.of(query.cursor()) : null;
		String task = (query.task() != null) ? ZnodeName.shortHash(query.task()) : null;
		String schedule = (query.schedule() != null) ? ZnodeName.shortHash(query.schedule()) : null;
		List<JobId> ids = list(this.layout.live()).entries()
			.stream()
			.filter((entry) -> query.state() == null || query.state() == state(entry))
			.filter((entry) -> task == null || task.equals(entry.task()))
			.filter((entry) -> schedule == null || schedule.equals(entry.schedule()))
			.map(LiveEntry::id)
			.filter((id) -> cursor == null || id.compareTo(cursor) > 0)
			.distinct()
			.sorted()
			.limit(query.limit() + 1L)
			.toList();
		List<JobId> page = ids.subList(0, Math.min(ids.size(), query.limit()));
		List<Job> items = new ArrayList<>(jobs(page).values());
		return new Page<>(items, (ids.size() > query.limit()) ? page.get(page.size() - 1).toString() : null);
	}

	private static JobState state(LiveEntry entry) {
		return (entry instanceof Pending) ? JobState.PENDING
				: (entry instanceof Running) ? JobState.RUNNING : JobState.QUARANTINED;
	}

	Page<JobResult> find(ResultQuery query) {
		EndedEntry cursor = resultCursor(query.cursor());
		String task = (query.task() != null) ? ZnodeName.shortHash(query.task()) : null;
		String schedule = (query.schedule() != null) ? ZnodeName.shortHash(query.schedule()) : null;
		Listing<EndedEntry> listing = list(this.layout.ended());
		List<EndedEntry> entries = listing.entries()
			.stream()
			.filter((entry) -> entry.expiresAt().isAfter(listing.now()))
			.filter((entry) -> query.outcome() == null || query.outcome() == entry.outcome())
			.filter((entry) -> task == null || task.equals(entry.source().task()))
			.filter((entry) -> schedule == null || schedule.equals(entry.source().schedule()))
			.filter((entry) -> cursor == null || EndedEntry.LATEST_FIRST.compare(entry, cursor) > 0)
			.sorted(EndedEntry.LATEST_FIRST)
			.limit(query.limit() + 1L)
			.toList();
		List<EndedEntry> page = entries.subList(0, Math.min(entries.size(), query.limit()));
		List<JobResult> items = results(page.stream().map(EndedEntry::id).toList()).entries();
		return new Page<>(items, (entries.size() > query.limit()) ? page.get(page.size() - 1).cursor() : null);
	}

	/** An entry that stands where the one that the cursor was made of stands. */
	private static @Nullable EndedEntry resultCursor(@Nullable String cursor) {
		if (cursor == null) {
			return null;
		}
		try {
			Instant endedAt = Micros.instant(cursor.substring(0, Math.min(INSTANT_DIGITS, cursor.length())));
			return new EndedEntry("", JobId.of(cursor.substring(INSTANT_DIGITS)), endedAt, endedAt, Outcome.SUCCEEDED,
					new EndedEntry.Source("", ""));
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException("Invalid cursor '" + cursor + "': take it from the page before", ex);
		}
	}

	Page<Schedule> find(ScheduleQuery query) {
		String cursor = (query.cursor() != null) ? ZnodeName.of(query.cursor()) : "";
		List<String> names = list(this.layout.schedules()).entries()
			.stream()
			.filter((name) -> name.compareTo(cursor) > 0)
			.sorted()
			.toList();
		List<Schedule> items = new ArrayList<>();
		int from = 0;
		while (items.size() <= query.limit() && from < names.size()) {
			int to = Math.min(names.size(), from + query.limit() + 1);
			schedules(names.subList(from, to)).stream().filter((each) -> matches(each, query)).forEach(items::add);
			from = to;
		}
		boolean more = items.size() > query.limit();
		return new Page<>(more ? List.copyOf(items.subList(0, query.limit())) : items,
				more ? items.get(query.limit() - 1).id() : null);
	}

	private List<Schedule> schedules(List<String> names) {
		Round round = this.connection.round();
		List<Round.Data> znodes = names.stream().map((name) -> round.data(this.layout.schedule(name))).toList();
		round.run();
		List<Schedule> found = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			Fields fields = znodes.get(i).fields();
			String id = (fields != null) ? fields.find("id") : null;
			if (znodes.get(i).exists()) {
				found.add(this.schedules.readLeniently((id != null) ? id : ZnodeName.decode(names.get(i)), fields));
			}
		}
		return found;
	}

	private static boolean matches(Schedule schedule, ScheduleQuery query) {
		Schedule.Declaration declaration = schedule.declaration();
		return (query.state() == null || query.state() == schedule.status().state())
				&& (query.task() == null || query.task().equals(schedule.definition().task()))
				&& (query.application() == null
						|| (declaration != null && query.application().equals(declaration.application())));
	}

	List<SkippedFireTimes> skipped(String schedule, int limit) {
		return schedule(schedule).map((found) -> SkipEntry.life(found.uid()))
			.map((life) -> list(this.layout.skips()).entries()
				.stream()
				.filter((entry) -> entry.life().equals(life))
				.sorted(SkipEntry.LATEST_FIRST)
				.limit(limit)
				.map(SkipEntry::skipped)
				.toList())
			.orElse(List.of());
	}

	StoreCounts counts(int cap) {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		Directory<LiveEntry>.Looking live = this.layout.live().look(first);
		Directory<EndedEntry>.Looking ended = this.layout.ended().look(first);
		Directory<String>.Looking names = this.layout.schedules().look(first);
		first.run();
		Round second = this.connection.round();
		live.refresh(second);
		second.run();
		List<LiveEntry> entries = live.entries();
		Optional<Instant> earliest = entries.stream()
			.filter(Pending.class::isInstance)
			.map((entry) -> ((Pending) entry).due())
			.min(Comparator.naturalOrder());
		Duration overdue = earliest.map((due) -> Duration.between(due, tick.now())).orElse(Duration.ZERO);
		return new StoreCounts(Math.min(cap, names.total()), count(entries, Pending.class, cap),
				count(entries, Running.class, cap), count(entries, SetAside.class, cap), Math.min(cap, ended.total()),
				Math.max(0, Micros.of(overdue)));
	}

	private static long count(List<LiveEntry> entries, Class<? extends LiveEntry> type, int cap) {
		return Math.min(cap, entries.stream().filter(type::isInstance).count());
	}

	/**
	 * What a directory held.
	 *
	 * @param now the store's time
	 * @param entries what was there
	 */
	private record Listing<T>(Instant now, List<T> entries) {
	}

}
