package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.UUID;

import io.jobscheduler.job.Job;

/**
 * Sets jobs aside whose rows cannot be read.
 */
final class JobQuarantine {

	private static final String UPDATE = "UPDATE @@JOB SET state = 2, last_error = ?, node = NULL, lease_until = NULL, "
			+ "progress = NULL WHERE id = ?";

	private final Session session;

	JobQuarantine(Session session) {
		this.session = session;
	}

	void pending(Stored<Job> row) {
		this.session.update(new Query(UPDATE + " AND state = 0", row.reason(), id(row)));
	}

	void claimed(Stored<Job> row, String node) {
		this.session.update(new Query(UPDATE + " AND state = 1 AND node = ?", row.reason(), id(row), node));
	}

	void expired(Stored<Job> row, Instant now) {
		this.session
			.update(new Query(UPDATE + " AND state = 1 AND lease_until < ?", row.reason(), id(row), Micros.of(now)));
	}

	private static UUID id(Stored<Job> row) {
		return UUID.fromString(row.id());
	}

}
