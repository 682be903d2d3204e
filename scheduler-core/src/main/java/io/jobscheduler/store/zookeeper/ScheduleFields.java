package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.UUID;
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
import io.jobscheduler.store.ScheduleEnd;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.zookeeper.AgendaEntry.Kind;
import io.jobscheduler.trigger.UnreadableTrigger;
import org.jspecify.annotations.Nullable;

/**
 * The data of a schedule's znode. The field {@code agenda} is the name of its entry in
 * the agenda.
 */
final class ScheduleFields {

	private static final UUID UNKNOWN_LIFE = new UUID(0, 0);

	private final StoreFormat format;

	ScheduleFields(StoreFormat format) {
		this.format = format;
	}

	/** Whether a schedule can be fired here, as far as its entry tells. */
	boolean knows(AgendaEntry entry) {
		AgendaEntry.Format found = entry.format();
		return found.version() <= StoreFormat.VERSION && this.format.knowsTrigger(found.triggers());
	}

	/**
	 * All fields.
	 * @param before what is there; {@code null} if nothing is
	 * @throws IllegalArgumentException if the trigger cannot be written
	 */
	Fields write(Schedule schedule, @Nullable Fields before, Instant now) {
		ScheduleDefinition definition = schedule.definition();
		Declaration declaration = schedule.declaration();
		Fields fields = new Fields().put("format", StoreFormat.VERSION)
			.put("id", schedule.id())
			.put("uid", schedule.uid().toString())
			.put("task", definition.task())
			.put("trigger", this.format.triggerFormat(definition, declaration))
			.put("definition", this.format.write(definition))
			.put("facts", DuePlanner.needsFacts(definition) ? "1" : null)
			.put("application", (declaration != null) ? declaration.application() : null)
			.put("declaration", (declaration != null) ? this.format.write(declaration) : null)
			.put("finished", (before != null) ? before.find("finished") : null);
		return status(fields, schedule.version(), schedule.status(), now);
	}

	/** Sets the fields that firing and pausing change. */
	static Fields status(Fields fields, long version, Status status, Instant now) {
		fields.put("version", version)
			.put("state", status.state().name())
			.put("reason", status.reason())
			.put("next", status.nextFireTime())
			.put("due", status.dueAt())
			.put("watermark", status.watermark())
			.put("last", status.runs().lastFireTime())
			.put("ended", status.runs().lastEndedAt())
			.put("waiting", status.runs().waiting() ? "1" : null);
		failures(fields, status.runs());
		boolean finished = status.state() == ScheduleState.FINISHED;
		fields.put("finished", finished ? fields.textOr("finished", Micros.text(now)) : null);
		return agenda(fields);
	}

	/** Sets the name of the entry in the agenda, by the other fields. */
	private static Fields agenda(Fields fields) {
		String due = fields.find("due");
		String finished = fields.find("finished");
		String name = AgendaEntry.name(Kind.N, Instant.EPOCH, fields);
		if (fields.has("state", ScheduleState.ACTIVE.name()) && due != null) {
			name = AgendaEntry.name(Kind.A, Micros.instant(due), fields);
		}
		else if (finished != null && fields.find("application") == null) {
			name = AgendaEntry.name(Kind.F, Micros.instant(finished), fields);
		}
		return fields.put("agenda", name);
	}

	private static void failures(Fields fields, Runs runs) {
		fields.put("failures", (runs.failures() > 0) ? Integer.toString(runs.failures()) : null);
	}

	private static int failures(Fields fields) {
		return (fields.find("failures") != null) ? fields.integer("failures") : 0;
	}

	/** Watched jobs have ended: the schedule is due at once if it waits for that. */
	static Fields woken(Fields before, ScheduleEnd end, Instant now) {
		Runs runs = end.applyTo(new Runs(null, before.findInstant("ended"), before.flag("waiting"), failures(before)));
		Fields fields = before.copy().put("version", before.number("version") + 1).put("ended", runs.lastEndedAt());
		failures(fields, runs);
		if (fields.flag("waiting") && fields.has("state", ScheduleState.ACTIVE.name())) {
			fields.put("due", now);
		}
		return agenda(fields);
	}

	/**
	 * Sets a schedule aside that cannot be read, without touching what cannot be read.
	 */
	static Fields setAside(String name, Fields before, String reason) {
		Fields fields = before.copy()
			.put("id", before.textOr("id", ZnodeName.decode(name)))
			.put("version", number(before) + 1)
			.put("state", ScheduleState.QUARANTINED.name())
			.put("reason", reason);
		return agenda(fields.put("due", (String) null).put("finished", (String) null));
	}

	private static long number(Fields fields) {
		return orElse(() -> fields.number("version"), 0L);
	}

	Stored<Schedule> read(String id, @Nullable Fields fields) {
		return Stored.read(id, fields, (found) -> schedule(id, found));
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
		Status status = new Status(ScheduleState.valueOf(fields.text("state")), fields.find("reason"),
				fields.findInstant("next"), fields.findInstant("due"), fields.findInstant("watermark"), runs);
		return new Schedule(id, UUID.fromString(fields.text("uid")), fields.number("version"), definition,
				(declaration != null) ? this.format.readDeclaration(declaration) : null, status);
	}

	/** A schedule that cannot be read here has a stand-in for what cannot be read. */
	Schedule readLeniently(String id, @Nullable Fields fields) {
		Stored<Schedule> stored = read(id, fields);
		return (stored.value() != null) ? stored.value() : standIn(id, (fields != null) ? fields : new Fields());
	}

	private static Schedule standIn(String id, Fields fields) {
		String task = fields.textOr("task", "unknown");
		ScheduleDefinition definition = new ScheduleDefinition(task.isBlank() ? "unknown" : task, Payload.EMPTY,
				new UnreadableTrigger(fields.textOr("trigger", "unknown")), SchedulePolicies.DEFAULT, JobSettings.NONE);
		String application = fields.find("application");
		Runs runs = new Runs(instant(fields, "last"), instant(fields, "ended"), fields.flag("waiting"),
				orElse(() -> failures(fields), 0));
		ScheduleState state = orElse(() -> ScheduleState.valueOf(fields.text("state")), ScheduleState.QUARANTINED);
		Status status = new Status(state, fields.find("reason"), instant(fields, "next"), instant(fields, "due"),
				instant(fields, "watermark"), runs);
		return new Schedule(id, orElse(() -> UUID.fromString(fields.text("uid")), UNKNOWN_LIFE), number(fields),
				definition, (application != null) ? new Declaration(application, definition) : null, status);
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
