package io.jobscheduler.schedule;

import java.time.Instant;
import java.util.List;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobSpec;

/**
 * A plan: the jobs to make of a due schedule, what is passed over, and the schedule's
 * next status. It is applied as one atomic step, and only if the schedule's version still
 * stands.
 *
 * @param planned the schedule that it was planned for
 * @param jobs the jobs to insert
 * @param skipped the fire times passed over
 * @param next the schedule's status afterwards
 * @param cancelsLive whether the jobs of the schedule that have not ended shall be
 * cancelled: asked for by the engine after the plan was applied, and again with each plan
 * until they have ended
 */
public record Firing(Schedule planned, List<PlannedJob> jobs, List<SkippedFireTimes> skipped, Schedule.Status next,
		boolean cancelsLive) {

	/**
	 * A plan that cancels nothing.
	 * @param planned the schedule that it was planned for
	 * @param jobs the jobs to insert
	 * @param skipped the fire times passed over
	 * @param next the schedule's status afterwards
	 */
	public Firing(Schedule planned, List<PlannedJob> jobs, List<SkippedFireTimes> skipped, Schedule.Status next) {
		this(planned, jobs, skipped, next, false);
	}

	/**
	 * A job to insert.
	 *
	 * @param id its id, computed from the schedule's life and the fire time
	 * @param spec what it is asked to do
	 * @param dueAt when it is due
	 */
	public record PlannedJob(JobId id, JobSpec spec, Instant dueAt) {
	}

}
