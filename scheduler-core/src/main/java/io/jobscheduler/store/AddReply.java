package io.jobscheduler.store;

import io.jobscheduler.job.JobId;

/**
 * What became of an addition.
 *
 * @param id the id of the job that stands in the store: the one added, or the one that
 * was there
 * @param status what was done
 */
public record AddReply(JobId id, Status status) {

	/** What was done. */
	public enum Status {

		/** The job was added. */
		ADDED,

		/** The id exists already, live or as a result; nothing was done. */
		EXISTS,

		/** The unique key is taken, and the job that has it was left as it is. */
		KEPT,

		/**
		 * The unique key was taken by a pending job, which now has the new one's spec and
		 * due time, and keeps its id.
		 */
		REPLACED,

		/** The unique key is taken, and the addition was refused. */
		REJECTED

	}

}
