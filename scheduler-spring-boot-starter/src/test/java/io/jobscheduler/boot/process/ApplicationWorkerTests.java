package io.jobscheduler.boot.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker has the application's context, and does nothing that the application has done.
 */
class ApplicationWorkerTests {

	private static String run(Scheduler scheduler, String property) throws Exception {
		JobResult result = scheduler.callJob(JobRequest.task("work").argument("property", property))
			.get(2, TimeUnit.MINUTES);
		assertThat(result.outcome()).as("%s", result.ending().error()).isEqualTo(Outcome.SUCCEEDED);
		return String.valueOf(result.ending().value());
	}

	@Test
	void workerStartsNothingThatTheApplicationHasStarted(@TempDir Path directory) throws Exception {
		Path file = Files.createFile(directory.resolve("happened"));
		try (ConfigurableApplicationContext context = WatchedApplication.application()
			.run("--watched.file=" + file, "--jobscheduler.store.type=memory", "--spring.flyway.enabled=true",
					"--jobscheduler.executors.workers.type=process", "--jobscheduler.executors.workers.workers.count=1",
					"--jobscheduler.executors.workers.workers.jvm-options=-XX:TieredStopAtLevel=1,-XX:+UseSerialGC")) {
			Scheduler scheduler = context.getBean(Scheduler.class);
			assertThat(run(scheduler, "spring.flyway.enabled")).endsWith(" false\"")
				.doesNotStartWith("\"" + ProcessHandle.current().pid() + " ");
			assertThat(run(scheduler, "watched.file")).contains(file.toString());
			assertThat(Files.readAllLines(file)).containsExactlyInAnyOrder("listener", "refreshed", "scheduled",
					"runner", "ready", "event of job 1", "event of job 1");
		}
	}

	@Test
	void applicationWithoutAMainMethodHasNoWorkers() {
		SchedulerContext.inMemory().withPropertyValues("jobscheduler.executors.workers.type=process").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(FailureAnalyses.of(context.getStartupFailure()).getDescription())
				.contains("'jobscheduler.executors.workers.type' cannot start worker processes");
		});
	}

}
