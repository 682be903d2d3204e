package io.jobscheduler.schedule;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A task, a trigger and policies, as they stand in the store.
 *
 * @param id its id, chosen by the user
 * @param uid its life: a schedule that is removed and added again has another
 * @param version rises with every change
 * @param definition what it does, as it is in effect
 * @param declaration where it is declared, and as what; {@code null} if it was added
 * through the API
 * @param status its state and times
 */
public record Schedule(String id, UUID uid, long version, ScheduleDefinition definition,
		@Nullable Declaration declaration, Status status) {

	/**
	 * A schedule declared by an application, as by an annotation. Kept apart from what is
	 * in effect, so that a restart applies only what has changed in the declaration.
	 *
	 * @param application the application's name
	 * @param definition what it was declared as, with the trigger as it was given
	 */
	public record Declaration(String application, ScheduleDefinition definition) {
	}

	/**
	 * The state and the times of a schedule.
	 *
	 * @param state its state
	 * @param reason why it is paused, finished or quarantined; {@code null} otherwise
	 * @param nextFireTime the next fire time; {@code null} if there is none, or if it
	 * depends on a job's end
	 * @param dueAt when the planner shall look at it; {@code null} if never
	 * @param watermark the last fire time dealt with: nothing at or before it ever gets a
	 * job again; {@code null} before the first
	 * @param runs what is known of its jobs
	 */
	public record Status(ScheduleState state, @Nullable String reason, @Nullable Instant nextFireTime,
			@Nullable Instant dueAt, @Nullable Instant watermark, Runs runs) {
	}

	/**
	 * What a schedule knows of its jobs.
	 *
	 * @param lastFireTime the last fire time that got a job; {@code null} before the
	 * first
	 * @param lastEndedAt when a watched job last ended; {@code null} if none has
	 * @param waiting whether it waits for a job to end
	 * @param failures how many watched jobs in a row have failed or been abandoned, since
	 * one succeeded or the schedule was resumed
	 */
	public record Runs(@Nullable Instant lastFireTime, @Nullable Instant lastEndedAt, boolean waiting, int failures) {

		/** No job yet. */
		public static final Runs NONE = new Runs(null, null, false, 0);

		/**
		 * Runs of which none has failed.
		 * @param lastFireTime the last fire time that got a job, or {@code null}
		 * @param lastEndedAt when a watched job last ended, or {@code null}
		 * @param waiting whether it waits for a job to end
		 */
		public Runs(@Nullable Instant lastFireTime, @Nullable Instant lastEndedAt, boolean waiting) {
			this(lastFireTime, lastEndedAt, waiting, 0);
		}

		/**
		 * Waiting for a job's end, or not.
		 * @param value whether it waits
		 * @return a copy
		 */
		public Runs waiting(boolean value) {
			return new Runs(this.lastFireTime, this.lastEndedAt, value, this.failures);
		}

	}

	/**
	 * The reason of a schedule that is paused because no live node declares it any more.
	 */
	public static final String RETIRED = "retired: no live node of its application declares it";

	/**
	 * A copy with another status.
	 * @param newStatus the status
	 * @return the copy
	 */
	public Schedule with(Status newStatus) {
		return new Schedule(this.id, this.uid, this.version, this.definition, this.declaration, newStatus);
	}

	/**
	 * A copy with another version.
	 * @param newVersion the version
	 * @return the copy
	 */
	public Schedule withVersion(long newVersion) {
		return new Schedule(this.id, this.uid, newVersion, this.definition, this.declaration, this.status);
	}

}
