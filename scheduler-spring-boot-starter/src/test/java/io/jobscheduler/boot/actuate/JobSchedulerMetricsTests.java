package io.jobscheduler.boot.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.boot.autoconfigure.JobSchedulerHealthContributorAutoConfiguration;
import io.jobscheduler.boot.autoconfigure.JobSchedulerMetricsAutoConfiguration;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.TaskDefinition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.anyInt;

class JobSchedulerMetricsTests {

	private final ApplicationContextRunner context = SchedulerContext.inMemory()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				JobSchedulerMetricsAutoConfiguration.class, JobSchedulerHealthContributorAutoConfiguration.class));

	@Test
	void runsLatenessQueueLagAndStoreCallsAreMeasured() {
		this.context.withBean(SimpleMeterRegistry.class)
			.withBean(TaskDefinition.class, () -> TaskDefinition.of("greet", (job) -> {
			}))
			.run((context) -> {
				context.getBean(Scheduler.class).callJob(JobRequest.task("greet")).get(20, TimeUnit.SECONDS);
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				await().atMost(Duration.ofSeconds(20)).until(() -> registry.find("jobscheduler.job").timer() != null);
				assertThat(registry.get("jobscheduler.job")
					.tags("task", "greet", "outcome", "succeeded", "executor", "default", "store", "default")
					.timer()
					.count()).isEqualTo(1);
				assertThat(registry.get("jobscheduler.lateness").tag("task", "greet").timer().count()).isEqualTo(1);
				assertThat(registry.get("jobscheduler.queue").tag("executor", "default").gauge().value()).isZero();
				assertThat(registry.get("jobscheduler.lag").gauge().value()).isZero();
				assertThat(registry.get("jobscheduler.store")
					.tags("step", "addJobs", "outcome", "success")
					.timer()
					.count()).isEqualTo(1);
			});
	}

	@Test
	void withoutARegistryOrMicrometerThereAreNoMeters() {
		this.context.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(JobMeters.class));
		this.context.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("jobSchedulerMeters"));
	}

	@Test
	void healthIsDownOnlyWhenTheStoreDoesNotAnswer() {
		AtomicBoolean answers = new AtomicBoolean(true);
		JobStore store = Mockito.spy(new MemoryJobStore());
		// stubbed before the engine's threads call it: Mockito cannot do so meanwhile
		Mockito.doAnswer((call) -> {
			if (!answers.get()) {
				throw new StoreUnavailableException("no answer", null);
			}
			return call.callRealMethod();
		}).when(store).counts(anyInt());
		this.context.withBean(JobStore.class, () -> store).run((context) -> {
			HealthIndicator indicator = context.getBean("jobSchedulerHealthContributor", HealthIndicator.class);
			Health up = indicator.health();
			assertThat(up.getStatus()).isEqualTo(Status.UP);
			assertThat(up.getDetails()).containsKeys("node", "state", "store", "lagSeconds");
			answers.set(false);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void healthCanBeDisabled() {
		this.context.withPropertyValues("management.health.jobscheduler.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("jobSchedulerHealthContributor"));
	}

}
