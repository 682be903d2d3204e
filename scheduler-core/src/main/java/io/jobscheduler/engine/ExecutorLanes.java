package io.jobscheduler.engine;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.jobscheduler.job.JobSettings;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;

/**
 * The lanes of all executors.
 */
final class ExecutorLanes {

	private final Map<String, ExecutorLane> lanes = new LinkedHashMap<>();

	private final TaskRegistry tasks;

	private final JobSettings defaults;

	/**
	 * The lanes of a store.
	 * @param executors the slots of each executor
	 * @param context what the engine works with
	 * @param wake called when a lane may claim again
	 */
	ExecutorLanes(Collection<ExecutorSlots> executors, EngineContext context, Runnable wake) {
		executors.forEach((slots) -> this.lanes.put(slots.name(), new ExecutorLane(slots, wake)));
		this.tasks = context.tasks();
		this.defaults = context.settings().jobDefaults();
	}

	Collection<ExecutorLane> all() {
		return this.lanes.values();
	}

	/** What to claim for each lane that can take something. */
	List<ClaimRequest.Lane> wanted() {
		return this.lanes.values()
			.stream()
			.map((lane) -> lane.wanted(this.tasks, this.defaults))
			.flatMap(Optional::stream)
			.toList();
	}

	/** The lane that a run was claimed for. */
	ExecutorLane of(JobRun run) {
		return named(this.tasks.find(run.task()).map(TaskDefinition::executor).orElse(TaskDefinition.DEFAULT_EXECUTOR));
	}

	ExecutorLane named(String executor) {
		ExecutorLane lane = this.lanes.get(executor);
		if (lane == null) {
			throw new IllegalStateException(
					"There is no executor '" + executor + "'; there are " + this.lanes.keySet());
		}
		return lane;
	}

}
