package io.jobscheduler.store;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import org.jspecify.annotations.Nullable;

/**
 * What became of a change.
 *
 * @param decision what was decided and applied
 * @param before the schedule as it was; {@code null} if there was none
 * @param after the schedule as it is; {@code null} if there is none
 */
public record ScheduleReply(ScheduleEdit.Decision decision, @Nullable Schedule before, @Nullable Schedule after) {
}
