package io.jobscheduler.store;

import java.time.Instant;
import java.util.List;

import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * What firing did.
 *
 * @param now the store's time
 * @param applied the plans that were applied
 * @param outrun how many plans were dropped because the schedule had changed
 * @param quarantined schedules whose rows could not be read, as far as they could be
 * @param nextDue when the next active schedule is due, possibly now; {@code null} if none
 * is
 */
public record FireReply(Instant now, List<Firing> applied, int outrun, List<Quarantined> quarantined,
		@Nullable Instant nextDue) {

	/**
	 * A row that could not be read.
	 *
	 * @param id the id of the schedule or job
	 * @param reason what was wrong
	 */
	public record Quarantined(String id, String reason) {
	}

	/**
	 * Whether a schedule's plan was applied.
	 * @param schedule the schedule
	 * @return {@code true} if it was
	 */
	public boolean fired(Schedule schedule) {
		return this.applied.stream().anyMatch((firing) -> firing.planned().id().equals(schedule.id()));
	}

}
