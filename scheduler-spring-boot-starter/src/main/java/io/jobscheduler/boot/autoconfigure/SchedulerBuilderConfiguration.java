package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.boot.SchedulerBuilderCustomizer;
import io.jobscheduler.boot.task.DeclaredSchedules;
import io.jobscheduler.boot.task.KnownCalendars;
import io.jobscheduler.clock.SchedulerClock;
import io.jobscheduler.engine.LoopDriver;
import io.jobscheduler.event.SchedulerListener;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.executor.VirtualThreadJobExecutor;
import io.jobscheduler.serializer.PayloadSerializer;
import io.jobscheduler.task.CallRecorder;
import io.jobscheduler.task.JobInterceptor;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;

/**
 * Applies properties and beans to the scheduler's builder. All of these customizers come
 * before those of the application that have no order.
 */
@Configuration(proxyBeanMethods = false)
class SchedulerBuilderConfiguration {

	@Bean
	@Order(-30)
	SchedulerBuilderCustomizer jobSchedulerPropertiesCustomizer(JobSchedulerProperties properties,
			EngineProperties engine, @Value("${spring.application.name:}") String applicationName) {
		return (builder) -> {
			builder.settings(engine.settings()).role(properties.role());
			String name = firstText(properties.name(), applicationName);
			if (name != null) {
				builder.name(name);
			}
			if (StringUtils.hasText(properties.nodeId())) {
				builder.nodeId(properties.nodeId());
			}
		};
	}

	@Bean
	@Order(-20)
	SchedulerBuilderCustomizer jobSchedulerExecutorsCustomizer(JobSchedulerProperties properties,
			ListableBeanFactory beans, @Value("${spring.threads.virtual.enabled:false}") boolean virtualThreads) {
		return (builder) -> {
			if (virtualThreads && VirtualThreadJobExecutor.isSupported()) {
				builder.executor(TaskDefinition.DEFAULT_EXECUTOR,
						new VirtualThreadJobExecutor("jobscheduler", VirtualThreadJobExecutor.DEFAULT_CONCURRENCY));
			}
			ExecutorFactory executors = new ExecutorFactory(beans);
			properties.executors()
				.forEach((name, executor) -> builder.executor(name, executors.create(name, executor)));
			beans.getBeansOfType(JobExecutor.class).forEach(builder::executor);
		};
	}

	@Bean
	@Order(-10)
	SchedulerBuilderCustomizer jobSchedulerBeansCustomizer(ObjectProvider<TaskDefinition> tasks,
			ObjectProvider<SchedulerListener> listeners, ObjectProvider<PayloadSerializer> serializer,
			ObjectProvider<CallRecorder> recorder, ObjectProvider<JobInterceptor> interceptors,
			DeclaredSchedules declared, KnownCalendars calendars) {
		return (builder) -> {
			tasks.orderedStream().forEach(builder::task);
			listeners.orderedStream().forEach(builder::listener);
			serializer.ifAvailable(builder::serializer);
			recorder.ifAvailable(builder::callRecorder);
			interceptors.orderedStream().forEach(builder::interceptor);
			calendars.all().forEach(builder::calendar);
			builder.declare(declared);
		};
	}

	/**
	 * A {@link LoopDriver} bean simulates time: nothing runs but by its steps.
	 */
	@Bean
	@Order(-10)
	SchedulerBuilderCustomizer jobSchedulerSimulationCustomizer(ObjectProvider<LoopDriver> driver,
			ObjectProvider<SchedulerClock> clock) {
		return (builder) -> driver.ifAvailable(
				(simulation) -> builder.simulated(clock.getIfAvailable(SchedulerClock::system), simulation).inline());
	}

	private static @Nullable String firstText(@Nullable String first, String second) {
		if (StringUtils.hasText(first)) {
			return first;
		}
		return StringUtils.hasText(second) ? second : null;
	}

}
