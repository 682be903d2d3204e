package io.jobscheduler.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks for due jobs.
 *
 * @param node who asks
 * @param lease how long each claim holds
 * @param lanes one per executor that has free slots
 */
public record ClaimRequest(String node, Duration lease, List<Lane> lanes) {

	/**
	 * What one executor can take.
	 *
	 * @param executor its name
	 * @param slots how many jobs at most, at least 1
	 * @param tasks the task ids that it runs (aliases among them), each with the highest
	 * payload version that the node understands; lower ones are taken too
	 */
	public record Lane(String executor, int slots, Map<String, Integer> tasks) {

		/** Copies the tasks. */
		public Lane {
			tasks = Map.copyOf(tasks);
		}

	}

}
