package io.jobscheduler.store;

import io.jobscheduler.schedule.ScheduleEdit;

/**
 * A change to one schedule.
 *
 * @param id the schedule's id
 * @param edit decides, given what is there
 */
public record ScheduleChange(String id, ScheduleEdit edit) {
}
