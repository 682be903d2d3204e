package io.jobscheduler.store;

/**
 * What a store did with a completion.
 */
public enum CompletionStatus {

	/** It was applied now. */
	APPLIED,

	/**
	 * It had been applied before; the reply was lost. Said where what is there is what
	 * the completion would have left: a result of the same token and outcome; a job that
	 * is pending after its claim, for a completion that does not end it; or nothing at
	 * all, as of a job that kept no result.
	 */
	ALREADY,

	/** The claim no longer holds the job; nothing was changed. */
	STALE

}
