package io.jobscheduler.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a pulse.
 *
 * @param now the store's time
 * @param registered whether the node is registered as this incarnation; {@code false}
 * means that another has taken its id, or that it was removed as dead, and nothing was
 * extended
 * @param lost the claims named that the node no longer holds
 * @param cancel the jobs among those named that someone asked to cancel
 * @param cancelled pending jobs whose request to cancel was carried out now
 * @param nextScheduleDue when the next active schedule is due; {@code null} if none is
 * @param nextJobDue when the next pending job is due, whatever its task; {@code null} if
 * there is none
 * @param earliestExpiry when the first lease ends, whoever holds it; {@code null} if
 * nothing is claimed
 * @param mode what the node shall do: the stricter of what it was told and what all were
 */
public record PulseReply(Instant now, boolean registered, Set<JobId> lost, Set<JobId> cancel, List<JobResult> cancelled,
		@Nullable Instant nextScheduleDue, @Nullable Instant nextJobDue, @Nullable Instant earliestExpiry,
		NodeMode mode) {

	/**
	 * A reply to a node that was told nothing.
	 * @param now the store's time
	 * @param registered whether the node is registered
	 * @param lost the claims it no longer holds
	 * @param cancel the jobs to cancel
	 * @param cancelled the pending jobs that were cancelled
	 * @param nextScheduleDue when the next active schedule is due, or {@code null}
	 * @param nextJobDue when the next pending job is due, or {@code null}
	 * @param earliestExpiry when the first lease ends, or {@code null}
	 */
	public PulseReply(Instant now, boolean registered, Set<JobId> lost, Set<JobId> cancel, List<JobResult> cancelled,
			@Nullable Instant nextScheduleDue, @Nullable Instant nextJobDue, @Nullable Instant earliestExpiry) {
		this(now, registered, lost, cancel, cancelled, nextScheduleDue, nextJobDue, earliestExpiry, NodeMode.ACTIVE);
	}
}
