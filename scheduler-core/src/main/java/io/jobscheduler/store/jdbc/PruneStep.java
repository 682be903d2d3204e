package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.List;

import io.jobscheduler.store.PruneRequest;

/**
 * Removes what is past its retention. Rows that another transaction holds are left for
 * the next time.
 */
final class PruneStep {

	private final Session session;

	PruneStep(Session session) {
		this.session = session;
	}

	int prune(PruneRequest request) {
		Instant now = this.session.now();
		int removed = remove("@@RESULT", SqlType.ID, new Query("expires_at <= ? ORDER BY expires_at", Micros.of(now)),
				request.limit());
		removed += remove("@@SKIPPED", SqlType.LONG,
				new Query("recorded_at < ? ORDER BY recorded_at", Micros.of(now.minus(request.skipped()))),
				request.limit());
		removed += remove("@@SCHEDULE", SqlType.TEXT, new Query("state = ? AND application IS NULL AND updated_at < ?",
				ScheduleRows.FINISHED, Micros.of(now.minus(request.finishedSchedules()))), request.limit());
		removed += remove("@@CANCEL", SqlType.ID,
				new Query("NOT EXISTS (SELECT 1 FROM @@JOB j WHERE j.id = @@CANCEL.id)"), request.limit());
		return removed + new NodeRows(this.session).removeSilent(request.silentNodes(), now);
	}

	private int remove(String table, SqlType type, Query condition, int limit) {
		Query query = new Query("SELECT id FROM " + table + " WHERE ").add(condition)
			.add(" LIMIT ? FOR UPDATE SKIP LOCKED", limit);
		List<?> ids = this.session.list(query, (row, n) -> switch (type) {
			case ID -> this.session.dialect().id(row, "id");
			case TEXT -> row.getString("id");
			default -> row.getLong("id");
		});
		return ids.isEmpty() ? 0 : this.session
			.update(new Query("DELETE FROM " + table + " WHERE ").add(this.session.dialect().in("id", type, ids)));
	}

}
