package io.jobscheduler.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.StoreFormat;
import org.jspecify.annotations.Nullable;

/**
 * The table of results.
 */
final class ResultRows {

	private static final String COLUMNS = "id, task, schedule, fire_time, watched, outcome, token, attempt, node, "
			+ "started_at, ended_at, result_value, error_type, error_message, error_trace, details, expires_at";

	private static final List<Outcome> OUTCOMES = List.of(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.CANCELLED,
			Outcome.MISSED, Outcome.ABANDONED);

	private final Session session;

	private final StoreFormat format;

	private final BatchInsert insert;

	ResultRows(Session session, StoreFormat format) {
		this.session = session;
		this.format = format;
		this.insert = session.insert("@@RESULT", Column.id("id"), Column.text("task"), Column.text("schedule"),
				Column.number("fire_time"), Column.flag("watched"), Column.small("outcome"), Column.number("token"),
				Column.small("attempt"), Column.text("node"), Column.number("started_at"), Column.number("ended_at"),
				Column.text("result_value"), Column.text("error_type"), Column.text("error_message"),
				Column.text("error_trace"), Column.text("details"), Column.number("expires_at"));
	}

	/** Inserts results; of a job that has one already, the first stands. */
	void insert(List<JobResult> results) {
		this.insert.absent(results.stream().map(this::values).toList());
	}

	private @Nullable Object[] values(JobResult result) {
		JobOrigin origin = result.origin();
		JobError error = result.ending().error();
		JobResult.Run run = result.run();
		return new @Nullable Object[] { result.jobId().value(), result.task(),
				(origin != null) ? origin.schedule() : null,
				(origin != null) ? Micros.ofNullable(origin.fireTime()) : null, origin != null && origin.watched(),
				code(result.outcome()), run.token(), run.attempt(), run.node(), Micros.ofNullable(run.startedAt()),
				Micros.of(run.endedAt()), result.ending().value(), (error != null) ? error.type() : null,
				(error != null) ? error.message() : null, (error != null) ? error.trace() : null,
				this.format.writeDetails(result), Micros.of(result.expiresAt()) };
	}

	/** Reads results; the query starts with {@code WHERE}. */
	List<JobResult> list(Query where) {
		return this.session.list(new Query("SELECT " + COLUMNS + " FROM @@RESULT ").add(where),
				(row, n) -> result(row));
	}

	Query in(Collection<UUID> ids) {
		return this.session.dialect().in("id", SqlType.ID, ids);
	}

	static int code(Outcome outcome) {
		return OUTCOMES.indexOf(outcome);
	}

	private static Outcome outcome(int code) {
		return OUTCOMES.get(code);
	}

	/** What is there of a job that has ended; of a damaged row, nothing that fits. */
	static Completion.Trace trace(ResultSet row) throws SQLException {
		int code = row.getInt("outcome");
		boolean readable = code >= 0 && code < OUTCOMES.size();
		return new Completion.Trace(readable ? row.getLong("token") : -1, false, readable ? outcome(code) : null);
	}

	private JobResult result(ResultSet row) throws SQLException {
		String errorType = row.getString("error_type");
		JobError error = (errorType != null)
				? new JobError(errorType, row.getString("error_message"), row.getString("error_trace")) : null;
		Ending ending = new Ending(outcome(row.getInt("outcome")), row.getString("result_value"), error);
		JobResult.Run run = new JobResult.Run(row.getInt("attempt"), row.getLong("token"), row.getString("node"),
				Micros.readNullable(row, "started_at"), Micros.read(row, "ended_at"));
		JobResult result = new JobResult(new JobId(this.session.dialect().id(row, "id")), row.getString("task"),
				JobRows.origin(row), ending, run, Micros.read(row, "expires_at"));
		return this.format.withDetails(result, row.getString("details"));
	}

}
