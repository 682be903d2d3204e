package io.jobscheduler.job;

import java.time.Instant;

/**
 * One request to run a task once, as it stands in the store until it ends.
 *
 * @param id its identity
 * @param spec what it is asked to do
 * @param dueAt when it may start, by the store's clock
 * @param createdAt when it was added, by the store's clock
 * @param state whether it waits or runs
 * @param attempts what has become of it so far
 */
public record Job(JobId id, JobSpec spec, Instant dueAt, Instant createdAt, JobState state, Attempts attempts) {

	/**
	 * Which attempt the job is in, or, while it waits, will be in.
	 * @return 1 for the first
	 */
	public int attempt() {
		return this.attempts.failures() + this.attempts.abandonments() + 1;
	}

	/**
	 * A copy in another state.
	 * @param newState the state
	 * @param newDueAt when it is due
	 * @param newAttempts its attempts
	 * @return the copy
	 */
	public Job with(JobState newState, Instant newDueAt, Attempts newAttempts) {
		return new Job(this.id, this.spec, newDueAt, this.createdAt, newState, newAttempts);
	}

}
