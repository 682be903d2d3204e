package io.jobscheduler.store;

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
 */
public record NewJob(JobId id, boolean chosen, JobSpec spec, Due due, ConflictPolicy onConflict) {
}
