package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.schedule.Schedule.Runs;
import io.jobscheduler.store.ScheduleEnd;
import org.jspecify.annotations.Nullable;

/**
 * Tells schedules that a job of theirs has ended, if they watch it. A schedule whose row
 * a user's transaction holds is left out: it looks again by itself.
 */
final class ScheduleWaker {

	private final Session session;

	private final BatchUpdate wake;

	ScheduleWaker(Session session) {
		this.session = session;
		this.wake = session.update("@@SCHEDULE",
				List.of(new Column("version", SqlType.LONG, "version + %s"), Column.number("last_ended"),
						Column.small("failures"),
						new Column("due_at", SqlType.LONG, "CASE WHEN waiting AND state = 0 THEN %s ELSE due_at END")),
				Column.text("id"));
	}

	/**
	 * Wakes schedules.
	 * @param ends what the ends of their jobs mean
	 * @param now the store's time
	 * @return those that are left out, because another transaction holds them or they are
	 * gone
	 */
	Map<String, ScheduleEnd> wake(Map<String, ScheduleEnd> ends, Instant now) {
		if (ends.isEmpty()) {
			return ends;
		}
		Query query = new Query("SELECT id, last_fire, last_ended, waiting, failures FROM @@SCHEDULE WHERE ")
			.add(this.session.dialect().in("id", SqlType.TEXT, ends.keySet()))
			.add(" FOR UPDATE SKIP LOCKED");
		Map<String, Runs> locked = new HashMap<>();
		this.session.list(query, (row, n) -> locked.put(row.getString("id"), ScheduleRows.runs(row)) == null);
		List<@Nullable Object[]> rows = new ArrayList<>();
		Map<String, ScheduleEnd> missed = new HashMap<>(ends);
		locked.forEach((id, before) -> {
			ScheduleEnd end = missed.remove(id);
			if (end != null) {
				Runs runs = end.applyTo(before);
				rows.add(new @Nullable Object[] { 1L, Micros.ofNullable(runs.lastEndedAt()), runs.failures(),
						Micros.of(now), id });
			}
		});
		this.wake.apply(rows);
		return missed;
	}

}
