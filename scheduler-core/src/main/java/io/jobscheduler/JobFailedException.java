package io.jobscheduler;

import java.io.Serial;

import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A job that was waited for did not succeed.
 */
public class JobFailedException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient JobId jobId;

	private final Outcome outcome;

	/**
	 * Creates an exception.
	 * @param jobId the job
	 * @param outcome how it ended
	 * @param error why, {@code null} if not known
	 */
	public JobFailedException(JobId jobId, Outcome outcome, @Nullable JobError error) {
		super("Job " + jobId + " ended as " + outcome
				+ ((error != null) ? ": " + error.type() + ": " + error.message() : ""));
		this.jobId = jobId;
		this.outcome = outcome;
	}

	/**
	 * The job.
	 * @return its id
	 */
	public JobId jobId() {
		return this.jobId;
	}

	/**
	 * How it ended.
	 * @return the outcome
	 */
	public Outcome outcome() {
		return this.outcome;
	}

}
