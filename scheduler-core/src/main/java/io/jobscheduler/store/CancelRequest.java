package io.jobscheduler.store;

import java.time.Duration;
import java.util.List;

import io.jobscheduler.job.JobId;

/**
 * Asks to cancel jobs.
 *
 * @param jobs their ids
 * @param retention how long the results of those that end now are kept
 */
public record CancelRequest(List<JobId> jobs, Duration retention) {
}
