package io.jobscheduler.test.example;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import io.jobscheduler.job.JobSettings;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.Schedule.Runs;
import io.jobscheduler.schedule.Schedule.Status;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.FireReply.Quarantined;
import io.jobscheduler.store.ScheduleEnd;
import io.jobscheduler.trigger.UnreadableTrigger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schedules, and the fire times that got no job.
 */
final class ScheduleTable {

	private final ObjectNode entries;

	private final ObjectNode skipped;

	private final EntryFormat format;

	private final NavigableMap<String, Schedule> schedules = new TreeMap<>();

	private final Set<String> foreign = new TreeSet<>();

	private final Map<String, String> corrupt = new LinkedHashMap<>();

	ScheduleTable(ObjectNode entries, ObjectNode skipped, EntryFormat format) {
		this.entries = entries;
		this.skipped = skipped;
		this.format = format;
		entries.properties().forEach((entry) -> load(entry.getKey(), entry.getValue()));
	}

	private void load(String id, JsonNode entry) {
		try {
			this.schedules.put(id, this.format.readSchedule(id, entry));
		}
		catch (StoredFormatException ex) {
			Schedule standIn = standIn(id, entry);
			this.schedules.put(id, standIn);
			if (ex.isUnknown()) {
				this.foreign.add(id);
			}
			else if (standIn.status().state() != ScheduleState.QUARANTINED) {
				this.corrupt.put(id, String.valueOf(ex.getMessage()));
			}
		}
	}

	/** A schedule that cannot be read can still be listed, paused and removed. */
	private Schedule standIn(String id, JsonNode entry) {
		String task = entry.path("definition").path("task").stringValue("");
		ScheduleDefinition definition = new ScheduleDefinition(task.isBlank() ? "unknown" : task, Payload.EMPTY,
				new UnreadableTrigger(entry.path("triggers").stringValue("unknown")), SchedulePolicies.DEFAULT,
				JobSettings.NONE);
		String application = entry.path("declaration").path("application").stringValue("");
		return new Schedule(id, uid(entry), entry.path("version").longValue(0), definition,
				application.isEmpty() ? null : new Schedule.Declaration(application, definition), status(entry));
	}

	private static UUID uid(JsonNode entry) {
		try {
			return UUID.fromString(entry.path("uid").stringValue(""));
		}
		catch (IllegalArgumentException ex) {
			return new UUID(0, 0);
		}
	}

	private Status status(JsonNode entry) {
		try {
			return this.format.value(entry.get("status"), Status.class);
		}
		catch (StoredFormatException ex) {
			return new Status(ScheduleState.ACTIVE, null, null, null, null, Runs.NONE);
		}
	}

	@Nullable Schedule get(String id) {
		return this.schedules.get(id);
	}

	/** By id, from after a cursor. */
	Collection<Schedule> after(@Nullable String cursor) {
		return (cursor != null) ? this.schedules.tailMap(cursor, false).values() : this.schedules.values();
	}

	int size() {
		return this.schedules.size();
	}

	/** Whether a schedule is still what a plan was made for. */
	boolean stands(Schedule planned) {
		Schedule current = this.schedules.get(planned.id());
		return current != null && current.version() == planned.version() && current.uid().equals(planned.uid());
	}

	/** Active schedules that can be read here, the one that is due first in front. */
	Stream<Schedule> firing() {
		return this.schedules.values()
			.stream()
			.filter((schedule) -> schedule.status().state() == ScheduleState.ACTIVE)
			.filter((schedule) -> schedule.status().dueAt() != null)
			.filter((schedule) -> !this.foreign.contains(schedule.id()) && !this.corrupt.containsKey(schedule.id()))
			.sorted(Comparator.comparing((schedule) -> schedule.status().dueAt()));
	}

	@Nullable Instant nextDue() {
		return firing().map((schedule) -> schedule.status().dueAt()).findFirst().orElse(null);
	}

