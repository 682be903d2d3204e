package io.jobscheduler.job;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The schedule that made a job.
 *
 * @param schedule the schedule's id
 * @param fireTime the fire time it was made for; {@code null} if the schedule was run by
 * hand
 * @param watched whether the schedule waits for the job's end before it fires again, so
 * that the end must wake it
 */
public record JobOrigin(String schedule, @Nullable Instant fireTime, boolean watched) {
}
