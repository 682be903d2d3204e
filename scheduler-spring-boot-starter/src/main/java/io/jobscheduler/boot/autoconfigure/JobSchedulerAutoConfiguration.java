package io.jobscheduler.boot.autoconfigure;

import java.util.List;

import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.boot.JobStoreDecorator;
import io.jobscheduler.boot.SchedulerBuilderCustomizer;
import io.jobscheduler.boot.autoconfigure.JobSchedulerProperties.Mode;
import io.jobscheduler.boot.task.TaskConfiguration;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.serializer.TriggerFormat;
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
@EnableConfigurationProperties({ JobSchedulerProperties.class, EngineProperties.class, MigrationProperties.class })
@Import({ TaskConfiguration.class, SchedulerBuilderConfiguration.class })
public final class JobSchedulerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Scheduler jobScheduler(JobStore store, NamedStores others, ObjectProvider<JobStoreDecorator> decorators,
			ObjectProvider<SchedulerBuilderCustomizer> customizers) {
		SchedulerBuilder builder = Scheduler.builder();
		List<JobStoreDecorator> ordered = decorators.orderedStream().toList();
		builder.store(decorated(JobRequest.DEFAULT_STORE, store, ordered));
		others.byName().forEach((name, other) -> builder.store(name, decorated(name, other, ordered)));
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static JobStore decorated(String name, JobStore store, List<JobStoreDecorator> decorators) {
		JobStore decorated = store;
		for (JobStoreDecorator decorator : decorators) {
			decorated = decorator.decorate(name, decorated);
		}
		return decorated;
	}

	@Bean
	SchedulerLifecycle jobSchedulerLifecycle(Scheduler scheduler, JobSchedulerProperties properties,
			StoresProperties stores, Migration migration) {
		return new SchedulerLifecycle(scheduler, properties.mode() == Mode.BLOCKING,
				new StartupPatience(stores.startupTimeout()), migration);
	}

	@Bean
	Migration jobSchedulerMigration(Scheduler scheduler, TriggerFormat triggers, MigrationProperties properties) {
		return new Migration(scheduler, triggers, properties);
	}

	@Bean
	static LazyInitializationExcludeFilter jobSchedulerIsNotLazy() {
		return LazyInitializationExcludeFilter.forBeanTypes(SchedulerLifecycle.class, Scheduler.class, Migration.class);
	}

}
