package io.jobscheduler.boot.task;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.boot.TaskUpcaster;
import io.jobscheduler.job.FailureFilter;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.JobInterceptor;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import io.jobscheduler.task.TaskDefinition;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Retries, timeouts, rates, pauses, upcasters and interceptors of an application.
 */
class RunAttributesTests {

	private final ApplicationContextRunner context = SchedulerContext.inMemory();

	private static TaskDefinition task(Scheduler scheduler, String id) {
		return scheduler.tasks().find(id).orElseThrow();
	}

	@Test
	void taskIsRunAsItsAnnotationSays() {
		this.context.withBean(Tasks.class).withPropertyValues("rate=20/1m").run((context) -> {
			TaskDefinition tuned = task(context.getBean(Scheduler.class), "tuned");
			assertThat(tuned.rateLimit()).isEqualTo(new RateLimit(20, Duration.ofMinutes(1)));
			assertThat(tuned.settings().timeout()).isEqualTo(Duration.ofSeconds(90));
			assertThat(tuned.settings().retry())
				.isEqualTo(new RetryPolicy(5, Duration.ofSeconds(2), 3, Duration.ofMinutes(10), 0.5, new FailureFilter(
						Set.of(IOException.class.getName()), Set.of(java.io.FileNotFoundException.class.getName()))));
			TaskDefinition plain = task(context.getBean(Scheduler.class), "growing");
			assertThat(plain.settings().retry())
				.isEqualTo(new RetryPolicy(3, Duration.ofSeconds(10), 2, Duration.ofHours(1)));
		});
	}

	@Test
	void propertiesWinOverTheAnnotationOfASchedule() {
		this.context.withBean(Schedules.class)
			.withPropertyValues("jobscheduler.schedules.overridden.timeout=5m",
					"jobscheduler.schedules.overridden.pause-after-failures=7",
					"jobscheduler.schedules.overridden.max-attempts=9",
					"jobscheduler.schedules.overridden.overlap=cancel-other")
			.run((context) -> {
				Scheduler scheduler = context.getBean(Scheduler.class);
				ScheduleDefinition declared = scheduler.schedule("declared").orElseThrow().definition();
				assertThat(declared.settings().timeout()).isEqualTo(Duration.ofSeconds(30));
				assertThat(declared.policies().pauseAfterFailures()).isEqualTo(3);
				ScheduleDefinition overridden = scheduler.schedule("overridden").orElseThrow().definition();
				assertThat(overridden.settings().timeout()).isEqualTo(Duration.ofMinutes(5));
				assertThat(overridden.policies().pauseAfterFailures()).isEqualTo(7);
				assertThat(overridden.policies().overlap()).hasToString("CANCEL_OTHER");
				assertThat(overridden.settings().retry())
					.isEqualTo(new RetryPolicy(9, Duration.ofSeconds(1), 2, Duration.ofMinutes(1)).withJitter(0.1));
			});
	}

	@Test
	void defaultsOfAllJobsAreProperties() {
		this.context
			.withPropertyValues("jobscheduler.job-defaults.timeout=1h", "jobscheduler.job-defaults.max-attempts=4",
					"jobscheduler.job-defaults.retry-multiplier=2", "jobscheduler.job-defaults.retry-jitter=0.2",
					"jobscheduler.job-defaults.max-retry-delay=5m")
			.withBean(DefaultsProbe.class)
			.run((context) -> {
				JobSettings defaults = context.getBean(DefaultsProbe.class).defaults;
				assertThat(defaults.timeout()).isEqualTo(Duration.ofHours(1));
				assertThat(defaults.retry())
					.isEqualTo(new RetryPolicy(4, Duration.ofSeconds(10), 2, Duration.ofMinutes(5)).withJitter(0.2));
			});
	}

	@Test
	void wrongAttributesAreRefused() {
		refused(BadRate.class, "Invalid rate limit 'often' on reports.send: allowed are forms such as 10/s",
				"BadRate.send()");
		refused(BadTimeout.class, "Invalid timeout PT0S on reports.send", "BadTimeout.send()");
		refused(NoAttempts.class, "it needs maxAttempts to be set as well", "NoAttempts.send()");
		refused(BadJitter.class, "Invalid retry jitter 2.0 on reports.send: allowed 0 to 1", "BadJitter.send()");
	}

