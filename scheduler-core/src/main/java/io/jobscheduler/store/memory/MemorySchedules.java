package io.jobscheduler.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.Schedule.Runs;
import io.jobscheduler.schedule.Schedule.Status;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.ScheduleEnd;
import org.jspecify.annotations.Nullable;

/**
 * The schedules, by id and by when they are due. Not thread-safe.
 */
final class MemorySchedules {

	private static final Comparator<Schedule> BY_DUE = Comparator.comparing(MemorySchedules::dueAt)
		.thenComparing(Schedule::id);

	private final NavigableMap<String, Schedule> schedules = new TreeMap<>();

	private final NavigableSet<Schedule> due = new TreeSet<>(BY_DUE);

	private final Map<String, Deque<Recorded>> skipped = new HashMap<>();

	private final Map<String, Instant> finishedAt = new HashMap<>();

	private static Instant dueAt(Schedule schedule) {
		Instant dueAt = schedule.status().dueAt();
		return (dueAt != null) ? dueAt : Instant.MAX;
	}

	@Nullable Schedule get(String id) {
		return this.schedules.get(id);
	}

	Collection<Schedule> after(@Nullable String cursor) {
		return (cursor != null) ? this.schedules.tailMap(cursor, false).values() : this.schedules.values();
	}

	int size() {
		return this.schedules.size();
	}

	/** Writes a schedule with the version after the one that is there. */
	Schedule write(Schedule schedule, List<SkippedFireTimes> passedOver, Instant now) {
		Schedule before = this.schedules.get(schedule.id());
		long version = (before != null) ? before.version() + 1 : 1;
		Schedule written = schedule.withVersion(version);
		if (before != null) {
			this.due.remove(before);
		}
		this.schedules.put(written.id(), written);
		if (written.status().state() == ScheduleState.ACTIVE && written.status().dueAt() != null) {
			this.due.add(written);
		}
		if (written.status().state() == ScheduleState.FINISHED) {
			this.finishedAt.putIfAbsent(written.id(), now);
		}
		else {
			this.finishedAt.remove(written.id());
		}
		passedOver.forEach((range) -> this.skipped.computeIfAbsent(written.id(), (id) -> new ArrayDeque<>())
			.addFirst(new Recorded(range, now)));
		return written;
	}

	void remove(String id) {
		Schedule schedule = this.schedules.remove(id);
		if (schedule != null) {
			this.due.remove(schedule);
		}
		this.skipped.remove(id);
		this.finishedAt.remove(id);
	}

	List<Schedule> due(int limit, Instant now) {
		List<Schedule> found = new ArrayList<>();
		for (Schedule schedule : this.due) {
			if (found.size() == limit || dueAt(schedule).isAfter(now)) {
				break;
			}
			found.add(schedule);
		}
		return found;
	}

	@Nullable Instant nextDue() {
		return this.due.isEmpty() ? null : dueAt(this.due.first());
	}

	/** A watched job of a schedule has ended. */
	void jobEnded(String id, ScheduleEnd end, Instant now) {
		Schedule schedule = this.schedules.get(id);
		if (schedule == null) {
			return;
		}
		Status status = schedule.status();
		Runs runs = end.applyTo(status.runs());
		boolean wakes = status.runs().waiting() && status.state() == ScheduleState.ACTIVE;
		write(schedule.with(new Status(status.state(), status.reason(), status.nextFireTime(),
				wakes ? now : status.dueAt(), status.watermark(), runs)), List.of(), now);
	}

	List<SkippedFireTimes> skipped(String id, int limit) {
		return this.skipped.getOrDefault(id, new ArrayDeque<>()).stream().limit(limit).map(Recorded::range).toList();
	}

	int pruneSkipped(Duration age, int limit, Instant now) {
		int removed = 0;
		for (Deque<Recorded> ranges : this.skipped.values()) {
			while (removed < limit && !ranges.isEmpty() && !ranges.getLast().at().plus(age).isAfter(now)) {
				ranges.removeLast();
				removed++;
			}
		}
		this.skipped.values().removeIf(Deque::isEmpty);
		return removed;
	}

	int pruneFinished(Duration age, int limit, Instant now) {
		List<String> old = this.finishedAt.entrySet()
			.stream()
			.filter((finished) -> !finished.getValue().plus(age).isAfter(now))
			.map(Map.Entry::getKey)
			.filter((id) -> {
				Schedule schedule = this.schedules.get(id);
				return schedule != null && schedule.declaration() == null;
			})
			.limit(limit)
			.toList();
		old.forEach(this::remove);
		return old.size();
	}

	private record Recorded(SkippedFireTimes range, Instant at) {
	}

}
