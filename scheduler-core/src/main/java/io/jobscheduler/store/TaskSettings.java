package io.jobscheduler.store;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The cluster-wide settings of a task.
 *
 * @param task its id
 * @param aliases its former ids, which count as the same task
 * @param maxRunningJobs how many of its jobs may run at once in the cluster, at least 1;
 * {@code null} for no limit
 */
public record TaskSettings(String task, Set<String> aliases, @Nullable Integer maxRunningJobs) {

	/** Copies the aliases. */
	public TaskSettings {
		aliases = Set.copyOf(aliases);
	}

}
