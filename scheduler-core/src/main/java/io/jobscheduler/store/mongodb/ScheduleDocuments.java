package io.jobscheduler.store.mongodb;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

import io.jobscheduler.job.JobSettings;
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
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Schedules as documents. What is active and due some time has a field {@code due}, by
 * which it is found.
 */
final class ScheduleDocuments {

	private static final String UNKNOWN = "unknown";

	private final StoreFormat format;

	private final ForeignSchedules foreign;

	ScheduleDocuments(StoreFormat format, ForeignSchedules foreign) {
		this.format = format;
		this.foreign = foreign;
	}

	/** A document as it was read, whatever its life and version are. */
	static Document unchanged(Document read) {
		return new Document("_id", read.get("_id")).append("uid", read.get("uid"))
			.append("version", read.get("version"));
	}

	/** The document of a life and version, if both still stand. */
	static Document unchanged(Schedule schedule) {
		return new Document("_id", schedule.id()).append("uid", Fields.binary(schedule.uid()))
			.append("version", schedule.version());
	}

	static Bson withoutPlan(Document filter) {
		return filter.append("plan", new Document("$exists", false));
	}

	/** A schedule that is not there yet. */
	Document document(Schedule schedule, Instant now) {
		Document document = new Document("_id", schedule.id());
		document.putAll(everything(schedule, now).set());
		return document;
	}

	/** Version and status; the definition stays as it is stored. */
	static Change status(Schedule schedule, Instant now) {
		Status status = schedule.status();
		Runs runs = status.runs();
		Long dueAt = Micros.ofNullable(status.dueAt());
		Change change = new Change();
		change.set("version", schedule.version());
		change.set("state", status.state().name());
		change.set("reason", status.reason());
		change.set("next", Micros.ofNullable(status.nextFireTime()));
		change.set("dueAt", dueAt);
		change.set("due", (status.state() == ScheduleState.ACTIVE) ? dueAt : null);
		change.set("watermark", Micros.ofNullable(status.watermark()));
		change.set("lastFire", Micros.ofNullable(runs.lastFireTime()));
		change.set("lastEnded", Micros.ofNullable(runs.lastEndedAt()));
		change.set("waiting", runs.waiting());
		change.set("failures", runs.failures());
		change.set("finished", (status.state() == ScheduleState.FINISHED) ? Micros.of(now) : null);
		return change;
	}

	Change everything(Schedule schedule, Instant now) {
		ScheduleDefinition definition = schedule.definition();
		Declaration declaration = schedule.declaration();
		Change change = status(schedule, now);
		change.set("uid", Fields.binary(schedule.uid()));
		change.set("format", StoreFormat.VERSION);
		change.set("application", (declaration != null) ? declaration.application() : null);
		change.set("task", definition.task());
		change.set("triggerFormat", this.format.triggerFormat(definition, declaration));
		change.set("definition", this.format.write(definition));
		change.set("declaration", (declaration != null) ? this.format.write(declaration) : null);
		return change;
	}

	Stored<Schedule> stored(Document document) {
		return Stored.read(document, String.valueOf(document.get("_id")), this::schedule);
	}

	private Schedule schedule(Fields fields) {
		String triggerFormat = fields.text("triggerFormat");
		if (!this.foreign.admits(triggerFormat)) {
			throw StoredFormatException.unknown("Trigger format '" + triggerFormat + "' is not known here");
		}
		String declaration = fields.findText("declaration");
		return schedule(fields, this.format.readDefinition(fields.text("definition")),
				(declaration != null) ? this.format.readDeclaration(declaration) : null);
	}

	/**
	 * Reads a schedule; one that cannot be read here has a stand-in for its definition.
	 */
	Schedule lenient(Document document) {
		Stored<Schedule> stored = stored(document);
		return (stored.value() != null) ? stored.value() : standIn(new Fields(document));
	}

	private static Schedule standIn(Fields fields) {
		String task = orElse(() -> fields.text("task"), UNKNOWN);
		ScheduleDefinition definition = new ScheduleDefinition(task.isBlank() ? UNKNOWN : task, Payload.EMPTY,
				new UnreadableTrigger(orElse(() -> fields.text("triggerFormat"), UNKNOWN)), SchedulePolicies.DEFAULT,
				JobSettings.NONE);
		String application = orNull(() -> fields.findText("application"));
		Runs runs = new Runs(orNull(() -> fields.findInstant("lastFire")),
				orNull(() -> fields.findInstant("lastEnded")), orElse(() -> fields.flag("waiting"), false),
				orElse(() -> failures(fields), 0));
		Status status = new Status(orElse(() -> ScheduleState.valueOf(fields.text("state")), ScheduleState.QUARANTINED),
				orNull(() -> fields.findText("reason")), orNull(() -> fields.findInstant("next")),
				orNull(() -> fields.findInstant("dueAt")), orNull(() -> fields.findInstant("watermark")), runs);
		String id = fields.text("_id");
		// another than that of every other schedule: the ids of jobs are made of it
		UUID life = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
		return new Schedule(id, orElse(() -> fields.uuid("uid"), life), orElse(() -> fields.number("version"), 0L),
				definition, (application != null) ? new Declaration(application, definition) : null, status);
	}

	private static <T> T orElse(Supplier<T> reader, T otherwise) {
		try {
			return reader.get();
		}
		catch (RuntimeException ex) {
			return otherwise;
		}
	}

	private static <T> @Nullable T orNull(Supplier<@Nullable T> reader) {
		try {
			return reader.get();
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private static int failures(Fields fields) {
		Integer failures = fields.findInteger("failures");
		return (failures != null) ? failures : 0;
	}

	private static Schedule schedule(Fields fields, ScheduleDefinition definition, @Nullable Declaration declaration) {
		Runs runs = new Runs(fields.findInstant("lastFire"), fields.findInstant("lastEnded"), fields.flag("waiting"),
				failures(fields));
		Status status = new Status(ScheduleState.valueOf(fields.text("state")), fields.findText("reason"),
				fields.findInstant("next"), fields.findInstant("dueAt"), fields.findInstant("watermark"), runs);
		return new Schedule(fields.text("_id"), fields.uuid("uid"), fields.number("version"), definition, declaration,
				status);
	}

}
