package io.jobscheduler.store.jdbc;

import java.util.List;

import io.jobscheduler.job.Job;
import io.jobscheduler.store.jdbc.ClaimStep.Moment;

/**
 * The claim in one statement. The inner query walks the partial index range by range and
 * stops as soon as it has enough; as an array it is run once, and the update finds its
 * rows by their keys.
 */
final class PostgresClaim implements DirectClaim {

	private final Session session;

	private final JobRows jobs;

	PostgresClaim(Session session, JobRows jobs) {
		this.session = session;
		this.jobs = jobs;
	}

	@Override
	public List<Stored<Job>> claim(TaskFilter tasks, Moment moment, int slots, Holder holder) {
		Query query = new Query("UPDATE @@JOB SET state = 1, token = nextval('@@TOKEN'), node = ?, lease_until = ?, "
				+ "progress = NULL WHERE id = ANY(ARRAY(SELECT c.id FROM unnest(?::int4[]) WITH ORDINALITY AS p(priority, place) "
				+ "CROSS JOIN LATERAL (SELECT id FROM @@JOB WHERE state = 0 AND priority = p.priority AND due_at <= ? AND ",
				holder.node(), Micros.of(holder.leaseUntil()),
				new PostgresArray(SqlType.INT, moment.priorities().toArray()), Micros.of(moment.now()))
			.add(tasks.condition())
			.add(" ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED) c LIMIT ?)) RETURNING " + JobRows.COLUMNS, slots,
					slots);
		return this.session.list(query, (row, n) -> this.jobs.stored(row));
	}

}
