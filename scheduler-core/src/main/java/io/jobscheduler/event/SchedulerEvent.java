package io.jobscheduler.event;

import java.util.List;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened on this node. Each thing is told once, by the node that did it,
 * after the store has it.
 */
public sealed interface SchedulerEvent {

	/**
	 * The store it happened in.
	 * @return the store's name
	 */
	String store();

	/**
	 * The engine of a store has started.
	 *
	 * @param store the store's name
	 * @param node this node
	 */
	record Started(String store, String node) implements SchedulerEvent {
	}

	/**
	 * The engine of a store has stopped.
	 *
	 * @param store the store's name
	 * @param node this node
	 */
	record Stopped(String store, String node) implements SchedulerEvent {
	}

	/**
	 * The store has stopped answering.
	 *
	 * @param store the store's name
	 * @param failure what it said
	 */
	record StoreLost(String store, Throwable failure) implements SchedulerEvent {
	}

	/**
	 * The store answers again.
	 *
	 * @param store the store's name
	 */
	record StoreRecovered(String store) implements SchedulerEvent {
	}

	/**
	 * A job was added by this node. In a transaction of the caller's this is told after
	 * the commit.
	 *
	 * @param store the store's name
	 * @param job the job
	 * @param task its task
	 */
	record JobAdded(String store, JobId job, String task) implements SchedulerEvent {
	}

	/**
	 * A run starts.
	 *
	 * @param store the store's name
	 * @param claim the claim
	 */
	record JobStarted(String store, Claim claim) implements SchedulerEvent {
	}

	/**
	 * A job ended.
	 *
	 * @param store the store's name
	 * @param claim the claim it ended
	 * @param ending how
	 * @param run the run
	 */
	record JobEnded(String store, Claim claim, Ending ending, JobResult.Run run) implements SchedulerEvent {
	}

	/**
	 * A pending job was cancelled.
	 *
	 * @param store the store's name
	 * @param job the job
	 */
	record JobCancelled(String store, JobId job) implements SchedulerEvent {
	}

	/**
	 * An attempt failed, or lost its node, and the job will run again.
	 *
	 * @param store the store's name
	 * @param claim the claim it ended
	 * @param error why; {@code null} if the node was lost
	 */
	record JobRetried(String store, Claim claim, @Nullable JobError error) implements SchedulerEvent {
	}

	/**
	 * A run lost its claim to another node: whatever it still does is not recorded.
	 *
	 * @param store the store's name
	 * @param claim the claim
	 */
	record ClaimLost(String store, Claim claim) implements SchedulerEvent {
	}

	/**
	 * A run was told to stop, and goes on: it keeps its slot until it ends.
	 *
	 * @param store the store's name
	 * @param claim the claim
	 */
	record StopIgnored(String store, Claim claim) implements SchedulerEvent {
	}

	/**
	 * A schedule fired, or passed over fire times.
	 *
	 * @param store the store's name
	 * @param firing what was applied
	 */
	record ScheduleFired(String store, Firing firing) implements SchedulerEvent {
	}

	/**
	 * A schedule was added, changed, paused, resumed or removed by this node.
	 *
	 * @param store the store's name
	 * @param before what it was; {@code null} if it was added
	 * @param after what it is; {@code null} if it was removed
	 */
	record ScheduleChanged(String store, @Nullable Schedule before,
			@Nullable Schedule after) implements SchedulerEvent {
	}

	/**
	 * Rows that cannot be read were set aside.
	 *
	 * @param store the store's name
	 * @param what ids and reasons, for people
	 */
	record Quarantined(String store, List<String> what) implements SchedulerEvent {
	}

}
