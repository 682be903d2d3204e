package io.jobscheduler.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Progress;

/**
 * A node says that it lives.
 *
 * @param node its id
 * @param incarnation its incarnation
 * @param lease how long each claim named, and the registration, hold from now on
 * @param claims the claims to extend
 * @param progress what is new of the progress of claims that are extended, to be kept
 * with the job until it is released
 */
public record PulseRequest(String node, String incarnation, Duration lease, List<Claim> claims,
		Map<JobId, Progress> progress) {

	/**
	 * A pulse that says nothing of progress.
	 * @param node the node's id
	 * @param incarnation its incarnation
	 * @param lease how long what is named holds
	 * @param claims the claims to extend
	 */
	public PulseRequest(String node, String incarnation, Duration lease, List<Claim> claims) {
		this(node, incarnation, lease, claims, Map.of());
	}
}
