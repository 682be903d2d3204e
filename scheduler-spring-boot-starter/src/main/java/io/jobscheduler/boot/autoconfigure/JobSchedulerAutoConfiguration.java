package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.boot.JobStoreDecorator;
import io.jobscheduler.boot.SchedulerBuilderCustomizer;
import io.jobscheduler.boot.autoconfigure.JobSchedulerProperties.Mode;
import io.jobscheduler.boot.task.TaskConfiguration;
import io.jobscheduler.store.JobStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for the {@link Scheduler}.
 */
@AutoConfiguration(after = JobStoreAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ JobSchedulerProperties.class, EngineProperties.class })
@Import({ TaskConfiguration.class, SchedulerBuilderConfiguration.class })
public final class JobSchedulerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Scheduler jobScheduler(JobStore store, ObjectProvider<JobStoreDecorator> decorators,
			ObjectProvider<SchedulerBuilderCustomizer> customizers) {
		JobStore decorated = store;
		for (JobStoreDecorator decorator : decorators.orderedStream().toList()) {
			decorated = decorator.decorate(decorated);
		}
		SchedulerBuilder builder = Scheduler.builder().store(decorated);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	SchedulerLifecycle jobSchedulerLifecycle(Scheduler scheduler, JobSchedulerProperties properties) {
		return new SchedulerLifecycle(scheduler, properties.mode() == Mode.BLOCKING);
	}

	@Bean
	static LazyInitializationExcludeFilter jobSchedulerIsNotLazy() {
		return LazyInitializationExcludeFilter.forBeanTypes(SchedulerLifecycle.class, Scheduler.class);
	}

}
