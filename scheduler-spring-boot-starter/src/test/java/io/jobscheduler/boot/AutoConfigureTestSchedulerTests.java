package io.jobscheduler.boot;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.jobscheduler.Scheduler;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.executor.ThreadPoolJobExecutor;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import io.jobscheduler.test.AutoConfigureTestScheduler;
import io.jobscheduler.test.TestScheduler;
import io.jobscheduler.test.VirtualClock;
import io.jobscheduler.trigger.CronTrigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static io.jobscheduler.test.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link AutoConfigureTestScheduler} does to an application.
 */
@SpringBootTest(classes = AutoConfigureTestSchedulerTests.Application.class,
		properties = { "jobscheduler.store.type=redis", "jobscheduler.stores.archive.type=jdbc",
				"jobscheduler.executors.mail.threads=4" })
@AutoConfigureTestScheduler(startingAt = "2030-01-01T00:00:00Z")
class AutoConfigureTestSchedulerTests {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	@Autowired
	private TestScheduler time;

	@Autowired
	private VirtualClock clock;

	@Autowired
	private Scheduler scheduler;

	@Autowired
	private JobStore store;

	@Autowired
	private Application.Mailer mailer;

	@BeforeEach
	void forget() {
		this.mailer.threads.clear();
	}

	@Test
	void everyStoreIsInMemoryOnTheVirtualClock() {
		assertThat(this.scheduler.stores().keySet()).containsExactly("default", "archive");
		assertThat(this.scheduler.stores().values()).allMatch((each) -> each.describe().kind().equals("memory"));
		assertThat(this.store.describe().kind()).isEqualTo("memory");
		JobId job = this.scheduler.addJob(JobRequest.task("mail").store("archive").delay(Duration.ofDays(30)));
		this.time.advance(Duration.ofDays(30));
		assertThat(this.scheduler.result(job)).isPresent();
		assertThat(this.clock.now()).isEqualTo(START.plus(Duration.ofDays(30)));
	}

	@Test
	void everyExecutorRunsOnTheThreadOfTheTest() {
		this.scheduler.addJob(JobRequest.task("mail"));
		this.scheduler.addJob(JobRequest.task("print"));
		this.time.runAllDue();
		assertThat(this.mailer.threads).containsExactly(Thread.currentThread(), Thread.currentThread());
	}

	@RepeatedTest(3)
	void everyTestBeginsWithWhatThereWasAtTheStart() {
		assertThat(this.time.now()).isEqualTo(START);
		assertThat(this.scheduler).hasSchedule("nightly").isActive();
		assertThat(this.scheduler).hasSchedule("weekly").isActive();
		assertThat(this.scheduler).hasPendingJobCount("mail", 0)
			.hasResultCount("nightly", Outcome.SUCCEEDED, 0)
			.hasPendingJob("print")
			.dueAt(START.plus(Duration.ofDays(10)));
		this.scheduler.removeSchedule("weekly");
		this.scheduler.pauseSchedule("nightly");
		this.scheduler.addJob(JobRequest.task("mail").delay(Duration.ofDays(1)));
		this.time.advance(Duration.ofDays(20));
		this.scheduler.addJob(JobRequest.task("mail"));
		assertThat(this.scheduler).hasSucceeded("print").endedAt(START.plus(Duration.ofDays(10)));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(classes = { io.jobscheduler.boot.autoconfigure.JobSchedulerTriggerAutoConfiguration.class,
			io.jobscheduler.boot.autoconfigure.JobStoreAutoConfiguration.class,
			io.jobscheduler.boot.autoconfigure.JobSchedulerAutoConfiguration.class })
	static class Application {

		@Bean
		JobStore storeOfTheApplication() {
			return new MemoryJobStore();
		}

		@Bean
		JobExecutor printer() {
			return new ThreadPoolJobExecutor("printer", 2);
		}

		@Bean
		Mailer mailer() {
			return new Mailer();
		}

		@Bean
		ApplicationRunner schedulesAtRuntime(Scheduler scheduler) {
			return (arguments) -> {
				scheduler.addSchedule("weekly", JobRequest.task("mail"), CronTrigger.of("0 9 * * MON", ZoneOffset.UTC));
				scheduler.addJob(JobRequest.task("print").delay(Duration.ofDays(10)));
			};
		}

		static class Mailer {

			private final List<Thread> threads = new CopyOnWriteArrayList<>();

			@Task(id = "mail", executor = "mail")
			void mail() {
				this.threads.add(Thread.currentThread());
			}

			@Task(id = "print", executor = "printer")
			void print() {
				this.threads.add(Thread.currentThread());
			}

			@ScheduledJob(id = "nightly", cron = "0 2 * * *", zone = "UTC")
			void nightly() {
			}

		}

	}

}
