package io.jobscheduler.store.jdbc;

import java.util.List;
import java.util.Optional;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.FireReply.Quarantined;
import org.jspecify.annotations.Nullable;

/**
 * Sets schedules aside that cannot be read or planned.
 */
final class ScheduleQuarantine {

	private static final String LOCK = "SELECT version FROM @@SCHEDULE WHERE id = ? AND state = 0 "
			+ "FOR UPDATE SKIP LOCKED";

	private final Session session;

	private final Transactions transactions;

	ScheduleQuarantine(Session session, Transactions transactions) {
		this.session = session;
		this.transactions = transactions;
	}

	List<Quarantined> unreadable(Stored<Schedule> row) {
		return this.transactions.step(() -> setAside(row.id(), row.reason(), null));
	}

	List<Quarantined> of(Schedule schedule, String reason) {
		return this.transactions.step(() -> setAside(schedule.id(), Stored.cut(reason), schedule.version()));
	}

	private List<Quarantined> setAside(String id, String reason, @Nullable Long plannedVersion) {
		Optional<Long> version = this.session.first(new Query(LOCK, id), (row, n) -> row.getLong("version"));
		if (version.isEmpty() || (plannedVersion != null && !plannedVersion.equals(version.get()))) {
			return List.of();
		}
		this.session.update(new Query(
				"UPDATE @@SCHEDULE SET state = 3, reason = ?, due_at = NULL, version = version + 1 WHERE id = ?",
				reason, id));
		return List.of(new Quarantined(id, reason));
	}

}