	/** Writes a schedule with the version after the one that is there. */
	Schedule put(Schedule schedule, List<SkippedFireTimes> passedOver, Instant now) {
		Schedule before = this.schedules.get(schedule.id());
		JsonNode unchanged = this.entries.get(schedule.id());
		Schedule written = schedule.withVersion((before != null) ? before.version() + 1 : 1);
		ObjectNode entry = this.format.write(written, unchanged);
		entry.remove("finishedAt");
		if (written.status().state() == ScheduleState.FINISHED) {
			String since = (unchanged != null) ? unchanged.path("finishedAt").stringValue(now.toString())
					: now.toString();
			entry.put("finishedAt", since);
		}
		this.entries.set(written.id(), entry);
		this.schedules.put(written.id(), written);
		for (SkippedFireTimes range : passedOver) {
			this.skipped.withArrayProperty(written.id()).insert(0, this.format.tree(new Skip(range, now)));
		}
		return written;
	}

	void remove(String id) {
		this.schedules.remove(id);
		this.entries.remove(id);
		this.skipped.remove(id);
	}

	/** A watched job has ended: the schedule is due at once if it waits for that. */
	void jobEnded(String id, ScheduleEnd end, Instant now) {
		Schedule schedule = this.schedules.get(id);
		if (schedule == null || this.corrupt.containsKey(id)) {
			return;
		}
		Status status = schedule.status();
		Runs runs = end.applyTo(status.runs());
		boolean wakes = runs.waiting() && status.state() == ScheduleState.ACTIVE;
		put(schedule.with(new Status(status.state(), status.reason(), status.nextFireTime(),
				wakes ? now : status.dueAt(), status.watermark(), runs)), List.of(), now);
	}

	/** Sets aside what no node can read, without touching what it holds. */
	List<Quarantined> quarantine() {
		List<Quarantined> quarantined = new ArrayList<>();
		this.corrupt.forEach((id, reason) -> {
			JsonNode entry = this.entries.path(id);
			ObjectNode aside = (entry instanceof ObjectNode object) ? object : this.format.object().set("was", entry);
			Schedule schedule = standIn(id, aside);
			aside.put("version", schedule.version() + 1);
			aside.set("status", this.format.tree(setAside(schedule, reason).status()));
			this.entries.set(id, aside);
			quarantined.add(new Quarantined(id, reason));
		});
		this.corrupt.clear();
		return quarantined;
	}

	/** A schedule that shall not be planned again. */
	static Schedule setAside(Schedule schedule, String reason) {
		Status status = schedule.status();
		return schedule.with(new Status(ScheduleState.QUARANTINED, reason, status.nextFireTime(), null,
				status.watermark(), status.runs()));
	}

	/** The latest first. */
	List<SkippedFireTimes> skipped(String id, int limit) {
		return this.skipped.path(id).valueStream().limit(limit).map((node) -> skip(node).range()).toList();
	}

	private Skip skip(JsonNode node) {
		return this.format.value(node, Skip.class);
	}

	int pruneSkipped(Duration age, int limit, Instant now) {
		int removed = 0;
		for (JsonNode ranges : this.skipped) {
			ArrayNode latestFirst = (ArrayNode) ranges;
			while (removed < limit && !latestFirst.isEmpty()
					&& !skip(latestFirst.get(latestFirst.size() - 1)).at().plus(age).isAfter(now)) {
				latestFirst.remove(latestFirst.size() - 1);
				removed++;
			}
		}
		return removed;
	}

	int pruneFinished(Duration age, int limit, Instant now) {
		List<String> old = this.schedules.values()
			.stream()
			.filter((schedule) -> schedule.declaration() == null)
			.map(Schedule::id)
			.filter((id) -> isFinishedSince(id, now.minus(age)))
			.limit(limit)
			.toList();
		old.forEach(this::remove);
		return old.size();
	}

	private boolean isFinishedSince(String id, Instant time) {
		String finishedAt = this.entries.path(id).path("finishedAt").stringValue("");
		return !finishedAt.isEmpty() && !Instant.parse(finishedAt).isAfter(time);
	}

	/**
	 * A recorded skip.
	 *
	 * @param range the fire times
	 * @param at when it was recorded
	 */
	record Skip(SkippedFireTimes range, Instant at) {
	}

}
