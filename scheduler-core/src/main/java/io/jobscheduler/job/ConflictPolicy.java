package io.jobscheduler.job;

/**
 * What adding does when the schedule id or the job's unique key is taken.
 */
public enum ConflictPolicy {

	/**
	 * What is there is replaced; of jobs only a pending one, a running one stays as it
	 * is.
	 */
	REPLACE,

	/** What is there stays as it is, and the addition does nothing. */
	KEEP,

	/** The addition fails. */
	REJECT

}
