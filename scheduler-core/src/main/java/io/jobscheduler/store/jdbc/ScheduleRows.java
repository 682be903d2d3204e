package io.jobscheduler.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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
import org.jspecify.annotations.Nullable;

/**
 * The table of schedules.
 */
final class ScheduleRows {

	static final int ACTIVE = 0;

	static final int FINISHED = 2;

	static final int QUARANTINED = 3;

	private static final List<ScheduleState> STATES = List.of(ScheduleState.ACTIVE, ScheduleState.PAUSED,
			ScheduleState.FINISHED, ScheduleState.QUARANTINED);

	private static final List<Column> STATUS = List.of(Column.number("version"), Column.small("state"),
			Column.text("reason"), Column.number("next_fire"), Column.number("due_at"), Column.number("watermark"),
			Column.number("last_fire"), Column.number("last_ended"), Column.flag("waiting"), Column.small("failures"),
			Column.number("updated_at"));

	private static final String COLUMNS = "id, uid, version, format, application, task, state, reason, trigger_format, "
			+ "definition, declaration, next_fire, due_at, watermark, last_fire, last_ended, waiting, failures";

	private final Session session;

	private final StoreFormat format;

	private final ForeignSchedules foreign;

	private final BatchInsert insert;

	private final BatchUpdate updateStatus;

	private final BatchUpdate updateAll;

	ScheduleRows(Session session, StoreFormat format, ForeignSchedules foreign) {
		this.session = session;
		this.format = format;
		this.foreign = foreign;
		List<Column> definition = List.of(Column.id("uid"), Column.small("format"), Column.text("application"),
				Column.text("task"), Column.text("trigger_format"), Column.text("definition"),
				Column.text("declaration"));
		List<Column> all = concat(STATUS, definition);
		this.insert = session.insert("@@SCHEDULE",
				concat(concat(List.of(Column.text("id")), all), List.of(Column.number("created_at")))
					.toArray(Column[]::new));
		this.updateStatus = session.update("@@SCHEDULE", STATUS, Column.text("id"));
		this.updateAll = session.update("@@SCHEDULE", all, Column.text("id"));
	}

	private static List<Column> concat(List<Column> first, List<Column> second) {
		return Stream.concat(first.stream(), second.stream()).toList();
	}

	/** Reads schedules; the query starts with {@code WHERE}. */
	List<Stored<Schedule>> list(Query where) {
		return this.session.list(new Query("SELECT " + COLUMNS + " FROM @@SCHEDULE ").add(where),
				(row, n) -> Stored.read(row.getString("id"), row, this::schedule));
	}

	/**
	 * Reads schedules; one that cannot be read here has a stand-in for its definition.
	 */
	List<Schedule> listLeniently(Query where) {
		return this.session.list(new Query("SELECT " + COLUMNS + " FROM @@SCHEDULE ").add(where),
				(row, n) -> lenient(row));
	}

	Query in(Collection<String> ids) {
		return this.session.dialect().in("id", SqlType.TEXT, ids);
	}

	/** Inserts those whose ids are not there; returns their ids. */
	Set<Object> insertAbsent(List<Schedule> schedules, Instant now) {
		return this.insert.absent(schedules.stream()
			.map((schedule) -> concatArrays(new @Nullable Object[] { schedule.id() }, status(schedule, now),
					definition(schedule), new @Nullable Object[] { Micros.of(now) }))
			.toList());
	}

	/** Writes version and status of rows that are locked. */
	void updateStatus(List<Schedule> schedules, Instant now) {
		this.updateStatus.apply(schedules.stream()
			.map((schedule) -> concatArrays(status(schedule, now), new @Nullable Object[] { schedule.id() }))
			.toList());
	}

	/** Writes everything of rows that are locked. */
	void updateAll(List<Schedule> schedules, Instant now) {
		this.updateAll.apply(schedules.stream()
			.map((schedule) -> concatArrays(status(schedule, now), definition(schedule),
					new @Nullable Object[] { schedule.id() }))
			.toList());
	}

	private static @Nullable Object[] concatArrays(@Nullable Object[]... arrays) {
		return Arrays.stream(arrays).flatMap(Arrays::stream).toArray();
	}

	private static @Nullable Object[] status(Schedule schedule, Instant now) {
		Status status = schedule.status();
		Runs runs = status.runs();
		return new @Nullable Object[] { schedule.version(), code(status.state()), status.reason(),
				Micros.ofNullable(status.nextFireTime()), Micros.ofNullable(status.dueAt()),
				Micros.ofNullable(status.watermark()), Micros.ofNullable(runs.lastFireTime()),
				Micros.ofNullable(runs.lastEndedAt()), runs.waiting(), runs.failures(), Micros.of(now) };
	}

	private @Nullable Object[] definition(Schedule schedule) {
		ScheduleDefinition definition = schedule.definition();
		Declaration declaration = schedule.declaration();
		return new @Nullable Object[] { schedule.uid(), StoreFormat.VERSION,
				(declaration != null) ? declaration.application() : null, definition.task(),
				this.format.triggerFormat(definition, declaration), this.format.write(definition),
				(declaration != null) ? this.format.write(declaration) : null };
	}

	static int code(ScheduleState state) {
		return STATES.indexOf(state);
	}

	private Schedule schedule(ResultSet row) throws SQLException {
		String triggerFormat = row.getString("trigger_format");
		if (!this.foreign.admits(triggerFormat)) {
			throw StoredFormatException.unknown("Trigger format '" + triggerFormat + "' is not known here");
		}
		String declaration = row.getString("declaration");
		return schedule(row, this.format.readDefinition(row.getString("definition")),
				(declaration != null) ? this.format.readDeclaration(declaration) : null);
	}

	private Schedule lenient(ResultSet row) throws SQLException {
		Stored<Schedule> stored = Stored.read(row.getString("id"), row, this::schedule);
		if (stored.value() != null) {
			return stored.value();
		}
		ScheduleDefinition standIn = new ScheduleDefinition(row.getString("task"), Payload.EMPTY,
				new UnreadableTrigger(row.getString("trigger_format")), SchedulePolicies.DEFAULT, JobSettings.NONE);
		String application = row.getString("application");
		return schedule(row, standIn, (application != null) ? new Declaration(application, standIn) : null);
	}

	private Schedule schedule(ResultSet row, ScheduleDefinition definition, @Nullable Declaration declaration)
			throws SQLException {
		Status status = new Status(state(row.getInt("state")), row.getString("reason"),
				Micros.readNullable(row, "next_fire"), Micros.readNullable(row, "due_at"),
				Micros.readNullable(row, "watermark"), runs(row));
		return new Schedule(row.getString("id"), this.session.dialect().id(row, "uid"), row.getLong("version"),
				definition, declaration, status);
	}

	static Runs runs(ResultSet row) throws SQLException {
		return new Runs(Micros.readNullable(row, "last_fire"), Micros.readNullable(row, "last_ended"),
				row.getBoolean("waiting"), row.getInt("failures"));
	}

	private static ScheduleState state(int state) {
		if (state < 0 || state >= STATES.size()) {
			throw StoredFormatException.corrupt("Schedule state " + state + " is not one of 0 to 3", null);
		}
		return STATES.get(state);
	}

}
