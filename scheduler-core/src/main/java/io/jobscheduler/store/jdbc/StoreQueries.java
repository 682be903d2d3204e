package io.jobscheduler.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreCounts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what people ask for, page by page.
 */
final class StoreQueries {

	private static final Logger LOG = LoggerFactory.getLogger(StoreQueries.class);

	private final Session session;

	private final JobRows jobs;

	private final ScheduleRows schedules;

	private final ResultRows results;

	StoreQueries(Session session, JobRows jobs, ScheduleRows schedules, ResultRows results) {
		this.session = session;
		this.jobs = jobs;
		this.schedules = schedules;
		this.results = results;
	}

	Optional<Job> job(JobId id) {
		return this.jobs.list(new Query("WHERE id = ?", id.value()))
			.stream()
			.filter(StoreQueries::isReadable)
			.map(Stored::value)
			.findFirst();
	}

	Optional<JobResult> result(JobId id) {
		return this.results.list(unexpired().add(" AND id = ?", id.value())).stream().findFirst();
	}

	Optional<Schedule> schedule(String id) {
		return this.schedules.listLeniently(new Query("WHERE id = ?", id)).stream().findFirst();
	}

	/** A job that cannot be read, and is not yet quarantined, is left out. */
	Page<Job> find(JobQuery query) {
		Query where = new Query("WHERE 1 = 1");
		and(where, "state", (query.state() != null) ? JobRows.code(query.state()) : null);
		and(where, "task", query.task());
		and(where, "schedule", query.schedule());
		if (query.cursor() != null) {
			where.add(" AND id > ?", JobId.of(query.cursor()).value());
		}
		where.add(" ORDER BY id LIMIT ?", query.limit() + 1);
		Page<Stored<Job>> page = page(this.jobs.list(where), query.limit(), Stored::id);
		List<Job> readable = page.items().stream().filter(StoreQueries::isReadable).map(Stored::value).toList();
		return new Page<>(readable, page.nextCursor());
	}

	private static boolean isReadable(Stored<?> row) {
		if (row.value() == null) {
			LOG.debug("Left out: {}", row.reason());
		}
		return row.value() != null;
	}

	private Query unexpired() {
		return new Query("WHERE expires_at > " + this.session.dialect().clock() + " + ?", this.session.offset());
	}

	Page<JobResult> find(ResultQuery query) {
		Query where = unexpired();
		and(where, "outcome", (query.outcome() != null) ? ResultRows.code(query.outcome()) : null);
		and(where, "task", query.task());
		and(where, "schedule", query.schedule());
		if (query.cursor() != null) {
			ResultCursor cursor = ResultCursor.parse(query.cursor());
			where.add(" AND (ended_at < ? OR (ended_at = ? AND id < ?))", cursor.endedAt(), cursor.endedAt(),
					cursor.id().value());
		}
		where.add(" ORDER BY ended_at DESC, id DESC LIMIT ?", query.limit() + 1);
		return page(this.results.list(where), query.limit(), (result) -> ResultCursor.of(result).toString());
	}

	Page<Schedule> find(ScheduleQuery query) {
		Query where = new Query("WHERE 1 = 1");
		and(where, "state", (query.state() != null) ? ScheduleRows.code(query.state()) : null);
		and(where, "task", query.task());
		and(where, "application", query.application());
		if (query.cursor() != null) {
			where.add(" AND id > ?", query.cursor());
		}
		where.add(" ORDER BY id LIMIT ?", query.limit() + 1);
		return page(this.schedules.listLeniently(where), query.limit(), Schedule::id);
	}

	private static void and(Query where, String column, @Nullable Object value) {
		if (value != null) {
			where.add(" AND " + column + " = ?", value);
		}
	}

	private static <T> Page<T> page(List<T> oneMore, int limit, Function<T, String> cursor) {
		if (oneMore.size() <= limit) {
			return new Page<>(oneMore, null);
		}
		return new Page<>(oneMore.subList(0, limit), cursor.apply(oneMore.get(limit - 1)));
	}

	StoreCounts counts(int cap) {
		Query query = new Query("SELECT ").add(count("schedules", "@@SCHEDULE", "1 = 1", cap))
			.add(", ")
			.add(count("pending", "@@JOB", "state = 0", cap))
			.add(", ")
			.add(count("running", "@@JOB", "state = 1", cap))
			.add(", ")
			.add(count("quarantined", "@@JOB", "state = 2", cap))
			.add(", ")
			.add(count("results", "@@RESULT", "1 = 1", cap));
		long overdue = overdue();
		return this.session
			.first(query,
					(row, n) -> new StoreCounts(row.getLong("schedules"), row.getLong("pending"),
							row.getLong("running"), row.getLong("quarantined"), row.getLong("results"), overdue))
			.orElseThrow();
	}

	private static Query count(String name, String table, String condition, int cap) {
		return new Query(
				"(SELECT COUNT(*) FROM (SELECT 1 FROM " + table + " WHERE " + condition + " LIMIT ?) c) AS " + name,
				cap);
	}

	private long overdue() {
		PendingJobs pending = new PendingJobs(this.session);
		Instant earliest = pending.earliestDue(pending.priorities());
		if (earliest == null) {
			return 0;
		}
		return Math.max(0, Micros.of(Duration.between(earliest, this.session.now())));
	}

	/**
	 * Where a page of results ends.
	 *
	 * @param endedAt when its last result's run ended
	 * @param id that result's job
	 */
	private record ResultCursor(long endedAt, JobId id) {

		static ResultCursor of(JobResult result) {
			return new ResultCursor(Micros.of(result.run().endedAt()), result.jobId());
		}

		static ResultCursor parse(String text) {
			int colon = text.indexOf(':');
			try {
				return new ResultCursor(Long.parseLong(text.substring(0, Math.max(0, colon))),
						JobId.of(text.substring(colon + 1)));
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("Invalid cursor '" + text + "': take it from the page before", ex);
			}
		}

		@Override
		public String toString() {
			return this.endedAt + ":" + this.id;
		}

	}

}
