package io.jobscheduler.schedule;

import io.jobscheduler.job.Identifiers;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.trigger.Trigger;

/**
 * What a schedule does.
 *
 * @param task the id of the task that its jobs run
 * @param payload the arguments of its jobs
 * @param trigger when it fires
 * @param policies how it fires
 * @param settings the settings of its jobs; the misfire grace time among them also
 * decides which due fire times still get a job
 */
public record ScheduleDefinition(String task, Payload payload, Trigger trigger, SchedulePolicies policies,
		JobSettings settings) {

	/**
	 * Checks the task's id.
	 * @throws IllegalArgumentException if it is not a valid name
	 */
	public ScheduleDefinition {
		Identifiers.require("task id", task);
	}

	/**
	 * With another trigger.
	 * @param value the trigger
	 * @return a copy
	 */
	public ScheduleDefinition withTrigger(Trigger value) {
		return new ScheduleDefinition(this.task, this.payload, value, this.policies, this.settings);
	}

	/**
	 * With other arguments.
	 * @param value the arguments
	 * @return a copy
	 */
	public ScheduleDefinition withPayload(Payload value) {
		return new ScheduleDefinition(this.task, value, this.trigger, this.policies, this.settings);
	}

	/**
	 * With other policies.
	 * @param value the policies
	 * @return a copy
	 */
	public ScheduleDefinition withPolicies(SchedulePolicies value) {
		return new ScheduleDefinition(this.task, this.payload, this.trigger, value, this.settings);
	}

	/**
	 * With other settings.
	 * @param value the settings
	 * @return a copy
	 */
	public ScheduleDefinition withSettings(JobSettings value) {
		return new ScheduleDefinition(this.task, this.payload, this.trigger, this.policies, value);
	}

}
