package io.jobscheduler.store;

/**
 * What a store did with a completion.
 */
public enum CompletionStatus {

	/** It was applied now. */
	APPLIED,

	/**
	 * It had been applied before; the reply was lost. Also said of a job that is gone and
	 * kept no result, where the two cannot be told apart.
	 */
	ALREADY,

	/** The claim no longer holds the job; nothing was changed. */
	STALE

}
