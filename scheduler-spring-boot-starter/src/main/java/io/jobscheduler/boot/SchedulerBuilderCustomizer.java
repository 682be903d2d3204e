package io.jobscheduler.boot;

import io.jobscheduler.SchedulerBuilder;

/**
 * Changes the auto-configured scheduler before it is built. Beans of this type are called
 * in order, after all properties have been applied.
 */
@FunctionalInterface
public interface SchedulerBuilderCustomizer {

	/**
	 * Changes the builder.
	 * @param builder builds the scheduler
	 */
	void customize(SchedulerBuilder builder);

}
