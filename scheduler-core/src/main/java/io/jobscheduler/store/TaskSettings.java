package io.jobscheduler.store;

import java.util.Set;

import io.jobscheduler.job.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * The cluster-wide settings of a task.
 *
 * @param task its id
 * @param aliases its former ids, which count as the same task
 * @param maxRunningJobs how many of its jobs may run at once in the cluster, at least 1;
 * {@code null} for no limit
 * @param rate how often its jobs may be claimed in the cluster; {@code null} for no limit
 */
public record TaskSettings(String task, Set<String> aliases, @Nullable Integer maxRunningJobs,
		@Nullable RateLimit rate) {

	/** Copies the aliases. */
	public TaskSettings {
		aliases = Set.copyOf(aliases);
	}

	/**
	 * Settings without a rate limit.
	 * @param task its id
	 * @param aliases its former ids
	 * @param maxRunningJobs how many of its jobs may run at once, or {@code null}
	 */
	public TaskSettings(String task, Set<String> aliases, @Nullable Integer maxRunningJobs) {
		this(task, aliases, maxRunningJobs, null);
	}

}
