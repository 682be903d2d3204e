package io.jobscheduler.engine;

import java.time.Duration;

import io.jobscheduler.store.Completion.End;
import io.jobscheduler.store.Completion.Verdict;
import io.jobscheduler.store.CompletionStatus;

/**
 * Hears how a run goes.
 */
interface RunListener {

	/**
	 * Its code starts, and has a timeout.
	 */
	void started(JobRun run, Duration timeout);

	/**
	 * It was taken back before its executor came to it, and gives up its slot if it has
	 * one.
	 */
	void neverBegan(JobRun run);

	/**
	 * It was told to stop while its code runs.
	 */
	void toldToStop(JobRun run);

	/**
	 * It has ended, once.
	 * @param verdict what becomes of the job; to be written
	 */
	void ended(JobRun run, Verdict verdict);

	/**
	 * It has ended, once, in a transaction with its outcome.
	 * @param end what was written
	 * @param status whether it was
	 */
	void endedInTransaction(JobRun run, End end, CompletionStatus status);

}
