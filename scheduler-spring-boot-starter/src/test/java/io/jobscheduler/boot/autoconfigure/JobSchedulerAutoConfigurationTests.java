package io.jobscheduler.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.jobscheduler.Role;
import io.jobscheduler.ScheduleRequest;
import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerBuilderCustomizer;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.event.SchedulerListener;
import io.jobscheduler.executor.InlineJobExecutor;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.CallRecorder;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The scheduler as it is configured, started, stopped and replaced.
 */
@ExtendWith(OutputCaptureExtension.class)
class JobSchedulerAutoConfigurationTests {

	private final ApplicationContextRunner context = SchedulerContext.inMemory();

	private void refused(String description, String... properties) {
		this.context.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(description);
			assertThat(analysis.getAction()).isNotBlank();
		});
	}

	@Test
	void everyBeanIsNamedAfterTheSchedulerAndNoneIsAnExecutor() {
		String[] before = new String[1];
		new ApplicationContextRunner().run((context) -> before[0] = String.join(",", context.getBeanDefinitionNames()));
		this.context.run((context) -> {
			assertThat(Stream.of(context.getBeanDefinitionNames())
				.filter((name) -> !List.of(before[0].split(",")).contains(name))
				.filter((name) -> !name.startsWith("org.springframework") && !name.contains("io.jobscheduler.boot")))
				.allMatch((name) -> name.startsWith("jobScheduler"));
			assertThat(context.getBeanNamesForType(Executor.class)).isEmpty();
			assertThat(context.getBeanNamesForType(Scheduler.class)).containsExactly("jobScheduler");
			assertThat(context.getBeanNamesForType(JobStore.class)).containsExactly("jobSchedulerStore");
		});
	}

	@Test
	void itCanBeDisabled() {
		this.context.withPropertyValues("jobscheduler.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Scheduler.class).doesNotHaveBean(JobStore.class));
	}

	@Test
	void propertiesReachTheNode() {
		this.context
			.withPropertyValues("jobscheduler.node-id=n-1", "jobscheduler.role=worker",
					"jobscheduler.executors.default.threads=3", "jobscheduler.executors.now.type=inline")
			.run((context) -> {
				Scheduler.NodeInfo node = context.getBean(Scheduler.class).node();
				assertThat(node.id()).isEqualTo("n-1");
				assertThat(node.name()).isEqualTo("app");
				assertThat(node.role()).isEqualTo(Role.WORKER);
				assertThat(node.state()).isEqualTo(Scheduler.State.RUNNING);
				assertThat(node.executors().get("default").slots()).isEqualTo(3);
				assertThat(node.executors().get("now").slots()).isEqualTo(1);
			});
	}

	@Test
	void propertiesOutOfBoundsAreRefused() {
		refused("Invalid lease duration PT0.01S: allowed 1 s to 24 h", "jobscheduler.lease-duration=10ms");
		refused("Invalid number of attempts 0: allowed 1", "jobscheduler.job-defaults.max-attempts=0");
		refused("Invalid value '0' of property 'jobscheduler.executors.cpu.threads': allowed 1 and above",
				"jobscheduler.executors.cpu.threads=0");
		refused("Unknown executor type 'steam' in property 'jobscheduler.executors.cpu.type'",
				"jobscheduler.executors.cpu.type=steam");
	}

	@Test
	void overridesOfUnknownSchedulesAreWarnedOf(CapturedOutput output) {
		this.context.withPropertyValues("jobscheduler.schedules.nope.cron=@daily").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("WARN")
				.contains("jobscheduler.schedules.nope.* have no effect: no @ScheduledJob has the id 'nope'");
		});
	}

	@Test
	void aSchedulerOfTheApplicationTakesItsPlace() {
		Scheduler mine = Scheduler.builder().store(new MemoryJobStore()).nodeId("mine").build();
		this.context.withBean("mine", Scheduler.class, () -> mine).run((context) -> {
			assertThat(context.getBeanNamesForType(Scheduler.class)).containsExactly("mine");
			assertThat(mine.node().state()).isEqualTo(Scheduler.State.RUNNING);
		});
		assertThat(mine.node().state()).isEqualTo(Scheduler.State.STOPPED);
	}

	@Test
	void beansOfTheApplicationAreUsed() {
		CallRecorder recorder = CallRecorder.ofInterfaces();
		List<SchedulerEvent> events = new CopyOnWriteArrayList<>();
		CountDownLatch fired = new CountDownLatch(1);
		this.context.withBean("recorder", CallRecorder.class, () -> recorder)
			.withBean("io", JobExecutor.class, InlineJobExecutor::new)
			.withBean(SchedulerListener.class, () -> events::add)
			.withBean(SchedulerBuilderCustomizer.class, () -> (builder) -> builder.nodeId("customized"))
			.withBean(TaskDefinition.class, () -> TaskDefinition.of("bean", (job) -> fired.countDown()).executor("io"))
			.withBean(ScheduleRequest.class,
					() -> ScheduleRequest.of("beans", JobRequest.task("bean"),
							IntervalTrigger.every(Duration.ofDays(1))))
			.withPropertyValues("jobscheduler.node-id=ignored")
			.run((context) -> {
				assertThat(context.getBean(CallRecorder.class)).isSameAs(recorder);
				assertThat(context.getBean(Scheduler.class).node().id()).isEqualTo("customized");
				assertThat(context.getBean(Scheduler.class).node().executors()).containsKeys("io", "default");
				assertThat(fired.await(20, TimeUnit.SECONDS)).isTrue();
				await().atMost(Duration.ofSeconds(20))
					.until(() -> events.stream().anyMatch(SchedulerEvent.JobEnded.class::isInstance));
			});
	}

	@Test
	void closingTheContextAwaitsWhatRunsAndJobsCanStillBeAdded() {
		Draining draining = new Draining();
		MemoryJobStore store = new MemoryJobStore();
		this.context.withBean(JobStore.class, () -> store).withBean(Draining.class, () -> draining).run((context) -> {
			draining.scheduler = context.getBean(Scheduler.class);
			assertThat(draining.started.await(20, TimeUnit.SECONDS)).isTrue();
		});
		JobResult result = store.result(draining.job).orElseThrow();
		assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(store.job(draining.added)).isPresent();
	}

	@Test
	void theContextCanBeStoppedAndStartedAgain() {
		this.context.withBean(Ticking.class).run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			await().atMost(Duration.ofSeconds(20)).until(() -> Ticking.ticks.get() > 0);
			context.getSourceApplicationContext(org.springframework.context.ConfigurableApplicationContext.class)
				.stop();
			assertThat(scheduler.node().state()).isEqualTo(Scheduler.State.STOPPED);
			int stopped = Ticking.ticks.get();
			context.getSourceApplicationContext(org.springframework.context.ConfigurableApplicationContext.class)
				.start();
			assertThat(scheduler.node().state()).isEqualTo(Scheduler.State.RUNNING);
			await().atMost(Duration.ofSeconds(20)).until(() -> Ticking.ticks.get() > stopped);
		});
	}

	@Test
	void inBlockingModeTheProcessStaysAlive() {
		this.context.run((context) -> assertThat(keepsAlive()).isFalse());
		this.context.withPropertyValues("jobscheduler.mode=blocking")
			.run((context) -> assertThat(keepsAlive()).isTrue());
		await().atMost(Duration.ofSeconds(20)).until(() -> !keepsAlive());
	}

	private static boolean keepsAlive() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().equals("jobscheduler-keep-alive") && !thread.isDaemon());
	}

	@Test
	void aNodeIdThatIsInUseIsExplained() {
		MemoryJobStore store = new MemoryJobStore();
		ApplicationContextRunner node = this.context.withBean(JobStore.class, () -> store)
			.withPropertyValues("jobscheduler.node-id=twin");
		node.run((first) -> node.run((second) -> {
			assertThat(second).hasFailed();
			FailureAnalysis analysis = FailureAnalyses.of(second.getStartupFailure());
			assertThat(analysis.getDescription()).contains("Node id 'twin' is in use by another live node");
			assertThat(analysis.getAction()).contains("jobscheduler.node-id");
		}));
	}

	static class Draining {

		final CountDownLatch started = new CountDownLatch(1);

		volatile Scheduler scheduler;

		volatile JobId job;

		volatile JobId added;

		@ScheduledJob(id = "draining", fixedRate = "P1D")
		void run() throws InterruptedException {
			this.job = JobContext.current().jobId();
			this.started.countDown();
			await().atMost(Duration.ofSeconds(20))
				.until(() -> this.scheduler != null && this.scheduler.node().state() == Scheduler.State.DRAINING);
			this.added = this.scheduler.addJob(JobRequest.task("later"));
		}

	}

	static class Ticking {

		static final java.util.concurrent.atomic.AtomicInteger ticks = new java.util.concurrent.atomic.AtomicInteger();

		@ScheduledJob(id = "ticking", fixedRate = "20ms")
		void tick() {
			ticks.incrementAndGet();
		}

	}

}
