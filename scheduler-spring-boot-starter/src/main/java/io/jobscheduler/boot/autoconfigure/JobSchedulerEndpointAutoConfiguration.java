package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.actuate.JobSchedulerEndpoint;
import io.jobscheduler.boot.actuate.JobSchedulerEndpointJmxExtension;
import io.jobscheduler.boot.actuate.JobSchedulerEndpointWebExtension;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the endpoint {@code jobscheduler}.
 */
@AutoConfiguration(after = JobSchedulerAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(Scheduler.class)
@EnableConfigurationProperties(JobSchedulerEndpointProperties.class)
public final class JobSchedulerEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	JobSchedulerEndpoint jobSchedulerEndpoint(Scheduler scheduler) {
		return new JobSchedulerEndpoint(scheduler);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(JobSchedulerEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	JobSchedulerEndpointWebExtension jobSchedulerEndpointWebExtension(Scheduler scheduler,
			JobSchedulerEndpointProperties properties, ObjectProvider<SanitizingFunction> sanitizing) {
		return new JobSchedulerEndpointWebExtension(scheduler, new Sanitizer(sanitizing.orderedStream().toList()),
				properties.showValues(), properties.roles());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(JobSchedulerEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.JMX)
	JobSchedulerEndpointJmxExtension jobSchedulerEndpointJmxExtension(Scheduler scheduler,
			JobSchedulerEndpointProperties properties, ObjectProvider<SanitizingFunction> sanitizing) {
		return new JobSchedulerEndpointJmxExtension(scheduler, new Sanitizer(sanitizing.orderedStream().toList()),
				properties.showValues());
	}

}
