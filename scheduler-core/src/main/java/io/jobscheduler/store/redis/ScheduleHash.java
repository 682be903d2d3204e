package io.jobscheduler.store.redis;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.jobscheduler.job.JobSettings;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.Schedule.Declaration;
import io.jobscheduler.schedule.Schedule.Runs;
import io.jobscheduler.schedule.Schedule.Status;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.trigger.UnreadableTrigger;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a schedule.
 */
final class ScheduleHash {

	private static final List<ScheduleState> STATES = List.of(ScheduleState.ACTIVE, ScheduleState.PAUSED,
			ScheduleState.FINISHED, ScheduleState.QUARANTINED);

	private static final UUID UNKNOWN_LIFE = new UUID(0, 0);

	private final StoreFormat format;

	private final Set<String> foreignFormats = ConcurrentHashMap.newKeySet();

	ScheduleHash(StoreFormat format) {
		this.format = format;
	}

	/** The formats of schedules, met so far, that are left to other nodes. */
	Set<String> foreignFormats() {
		return this.foreignFormats;
	}

	/**
	 * Looks at the formats of schedules: version of the fields, colon, trigger format.
	 * @return whether there was another one that cannot be read here
	 */
	boolean learn(List<String> formats) {
		boolean learned = false;
		for (String format : formats) {
			learned |= !isKnown(format) && this.foreignFormats.add(format);
		}
		return learned;
	}

	/** A version that is no number is one that no node can read: it will be seen. */
	private boolean isKnown(String format) {
		int colon = format.indexOf(':');
		String version = format.substring(0, Math.max(0, colon));
		boolean later = version.matches("[0-9]{1,9}") && Integer.parseInt(version) > StoreFormat.VERSION;
		return !later && this.format.knowsTrigger(format.substring(colon + 1));
	}

	static String code(ScheduleState state) {
		return Integer.toString(STATES.indexOf(state));
	}

	private static ScheduleState state(String code) {
		for (ScheduleState state : STATES) {
			if (code(state).equals(code)) {
				return state;
			}
		}
		throw StoredFormatException.corrupt("State '" + code + "' of a schedule is not one of 0 to 3", null);
	}

	/** The fields that firing and pausing change. */
	static Map<String, String> statusFields(long version, Status status) {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("version", Long.toString(version));
		fields.put("state", code(status.state()));
		JobHash.put(fields, "reason", status.reason());
		JobHash.put(fields, "next", status.nextFireTime());
		JobHash.put(fields, "due", status.dueAt());
		JobHash.put(fields, "watermark", status.watermark());
		JobHash.put(fields, "last", status.runs().lastFireTime());
		JobHash.put(fields, "ended", status.runs().lastEndedAt());
		if (status.runs().waiting()) {
			fields.put("waiting", "1");
		}
		if (status.runs().failures() > 0) {
			fields.put("failures", Integer.toString(status.runs().failures()));
		}
		return fields;
	}

	/**
	 * All fields.
	 * @throws IllegalArgumentException if the trigger cannot be written
	 */
	Map<String, String> fields(Schedule schedule) {
		ScheduleDefinition definition = schedule.definition();
		Map<String, String> fields = statusFields(schedule.version(), schedule.status());
		fields.put("format", Integer.toString(StoreFormat.VERSION));
		fields.put("uid", schedule.uid().toString());
		fields.put("task", definition.task());
		fields.put("trigger", this.format.triggerFormat(definition, schedule.declaration()));
		fields.put("definition", this.format.write(definition));
		if (DuePlanner.needsFacts(definition)) {
			fields.put("facts", "1");
		}
		Declaration declaration = schedule.declaration();
		if (declaration != null) {
			fields.put("application", declaration.application());
			fields.put("declaration", this.format.write(declaration));
		}
		return fields;
	}

	Stored<Schedule> read(String id, Fields fields) {
		return Stored.read(id, fields, this::schedule);
	}

	private Schedule schedule(String id, Fields fields) {
		String trigger = fields.text("trigger");
		if (!this.format.knowsTrigger(trigger)) {
			throw StoredFormatException.unknown("Trigger format '" + trigger + "' is not known here");
		}
		String declaration = fields.find("declaration");
		ScheduleDefinition definition = this.format.readDefinition(fields.text("definition"));
		Runs runs = new Runs(fields.findInstant("last"), fields.findInstant("ended"), fields.flag("waiting"),
				failures(fields));
		Status status = new Status(state(fields.text("state")), fields.find("reason"), fields.findInstant("next"),
				fields.findInstant("due"), fields.findInstant("watermark"), runs);
		return new Schedule(id, UUID.fromString(fields.text("uid")), fields.number("version"), definition,
				(declaration != null) ? this.format.readDeclaration(declaration) : null, status);
	}

	private static int failures(Fields fields) {
		return (fields.find("failures") != null) ? fields.integer("failures") : 0;
	}

	/** A schedule that cannot be read here has a stand-in for what cannot be read. */
	Schedule readLeniently(String id, Fields fields) {
		Stored<Schedule> stored = read(id, fields);
		return (stored.value() != null) ? stored.value() : standIn(id, fields);
	}

	private static Schedule standIn(String id, Fields fields) {
		String task = orElse(() -> fields.text("task"), "unknown");
		ScheduleDefinition definition = new ScheduleDefinition(task.isBlank() ? "unknown" : task, Payload.EMPTY,
				new UnreadableTrigger(fields.textOr("trigger", "unknown")), SchedulePolicies.DEFAULT, JobSettings.NONE);
		String application = fields.find("application");
		Runs runs = new Runs(instant(fields, "last"), instant(fields, "ended"), fields.flag("waiting"),
				orElse(() -> failures(fields), 0));
		ScheduleState state = orElse(() -> state(fields.text("state")), ScheduleState.QUARANTINED);
		Status status = new Status(state, fields.find("reason"), instant(fields, "next"), instant(fields, "due"),
				instant(fields, "watermark"), runs);
		return new Schedule(id, orElse(() -> UUID.fromString(fields.text("uid")), UNKNOWN_LIFE),
				orElse(() -> fields.number("version"), 0L), definition,
				(application != null) ? new Declaration(application, definition) : null, status);
	}

	private static @Nullable Instant instant(Fields fields, String name) {
		try {
			return fields.findInstant(name);
		}
		catch (StoredFormatException ex) {
			return null;
		}
	}

	private static <T> T orElse(Supplier<T> reader, T otherwise) {
		try {
			return reader.get();
		}
		catch (RuntimeException ex) {
			return otherwise;
		}
	}

}
