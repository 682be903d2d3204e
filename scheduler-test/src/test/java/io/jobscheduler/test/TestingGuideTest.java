package io.jobscheduler.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.CronTrigger;
import org.junit.jupiter.api.Test;

import static io.jobscheduler.test.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of the guide to testing, as they stand there.
 */
class TestingGuideTest {

	private final List<Instant> ran = new ArrayList<>();

	@Test
	void everyExampleOfTheGuideIsATest() throws IOException {
		String tests = squeezed(Files
			.readString(Path.of("src/test/java", TestingGuideTest.class.getName().replace('.', '/') + ".java"))
				+ Files.readString(
						Path.of("../scheduler-sample-app/src/test/java/io/jobscheduler/sample/InvoiceTests.java")));
		Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("../docs/testing.md")));
		int statements = 0;
		while (blocks.find()) {
			if (blocks.group(1).contains("TestConfiguration")) {
				continue; // needs Spring, and is one method of this module's: toClock
			}
			for (String statement : blocks.group(1).split("(?<=[;{])\n|\n\n")) {
				if (statement.contains("@SpringBootTest")) {
					continue; // the sample's has more attributes
				}
				assertThat(tests).contains(squeezed(statement));
				statements++;
			}
		}
		assertThat(statements).isGreaterThan(20);
	}

	private static String squeezed(String code) {
		return code.replaceAll("\\s+", "");
	}

	@Test
	void withoutSpring() {
		List<Instant> ran = this.ran;
		try (TestScheduler test = TestScheduler.start(Instant.parse("2030-01-01T00:00:00Z"),
				(builder) -> builder.task(TaskDefinition.of("report", (job) -> ran.add(job.fireTime()))))) {
			test.scheduler()
				.addSchedule("daily", JobRequest.task("report"), CronTrigger.of("0 2 * * *", ZoneOffset.UTC));
			test.advance(Duration.ofDays(30));
			assertThat(ran).hasSize(30);
			assertThat(test).hasResultCount("report", Outcome.SUCCEEDED, 30);
		}
	}

	@Test
	void assertions() {
		Instant start = Instant.parse("2030-01-01T00:00:00Z");
		Instant dueDate = start.plus(Duration.ofDays(30));
		Instant nextNight = Instant.parse("2030-01-02T02:00:00Z");
		try (TestScheduler test = TestScheduler.start(start,
				(builder) -> builder.task(TaskDefinition.of("nightly-report", (job) -> {
				}))
					.task(TaskDefinition.of("total", List.of(), (job, arguments) -> 7))
					.task(TaskDefinition.of("fails", (job) -> {
						throw new IllegalStateException("no luck");
					})))) {
			Scheduler scheduler = test.scheduler();
			scheduler.addSchedule("nightly-report", JobRequest.task("nightly-report"),
					CronTrigger.of("0 2 * * *", ZoneOffset.UTC));
			scheduler.addJob(JobRequest.task("total"));
			JobId jobId = scheduler.addJob(JobRequest.task("fails").retry(RetryPolicy.fixed(3, Duration.ofMinutes(1))));
			scheduler.addJob(JobRequest.task("send-invoice")
				.argument("invoiceId", 42)
				.uniqueKey("invoice-42")
				.priority(5)
				.runAt(dueDate));
			test.advance(Duration.ofHours(3));
			assertThat(scheduler).hasPendingJob("send-invoice").withArgument("invoiceId", 42L).dueAt(dueDate);
			assertThat(scheduler).hasPendingJob("send-invoice").withUniqueKey("invoice-42").withPriority(5);
			assertThat(scheduler).hasNoPendingJob("remind-of-invoice");
			assertThat(scheduler).hasSchedule("nightly-report").isActive().withNextFireTime(nextNight);
			assertThat(scheduler).hasSucceeded("total").withValue(7);
			assertThat(scheduler).hasFailed(jobId)
				.withError(IllegalStateException.class)
				.withError("no luck")
				.onAttempt(3);
			assertThat(scheduler).hasResultCount("total", Outcome.SUCCEEDED, 1);
		}
	}

}
