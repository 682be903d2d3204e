package io.jobscheduler;

import java.time.Duration;
import java.util.Objects;

import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.Identifiers;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.trigger.Trigger;

/**
 * Asks for a schedule. Immutable: every method returns a changed copy.
 */
public final class ScheduleRequest {

	private final String id;

	private final JobRequest job;

	private final Trigger trigger;

	private final SchedulePolicies policies;

	private final ConflictPolicy onConflict;

	private ScheduleRequest(String id, JobRequest job, Trigger trigger, SchedulePolicies policies,
			ConflictPolicy onConflict) {
		this.id = id;
		this.job = job;
		this.trigger = trigger;
		this.policies = policies;
		this.onConflict = onConflict;
	}

	/**
	 * A schedule.
	 * @param id its id
	 * @param job what each of its jobs runs, and how; with neither a time, an id nor a
	 * unique key of its own
	 * @param trigger when it fires
	 * @return the request, with {@link SchedulePolicies#DEFAULT} and
	 * {@link ConflictPolicy#REPLACE}
	 * @throws IllegalArgumentException if the id is not a valid name, or the job has what
	 * a schedule decides
	 */
	public static ScheduleRequest of(String id, JobRequest job, Trigger trigger) {
		Identifiers.require("schedule id", id);
		Objects.requireNonNull(trigger, "trigger");
		if (job.uniqueKey() != null || job.id() != null || !job.due().equals(Due.NOW)) {
			throw new IllegalArgumentException("The jobs of schedule '" + id
					+ "' cannot have a unique key, an id or a due time of their own: the schedule decides when they run, and its overlap policy how many");
		}
		return new ScheduleRequest(id, job, trigger, SchedulePolicies.DEFAULT, ConflictPolicy.REPLACE);
	}

	/**
	 * With what to do when several fire times are due at once.
	 * @param coalesce the policy
	 * @return a copy
	 */
	public ScheduleRequest coalesce(CoalescePolicy coalesce) {
		return policies(new SchedulePolicies(coalesce, this.policies.overlap(), this.policies.jitter()));
	}

	/**
	 * With what to do while an earlier job has not ended.
	 * @param overlap the policy
	 * @return a copy
	 */
	public ScheduleRequest overlap(OverlapPolicy overlap) {
		return policies(new SchedulePolicies(this.policies.coalesce(), overlap, this.policies.jitter()));
	}

	/**
	 * With a jitter.
	 * @param jitter up to how much later than the fire time a job is due
	 * @return a copy
	 * @throws IllegalArgumentException if it is negative
	 */
	public ScheduleRequest jitter(Duration jitter) {
		return policies(new SchedulePolicies(this.policies.coalesce(), this.policies.overlap(), jitter));
	}

	/**
	 * With all policies.
	 * @param newPolicies the policies
	 * @return a copy
	 */
	public ScheduleRequest policies(SchedulePolicies newPolicies) {
		return new ScheduleRequest(this.id, this.job, this.trigger, newPolicies, this.onConflict);
	}

	/**
	 * With what to do when the id is taken.
	 * @param policy the policy
	 * @return a copy
	 */
	public ScheduleRequest onConflict(ConflictPolicy policy) {
		return new ScheduleRequest(this.id, this.job, this.trigger, this.policies, policy);
	}

	/**
	 * Its id.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * What each of its jobs runs.
	 * @return the job
	 */
	public JobRequest job() {
		return this.job;
	}

	/**
	 * When it fires.
	 * @return the trigger
	 */
	public Trigger trigger() {
		return this.trigger;
	}

	/**
	 * How it fires.
	 * @return the policies
	 */
	public SchedulePolicies policies() {
		return this.policies;
	}

	/**
	 * What to do when the id is taken.
	 * @return the policy
	 */
	public ConflictPolicy onConflict() {
		return this.onConflict;
	}

}
