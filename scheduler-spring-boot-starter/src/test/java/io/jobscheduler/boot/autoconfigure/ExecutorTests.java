package io.jobscheduler.boot.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.executor.VirtualThreadJobExecutor;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.task.Task;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The executors of {@code jobscheduler.executors.*}.
 */
class ExecutorTests {

	private final ApplicationContextRunner context = SchedulerContext.inMemory();

	private static String threadOf(Scheduler scheduler, String task) throws Exception {
		JobResult result = scheduler.callJob(JobRequest.task(task)).get(20, TimeUnit.SECONDS);
		return String.valueOf(result.ending().value());
	}

	@Test
	void reactiveExecutorRunsAsynchronousTasks() {
		this.context.withBean(Asynchronous.class)
			.withPropertyValues("jobscheduler.executors.io.type=reactive",
					"jobscheduler.executors.io.max-concurrency=7")
			.run((context) -> {
				Scheduler scheduler = context.getBean(Scheduler.class);
				assertThat(threadOf(scheduler, "later")).startsWith("\"jobscheduler-io-");
				assertThat(scheduler.node().executors().get("io").slots()).isEqualTo(7);
			});
	}

	@Test
	void eventLoopExecutorHasLoopsOfItsOwn() {
		this.context.withBean(Asynchronous.class)
			.withPropertyValues("jobscheduler.executors.io.type=event-loop", "jobscheduler.executors.io.threads=1")
			.run((context) -> assertThat(threadOf(context.getBean(Scheduler.class), "later"))
				.startsWith("\"jobscheduler-io-"));
	}

	@Test
	void eventLoopExecutorRunsOnTheLoopsOfTheApplication() {
		this.context.withBean(Asynchronous.class)
			.withBean("loops", EventLoopGroup.class,
					() -> new MultiThreadIoEventLoopGroup(1,
							(ThreadFactory) (work) -> new Thread(work, "the application's"), NioIoHandler.newFactory()))
			.withPropertyValues("jobscheduler.executors.io.type=event-loop")
			.run((context) -> {
				assertThat(threadOf(context.getBean(Scheduler.class), "later")).isEqualTo("\"the application's\"");
				context.getBean(EventLoopGroup.class).shutdownGracefully();
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsRunJobsAndAreTheDefaultWhereSpringUsesThem() {
		this.context.withBean(Plain.class)
			.withPropertyValues("jobscheduler.executors.io.type=virtual", "spring.threads.virtual.enabled=true")
			.run((context) -> {
				Scheduler scheduler = context.getBean(Scheduler.class);
				assertThat(threadOf(scheduler, "plain")).startsWith("\"jobscheduler-io-");
				assertThat(scheduler.node().executors().get("default").slots())
					.isEqualTo(VirtualThreadJobExecutor.DEFAULT_CONCURRENCY);
			});
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void virtualThreadsNeedALaterJava() {
		refused("needs Java 21 or later, this is " + Runtime.version(), "jobscheduler.executors.io.type=virtual");
		this.context.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(Scheduler.class).node().executors().get("default").slots())
				.isEqualTo(10));
	}

	@Test
	void taskThatWouldHoldUpAnEventLoopIsRefused() {
		this.context.withBean("work", Plain.class)
			.withPropertyValues("jobscheduler.executors.io.type=event-loop")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(FailureAnalyses.of(context.getStartupFailure()).getDescription())
					.contains("would hold up a thread of executor 'io'");
			});
	}

	@Test
	void transactionalTaskWithoutADatabaseIsRefused() {
		this.context.withBean("work", Transactional.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(FailureAnalyses.of(context.getStartupFailure()).getDescription()).contains("task 'pay'",
					"is transactional", "use store type jdbc or jpa");
		});
	}

	@Test
	void whatMakesNoSenseIsRefused() {
		refused("Unknown executor type 'fast'", "jobscheduler.executors.io.type=fast");
		refused("'jobscheduler.executors.io.threads' means nothing to an executor of type 'reactive'",
				"jobscheduler.executors.io.type=reactive", "jobscheduler.executors.io.threads=4");
		refused("'jobscheduler.executors.io.max-concurrency' means nothing to an executor of type 'thread-pool'",
				"jobscheduler.executors.io.max-concurrency=4");
		refused("Invalid value '0' of property 'jobscheduler.executors.io.threads'",
				"jobscheduler.executors.io.threads=0");
		refused("allowed 1 and above", "jobscheduler.executors.io.type=reactive",
				"jobscheduler.executors.io.max-concurrency=0");
	}

	private void refused(String description, String... properties) {
		this.context.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(FailureAnalyses.of(context.getStartupFailure()).getDescription()).contains(description);
		});
	}

	static class Asynchronous {

		@Task(id = "later", executor = "io")
		Mono<String> later() {
			String thread = Thread.currentThread().getName();
			return Mono.fromFuture(CompletableFuture.supplyAsync(() -> thread));
		}

	}

	static class Plain {

		@Task(id = "plain", executor = "io")
		String plain() {
			return Thread.currentThread().getName();
		}

	}

	static class Transactional {

		@Task(id = "pay", transactional = true)
		void pay() {
		}

	}

}
