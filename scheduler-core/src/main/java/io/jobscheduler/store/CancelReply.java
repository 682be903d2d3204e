package io.jobscheduler.store;

import io.jobscheduler.job.JobId;

/**
 * What became of a request to cancel.
 *
 * @param id the job
 * @param status what was done
 */
public record CancelReply(JobId id, Status status) {

	/** What was done. */
	public enum Status {

		/** It was pending and has ended as cancelled. */
		CANCELLED,

		/**
		 * It runs, or the request waits for the caller's commit; it will be asked to
		 * stop.
		 */
		REQUESTED,

		/** It has ended before. */
		ENDED,

		/** There is no such job. */
		UNKNOWN

	}

}
