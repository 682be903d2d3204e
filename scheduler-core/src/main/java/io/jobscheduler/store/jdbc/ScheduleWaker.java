package io.jobscheduler.store.jdbc;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Completion.End;
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
		this.wake = session
			.update("@@SCHEDULE",
					List.of(new Column("version", SqlType.LONG, "version + %s"),
							new Column("last_ended", SqlType.LONG, "GREATEST(COALESCE(last_ended, 0), %s)"), new Column(
									"due_at", SqlType.LONG, "CASE WHEN waiting AND state = 0 THEN %s ELSE due_at END")),
					Column.text("id"));
	}

	/** The watching schedules of jobs that end, each with the latest end. */
	static Map<String, Instant> watching(List<Completion> completions) {
		Map<String, Instant> ends = new HashMap<>();
		for (Completion completion : completions) {
			JobOrigin origin = completion.claim().job().spec().origin();
			if (completion.verdict() instanceof End end && origin != null && origin.watched()) {
				ends.merge(origin.schedule(), end.endedAt(), (a, b) -> a.isAfter(b) ? a : b);
			}
		}
		return ends;
	}

	/**
	 * Wakes schedules.
	 * @param ends when a job of each ended
	 * @param now the store's time
	 * @return those that are left out, because another transaction holds them or they are
	 * gone
	 */
	Map<String, Instant> wake(Map<String, Instant> ends, Instant now) {
		if (ends.isEmpty()) {
			return ends;
		}
		Query query = new Query("SELECT id FROM @@SCHEDULE WHERE ")
			.add(this.session.dialect().in("id", SqlType.TEXT, ends.keySet()))
			.add(" FOR UPDATE SKIP LOCKED");
		Set<String> locked = new HashSet<>(this.session.list(query, (row, n) -> row.getString("id")));
		this.wake.apply(locked.stream()
			.map((id) -> new @Nullable Object[] { 1L, ends.get(id) != null ? Micros.of(ends.get(id)) : null,
					Micros.of(now), id })
			.toList());
		Map<String, Instant> missed = new HashMap<>(ends);
		missed.keySet().removeAll(locked);
		return missed;
	}

}
