package io.jobscheduler.store.mongodb;

import java.time.Instant;

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

	private final StoreFormat format;

	private final ForeignSchedules foreign;

	ScheduleDocuments(StoreFormat format, ForeignSchedules foreign) {
		this.format = format;
		this.foreign = foreign;
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
		if (stored.value() != null) {
			return stored.value();
		}
		Fields fields = new Fields(document);
		ScheduleDefinition standIn = new ScheduleDefinition(fields.text("task"), Payload.EMPTY,
				new UnreadableTrigger(fields.text("triggerFormat")), SchedulePolicies.DEFAULT, JobSettings.NONE);
		String application = fields.findText("application");
		return schedule(fields, standIn, (application != null) ? new Declaration(application, standIn) : null);
	}

	private static Schedule schedule(Fields fields, ScheduleDefinition definition, @Nullable Declaration declaration) {
		Runs runs = new Runs(fields.findInstant("lastFire"), fields.findInstant("lastEnded"), fields.flag("waiting"));
		Status status = new Status(ScheduleState.valueOf(fields.text("state")), fields.findText("reason"),
				fields.findInstant("next"), fields.findInstant("dueAt"), fields.findInstant("watermark"), runs);
		return new Schedule(fields.text("_id"), fields.uuid("uid"), fields.number("version"), definition, declaration,
				status);
	}

}
