package io.jobscheduler.boot.task;

import io.jobscheduler.Scheduler;
import io.jobscheduler.task.CallRecorder;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes tasks and schedules of annotated methods.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeclarationProperties.class)
public class TaskConfiguration {

	@Bean
	@ConditionalOnMissingBean(CallRecorder.class)
	ClassCallRecorder jobSchedulerCallRecorder() {
		return new ClassCallRecorder();
	}

	@Bean
	DeclaredSchedules jobSchedulerDeclaredSchedules() {
		return new DeclaredSchedules();
	}

	@Bean
	static TaskRegistrar jobSchedulerTaskRegistrar(ConfigurableListableBeanFactory beanFactory, Scheduler scheduler,
			DeclaredSchedules declared, DeclarationProperties properties) {
		return new TaskRegistrar(beanFactory, scheduler, declared, properties);
	}

	@Bean
	static LazyInitializationExcludeFilter jobSchedulerTaskRegistrarIsNotLazy() {
		return LazyInitializationExcludeFilter.forBeanTypes(TaskRegistrar.class);
	}

}
