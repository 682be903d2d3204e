package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.boot.task.TriggerConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for calendars and for the format that triggers are stored in, which
 * job stores need.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@Import(TriggerConfiguration.class)
public final class JobSchedulerTriggerAutoConfiguration {

}
