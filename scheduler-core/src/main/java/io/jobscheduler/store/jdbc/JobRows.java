package io.jobscheduler.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Progress;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.StoreFormat.JobOptions;
import org.jspecify.annotations.Nullable;

/**
 * The table of jobs that have not ended.
 */
final class JobRows {

	static final int PENDING = 0;

	static final int RUNNING = 1;

	static final int QUARANTINED = 2;

	static final String COLUMNS = "id, format, task, payload_version, payload, settings, state, due_at, unique_key, "
			+ "schedule, fire_time, watched, created_at, token, failures, abandonments, node, lease_until, last_error, "
			+ "progress";

	private final Session session;

	private final StoreFormat format;

	private final BatchInsert insertAt;

	private final BatchInsert insertAfter;

	JobRows(Session session, StoreFormat format) {
		this.session = session;
		this.format = format;
		this.insertAt = insert(Column.number("due_at"));
		this.insertAfter = insert(Column.number("due_at").as("%s + " + session.dialect().clock()));
	}

	private BatchInsert insert(Column due) {
		return this.session.insert("@@JOB", Column.id("id"), Column.small("format"), Column.text("task"),
				Column.small("payload_version"), Column.text("payload"), Column.text("settings"),
				Column.small("priority"), Column.small("state"), due, Column.text("unique_key"),
				Column.text("schedule"), Column.number("fire_time"), Column.flag("watched"),
				Column.number("created_at").as("%s + " + this.session.dialect().clock()), Column.number("token"),
				Column.small("failures"), Column.small("abandonments"), Column.text("last_error"));
	}

	/**
	 * Inserts those jobs whose id and unique key are not there; what comes after a delay,
	 * by the database's clock.
	 * @return the ids of those that were inserted, to be changed at will
	 */
	Set<Object> insertAbsent(List<NewRow> jobs) {
		Set<Object> inserted = new HashSet<>(this.insertAt.absent(values(jobs, false)));
		inserted.addAll(this.insertAfter.absent(values(jobs, true)));
		return inserted;
	}

	private List<@Nullable Object[]> values(List<NewRow> jobs, boolean delayed) {
		return jobs.stream().filter((job) -> (job.due().at() == null) == delayed).map(this::values).toList();
	}

	private @Nullable Object[] values(NewRow job) {
		JobSpec spec = job.spec();
		JobOrigin origin = spec.origin();
		Instant at = job.due().at();
		long offset = this.session.offset();
		long due = (at != null) ? Micros.of(at) : Micros.of(job.due().delay()) + offset;
		return new @Nullable Object[] { job.id().value(), StoreFormat.VERSION, spec.task(), spec.payload().version(),
				spec.payload().arguments(), this.format.writeOptions(spec), spec.priority(), PENDING, due,
				spec.uniqueKey(), (origin != null) ? origin.schedule() : null,
				(origin != null) ? Micros.ofNullable(origin.fireTime()) : null, origin != null && origin.watched(),
				offset, 0L, job.attempts().failures(), job.attempts().abandonments(), job.attempts().lastError() };
	}

	/** Reads jobs; the query starts with {@code WHERE}. */
	List<Stored<Job>> list(Query where) {
		return this.session.list(new Query("SELECT " + COLUMNS + " FROM @@JOB ").add(where), (row, n) -> stored(row));
	}

	Query in(Collection<UUID> ids) {
		return this.session.dialect().in("id", SqlType.ID, ids);
	}

	Stored<Job> stored(ResultSet row) throws SQLException {
		return Stored.read(this.session.dialect().id(row, "id").toString(), row, this::job);
	}

	private Job job(ResultSet row) throws SQLException {
		JobState state = state(row.getInt("state"));
		boolean lenient = state == JobState.QUARANTINED;
		JobOptions options = options(row, lenient);
		JobSpec spec = new JobSpec(row.getString("task"), payload(row, lenient), options.settings(),
				row.getString("unique_key"), origin(row), options.headers());
		Attempts attempts = new Attempts(row.getLong("token"), row.getInt("failures"), row.getInt("abandonments"),
				row.getString("node"), Micros.readNullable(row, "lease_until"), row.getString("last_error"),
				progress(row.getString("progress")));
		return new Job(new JobId(this.session.dialect().id(row, "id")), spec, Micros.read(row, "due_at"),
				Micros.read(row, "created_at"), state, attempts);
	}

	private static JobState state(int state) {
		return switch (state) {
			case PENDING -> JobState.PENDING;
			case RUNNING -> JobState.RUNNING;
			case QUARANTINED -> JobState.QUARANTINED;
			default -> throw StoredFormatException.corrupt("Job state " + state + " is not one of 0 to 2", null);
		};
	}

	static int code(JobState state) {
		return switch (state) {
			case PENDING -> PENDING;
			case RUNNING -> RUNNING;
			case QUARANTINED -> QUARANTINED;
		};
	}

	/** What was set aside because it cannot be read can still be listed. */
	private static Payload payload(ResultSet row, boolean lenient) throws SQLException {
		int version = row.getInt("payload_version");
		return new Payload(lenient ? Math.max(1, version) : version, row.getString("payload"));
	}

	private JobOptions options(ResultSet row, boolean lenient) throws SQLException {
		try {
			return this.format.readOptions(row.getString("settings"));
		}
		catch (StoredFormatException ex) {
			if (lenient) {
				return JobOptions.NONE;
			}
			throw ex;
		}
	}

	/** A damaged one is as good as none. */
	private static @Nullable Progress progress(@Nullable String line) {
		try {
			return (line != null) ? Progress.parse(line) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	static @Nullable JobOrigin origin(ResultSet row) throws SQLException {
		String schedule = row.getString("schedule");
		return (schedule != null)
				? new JobOrigin(schedule, Micros.readNullable(row, "fire_time"), row.getBoolean("watched")) : null;
	}

	/**
	 * A job to insert.
	 *
	 * @param id its id
	 * @param spec what it is asked to do
	 * @param due when
	 * @param attempts what has become of it elsewhere
	 */
	record NewRow(JobId id, JobSpec spec, Due due, Attempts attempts) {
	}

}
