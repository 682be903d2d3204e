package io.jobscheduler.store;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobSpec;

/**
 * A job to add.
 *
 * @param id its id
 * @param chosen whether the caller chose the id: then it is also compared with the
 * results that are kept
 * @param spec what it is asked to do
 * @param due when
 * @param onConflict what to do if its unique key is taken
 * @param attempts what has become of it in another store that it comes from: its
 * failures, abandonments and last error, nothing else; {@link Attempts#NONE} for a new
 * job
 */
public record NewJob(JobId id, boolean chosen, JobSpec spec, Due due, ConflictPolicy onConflict, Attempts attempts) {

	/** Leaves out what belongs to a claim. */
	public NewJob {
		attempts = new Attempts(0, attempts.failures(), attempts.abandonments(), null, null, attempts.lastError());
	}

	/**
	 * A job that is new.
	 * @param id its id
	 * @param chosen whether the caller chose the id
	 * @param spec what it is asked to do
	 * @param due when
	 * @param onConflict what to do if its unique key is taken
	 */
	public NewJob(JobId id, boolean chosen, JobSpec spec, Due due, ConflictPolicy onConflict) {
		this(id, chosen, spec, due, onConflict, Attempts.NONE);
	}

}
