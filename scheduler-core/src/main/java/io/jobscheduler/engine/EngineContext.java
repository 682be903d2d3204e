package io.jobscheduler.engine;

import io.jobscheduler.clock.SchedulerClock;
import io.jobscheduler.serializer.PayloadSerializer;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.task.TaskInvoker;
import io.jobscheduler.task.TaskRegistry;

/**
 * What the engine of one store works with.
 *
 * @param store the store
 * @param identity who this node is
 * @param tasks the tasks it knows
 * @param invoker reads arguments, and runs the code of tasks
 * @param settings its settings
 * @param clock its clock
 */
public record EngineContext(JobStore store, NodeIdentity identity, TaskRegistry tasks, TaskInvoker invoker,
		EngineSettings settings, SchedulerClock clock) {

	/**
	 * Reads arguments and writes values.
	 * @return the serializer
	 */
	public PayloadSerializer serializer() {
		return this.invoker.serializer();
	}

	/**
	 * Who a node is.
	 *
	 * @param storeName the name of the store, for events and people
	 * @param node the node id
	 * @param application the application's name
	 * @param role what it does, for people
	 * @param fires whether it fires schedules
	 * @param runs whether it runs jobs
	 */
	public record NodeIdentity(String storeName, String node, String application, String role, boolean fires,
			boolean runs) {
	}

}
