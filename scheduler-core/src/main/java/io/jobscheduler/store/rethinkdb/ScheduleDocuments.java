package io.jobscheduler.store.rethinkdb;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import com.rethinkdb.gen.ast.ReqlExpr;
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
 * Schedules as documents. What is active and due some time has a field {@code due}, by
 * which it is found.
 */
final class ScheduleDocuments {

	private static final UUID UNKNOWN_LIFE = new UUID(0, 0);

	private static final String UNKNOWN = "unknown";

	private final StoreFormat format;

	private final ForeignSchedules foreign;

	ScheduleDocuments(StoreFormat format, ForeignSchedules foreign) {
		this.format = format;
		this.foreign = foreign;
	}

	/** Only a life and version that both still stand are changed. */
	static Change expect(Change change, Schedule schedule) {
		return change.expect("uid", schedule.uid().toString()).expect("version", schedule.version());
	}

	/** Version and status; the definition stays as it is stored. */
	static Change status(Schedule schedule, ReqlExpr now) {
		Status status = schedule.status();
		Runs runs = status.runs();
		Instant due = (status.state() == ScheduleState.ACTIVE) ? status.dueAt() : null;
		Change change = new Change();
		change.set("version", schedule.version());
		change.set("state", status.state().name());
		change.set("reason", status.reason());
		change.set("next", Micros.storedOrNull(status.nextFireTime()));
		change.set("dueAt", Micros.storedOrNull(status.dueAt()));
		change.set("due", (due != null) ? Micros.key(due) : null);
		change.set("watermark", Micros.storedOrNull(status.watermark()));
		change.set("lastFire", Micros.storedOrNull(runs.lastFireTime()));
		change.set("lastEnded", Micros.storedOrNull(runs.lastEndedAt()));
		change.set("waiting", runs.waiting());
		change.set("failures", runs.failures());
		change.set("finished", (status.state() == ScheduleState.FINISHED) ? now : null);
		return change;
	}

	/**
	 * All of a schedule.
	 * @throws IllegalArgumentException if it cannot be written
	 */
	Change everything(Schedule schedule, ReqlExpr now) {
		ScheduleDefinition definition = schedule.definition();
		Declaration declaration = schedule.declaration();
		Change change = status(schedule, now);
		change.set("name", schedule.id());
		change.set("uid", schedule.uid().toString());
		change.set("format", StoreFormat.VERSION);
		change.set("application", (declaration != null) ? declaration.application() : null);
		change.set("task", definition.task());
		change.set("triggerFormat", this.format.triggerFormat(definition, declaration));
		change.set("definition", this.format.write(definition));
		change.set("declaration", (declaration != null) ? this.format.write(declaration) : null);
		change.set("facts", DuePlanner.needsFacts(definition) ? true : null);
		return change;
	}

	Stored<Schedule> stored(Fields document) {
		return Stored.read(document, this::schedule);
	}

	private Schedule schedule(Fields fields) {
		String triggerFormat = fields.text("triggerFormat");
		if (!this.foreign.admits(triggerFormat)) {
			throw StoredFormatException.unknown("Trigger format '" + triggerFormat + "' is not known here");
		}
		String declaration = fields.findText("declaration");
		Runs runs = new Runs(fields.findInstant("lastFire"), fields.findInstant("lastEnded"), fields.flag("waiting"),
				failures(fields));
		Status status = new Status(ScheduleState.valueOf(fields.text("state")), fields.findText("reason"),
				fields.findInstant("next"), fields.findInstant("dueAt"), fields.findInstant("watermark"), runs);
		return new Schedule(fields.text("name"), fields.uuid("uid"), fields.number("version"),
				this.format.readDefinition(fields.text("definition")),
				(declaration != null) ? this.format.readDeclaration(declaration) : null, status);
	}

	/**
	 * Reads a schedule; one that cannot be read here has a stand-in for what cannot be
	 * read.
	 */
	Schedule lenient(Fields fields) {
		Stored<Schedule> stored = stored(fields);
		return (stored.value() != null) ? stored.value() : standIn(fields);
	}

	private static Schedule standIn(Fields fields) {
		String task = or(() -> fields.text("task"), UNKNOWN);
		ScheduleDefinition definition = new ScheduleDefinition(task.isBlank() ? UNKNOWN : task, Payload.EMPTY,
				new UnreadableTrigger(or(() -> fields.text("triggerFormat"), UNKNOWN)), SchedulePolicies.DEFAULT,
				JobSettings.NONE);
		String application = orNull(fields::findText, "application");
		Runs runs = new Runs(orNull(fields::findInstant, "lastFire"), orNull(fields::findInstant, "lastEnded"),
				Boolean.TRUE.equals(fields.find("waiting")), or(() -> failures(fields), 0));
		Status status = new Status(or(() -> ScheduleState.valueOf(fields.text("state")), ScheduleState.QUARANTINED),
				orNull(fields::findText, "reason"), orNull(fields::findInstant, "next"),
				orNull(fields::findInstant, "dueAt"), orNull(fields::findInstant, "watermark"), runs);
		return new Schedule(or(() -> fields.text("name"), fields.id()), or(() -> fields.uuid("uid"), UNKNOWN_LIFE),
				or(() -> fields.number("version"), 0L), definition,
				(application != null) ? new Declaration(application, definition) : null, status);
	}

	private static int failures(Fields fields) {
		Integer failures = fields.findInteger("failures");
		return (failures != null) ? failures : 0;
	}

	private static <T> T or(Supplier<T> reader, T otherwise) {
		try {
			return reader.get();
		}
		catch (RuntimeException ex) {
			return otherwise;
		}
	}

	private static <T> @Nullable T orNull(Function<String, @Nullable T> reader, String field) {
		try {
			return reader.apply(field);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/** When a document is due, to say so. */
	static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isBefore(other) ? one : other;
	}

}
