package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.reactive.ReactiveScheduler;
import io.jobscheduler.store.memory.MemoryJobStore;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reactive face of the scheduler as a bean.
 */
class JobSchedulerReactiveAutoConfigurationTests {

	private final ApplicationContextRunner context = SchedulerContext.inMemory()
		.withConfiguration(AutoConfigurations.of(JobSchedulerReactiveAutoConfiguration.class));

	@Test
	void itIsThatOfTheScheduler() {
		this.context.run((context) -> {
			assertThat(context).hasBean("reactiveJobScheduler");
			assertThat(context.getBean(ReactiveScheduler.class).scheduler()).isSameAs(context.getBean(Scheduler.class));
		});
	}

	@Test
	void withoutReactorThereIsNone() {
		this.context.withClassLoader(new FilteredClassLoader(Mono.class))
			.run((context) -> assertThat(context).hasSingleBean(Scheduler.class)
				.doesNotHaveBean("reactiveJobScheduler"));
	}

	@Test
	void itCanBeReplaced() {
		this.context
			.withBean("mine", ReactiveScheduler.class,
					() -> ReactiveScheduler.of(Scheduler.builder().store(new MemoryJobStore()).build()))
			.run((context) -> assertThat(context).hasSingleBean(ReactiveScheduler.class).hasBean("mine"));
	}

	@Test
	void whereTheSchedulerIsDisabledThereIsNone() {
		this.context.withPropertyValues("jobscheduler.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveScheduler.class));
	}

}
