package io.jobscheduler.job;

import io.jobscheduler.serializer.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What a job is asked to do; it does not change while the job lives.
 *
 * @param task the id of the task to run
 * @param payload the arguments
 * @param settings the settings given with the job, its schedule, or its task where the
 * adding node knows it; what is not set is decided by the node that runs it
 * @param uniqueKey held until the job ends, so that no second job has it; {@code null}
 * without
 * @param origin the schedule that made it; {@code null} if it was added directly
 */
public record JobSpec(String task, Payload payload, JobSettings settings, @Nullable String uniqueKey,
		@Nullable JobOrigin origin) {

	/**
	 * Checks the names.
	 * @throws IllegalArgumentException if the task id or the unique key is not a valid
	 * name
	 */
	public JobSpec {
		Identifiers.require("task id", task);
		if (uniqueKey != null) {
			Identifiers.require("unique key", uniqueKey);
		}
	}

	/**
	 * The priority it is claimed by.
	 * @return the priority set, or 0
	 */
	public int priority() {
		Integer priority = this.settings.priority();
		return (priority != null) ? priority : 0;
	}

}
