package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.boot.observation.JobObservationPropagator;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the observations of runs.
 */
@AutoConfiguration(before = JobSchedulerAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
public final class JobSchedulerObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JobObservationPropagator jobSchedulerObservationPropagator(ObservationRegistry registry) {
		return new JobObservationPropagator(registry);
	}

}
