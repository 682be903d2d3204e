package io.jobscheduler.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.jobscheduler.schedule.SkipReason;
import io.jobscheduler.schedule.SkippedFireTimes;
import org.jspecify.annotations.Nullable;

/**
 * The table of fire times that got no job of their own.
 */
final class SkippedRows {

	private static final List<SkipReason> REASONS = List.of(SkipReason.MISSED, SkipReason.COALESCED, SkipReason.OVERLAP,
			SkipReason.PAUSED);

	private final Session session;

	private final BatchInsert insert;

	SkippedRows(Session session) {
		this.session = session;
		this.insert = session.insert("@@SKIPPED", Column.text("schedule"), Column.number("first_fire"),
				Column.number("last_fire"), Column.number("fire_count"), Column.small("reason"),
				Column.number("recorded_at"));
	}

	void insert(Map<String, List<SkippedFireTimes>> skipped, Instant now) {
		List<@Nullable Object[]> rows = new ArrayList<>();
		skipped
			.forEach(
					(schedule,
							ranges) -> ranges.forEach((range) -> rows.add(new @Nullable Object[] { schedule,
									Micros.of(range.first()), Micros.of(range.last()), range.count(),
									REASONS.indexOf(range.reason()), Micros.of(now) })));
		this.insert.all(rows);
	}

	List<SkippedFireTimes> find(String schedule, int limit) {
		return this.session
			.list(new Query("SELECT first_fire, last_fire, fire_count, reason FROM @@SKIPPED WHERE schedule = ? "
					+ "ORDER BY last_fire DESC, id DESC LIMIT ?", schedule, limit), (row, n) -> skipped(row));
	}

	private static SkippedFireTimes skipped(ResultSet row) throws SQLException {
		return new SkippedFireTimes(Micros.read(row, "first_fire"), Micros.read(row, "last_fire"),
				row.getLong("fire_count"), REASONS.get(row.getInt("reason")));
	}

}
