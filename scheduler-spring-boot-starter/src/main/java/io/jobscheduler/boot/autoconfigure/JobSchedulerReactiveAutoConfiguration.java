package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.Scheduler;
import io.jobscheduler.reactive.ReactiveScheduler;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the {@link ReactiveScheduler}, where there is Reactor.
 */
@AutoConfiguration(after = JobSchedulerAutoConfiguration.class)
@ConditionalOnClass(Mono.class)
@ConditionalOnBean(Scheduler.class)
public final class JobSchedulerReactiveAutoConfiguration {

	/** Nothing to close: the scheduler behind it is a bean. */
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	ReactiveScheduler reactiveJobScheduler(Scheduler scheduler) {
		return ReactiveScheduler.of(scheduler);
	}

}