	private void refused(Class<?> bean, String description, String action) {
		this.context.withBean("reports", bean).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(FailureAnalyses.of(context.getStartupFailure())).satisfies((analysis) -> {
				assertThat(analysis.getDescription()).contains(description);
				assertThat(analysis.getAction()).contains(action);
			});
		});
	}

	@Test
	void upcasterBeansTakeJobsOfEarlierVersions() {
		MemoryJobStore store = new MemoryJobStore();
		Scheduler.builder().store(store).build().addJob(JobRequest.task("send").argument("euros", 3));
		this.context.withBean("store", io.jobscheduler.store.JobStore.class, () -> store)
			.withBean(TaskUpcaster.class,
					() -> new TaskUpcaster("send", 1,
							(arguments) -> Map.of("cents", ((Number) arguments.get("euros")).longValue() * 100)))
			.withBean(Upcast.class)
			.run((context) -> {
				assertThat(context.getBean(Upcast.class).sent.get(20, TimeUnit.SECONDS)).isEqualTo(300);
			});
	}

	@Test
	void interceptorBeansStandAroundRunsInOrder() {
		StringBuffer order = new StringBuffer();
		this.context.withBean("second", JobInterceptor.class, () -> new Ordered("second", 2, order))
			.withBean("first", JobInterceptor.class, () -> new Ordered("first", 1, order))
			.withBean(Upcast.class)
			.run((context) -> {
				Scheduler scheduler = context.getBean(Scheduler.class);
				scheduler.addJob(JobRequest.task("send").argument("cents", 5));
				assertThat(context.getBean(Upcast.class).sent.get(20, TimeUnit.SECONDS)).isEqualTo(5);
				assertThat(order.toString()).isEqualTo("first second ");
			});
	}

	record Ordered(String name, int order,
			StringBuffer log) implements JobInterceptor, org.springframework.core.Ordered {

		@Override
		public Object intercept(io.jobscheduler.task.JobContext job, Invocation next) throws Exception {
			this.log.append(this.name).append(' ');
			return next.proceed();
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	static class DefaultsProbe implements io.jobscheduler.boot.SchedulerBuilderCustomizer {

		JobSettings defaults = JobSettings.NONE;

		@Override
		public void customize(io.jobscheduler.SchedulerBuilder builder) {
			this.defaults = builder.settings().jobDefaults();
		}

	}

	static class Tasks {

		@Task(id = "tuned", maxAttempts = 5, retryDelay = "2s", retryMultiplier = 3, maxRetryDelay = "10m",
				retryJitter = 0.5, retryOn = IOException.class, abortOn = java.io.FileNotFoundException.class,
				timeout = "90s", rateLimit = "${rate}")
		void tuned() {
		}

		@Task(id = "growing", maxAttempts = 3, retryMultiplier = 2)
		void growing() {
		}

	}

	static class Schedules {

		@ScheduledJob(id = "declared", cron = "@yearly", timeout = "30s", pauseAfterFailures = 3)
		void declared() {
		}

		@ScheduledJob(id = "overridden", cron = "@yearly", timeout = "30s", maxAttempts = 2, retryDelay = "1s",
				retryMultiplier = 2, maxRetryDelay = "1m", retryJitter = 0.1)
		void overridden() {
		}

	}

	static class BadRate {

		@Task(id = "send", rateLimit = "often")
		void send() {
		}

	}

	static class BadTimeout {

		@Task(id = "send", timeout = "0s")
		void send() {
		}

	}

	static class NoAttempts {

		@Task(id = "send", retryOn = IOException.class)
		void send() {
		}

	}

	static class BadJitter {

		@Task(id = "send", maxAttempts = 2, retryJitter = 2)
		void send() {
		}

	}

	static class Upcast {

		final java.util.concurrent.CompletableFuture<Long> sent = new java.util.concurrent.CompletableFuture<>();

		@Task(id = "send", version = 2)
		void send(long cents) {
			this.sent.complete(cents);
		}

	}

}
