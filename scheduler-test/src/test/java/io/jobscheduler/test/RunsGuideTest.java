package io.jobscheduler.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.jobscheduler.Scheduler;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of the guide to the control of a run, as they stand there, and what they
 * do.
 */
class RunsGuideTest {

	private static final Set<String> FILES = ConcurrentHashMap.newKeySet();

	private boolean broken;

	private TestScheduler test;

	private Scheduler scheduler;

	@BeforeEach
	void start() {
		FILES.clear();
		this.test = TestScheduler.start(Instant.parse("2026-01-01T00:00:00Z"),
				(builder) -> builder.nodeId("node-1")
					.task(TaskDefinition.of("import", this::importOrFail))
					.task(TaskDefinition.of("wait-for-file", RunsGuideTest::waitForFile)));
		this.scheduler = this.test.scheduler();
	}

	@AfterEach
	void close() {
		this.test.close();
	}

	private void importOrFail(JobContext job) {
		if (this.broken) {
			throw new IllegalStateException("no rows");
		}
		importRows(job);
	}

	static void importRows(JobContext job) {
		for (int row = 0; row < 100 && !job.isCancelled(); row++) {
			job.progress(row + 1, 100, "rows");
		}
		job.log("imported 100 rows");
	}

	static void waitForFile(JobContext job) {
		if (job.attempt() == 1 && !FILES.contains("prices.csv")) {
			job.snooze(Duration.ofMinutes(5));
		}
	}

	@Test
	void everyExampleOfTheGuideIsHere() throws IOException {
		String here = squeezed(
				Files.readString(Path.of("src/test/java", RunsGuideTest.class.getName().replace('.', '/') + ".java")));
		Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("../docs/runs.md")));
		int count = 0;
		while (blocks.find()) {
			assertThat(here).contains(squeezed(blocks.group(1)));
			count++;
		}
		assertThat(count).isEqualTo(8);
	}

	private static String squeezed(String code) {
		return code.replaceAll("\\s+", "");
	}

	@Test
	void requestSaysHowItIsRetried() {
		this.broken = true;
		RetryPolicy retry = RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(10)).withJitter(0.3);
		JobRequest request = JobRequest.task("import")
			.settings(JobSettings.NONE.withRetry(retry).withTimeout(Duration.ofMinutes(30)));
		JobId id = this.scheduler.addJob(request);
		this.test.advance(Duration.ofHours(1));
		assertThat(this.scheduler.result(id).orElseThrow().run().attempt()).isEqualTo(5);
	}

	@Test
	void snoozedJobIsRunAgain() {
		JobId id = this.scheduler.addJob(JobRequest.task("wait-for-file"));
		this.test.advance(Duration.ofMinutes(1));
		assertThat(this.scheduler.result(id)).isEmpty();
		FILES.add("prices.csv");
		this.test.advance(Duration.ofMinutes(5));
		assertThat(this.scheduler.result(id).orElseThrow().run().attempt()).isEqualTo(1);
	}

	@Test
	void pendingJobIsCancelled() {
		Scheduler scheduler = this.scheduler;
		JobId id = scheduler.addJob(JobRequest.task("import").delay(Duration.ofHours(1)));
		CancelReply.Status reply = scheduler.cancelJob(id);
		assertThat(reply).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(scheduler.cancelJob(id)).isEqualTo(CancelReply.Status.ENDED);
	}

	@Test
	void failedJobIsRetriedByHand() {
		Scheduler scheduler = this.scheduler;
		this.broken = true;
		JobId id = scheduler.addJob(JobRequest.task("import"));
		this.test.advance(Duration.ofSeconds(1));
		JobResult result = scheduler.result(id).orElseThrow();
		Outcome outcome = result.outcome();
		JobId again = scheduler.retryJob(id);
		assertThat(outcome).isEqualTo(Outcome.FAILED);
		this.test.advance(Duration.ofSeconds(1));
		this.broken = false;
		int retried = scheduler.retryJobs(new ResultQuery(Outcome.FAILED, "import", null, null, 100));
		assertThat(retried).isEqualTo(2);
		this.test.advance(Duration.ofSeconds(1));
		assertThat(scheduler.result(again).orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
		assertThat(scheduler.store().findResults(new ResultQuery(Outcome.SUCCEEDED, null, null, null, 10)).items())
			.hasSize(1)
			.allSatisfy((success) -> assertThat(success.run().log()).contains("imported 100 rows"));
	}

	@Test
	void missedFireTimesAreMadeUpFor() {
		Scheduler scheduler = this.scheduler;
		Instant from = this.test.now();
		scheduler.addSchedule("hourly", JobRequest.task("import"), IntervalTrigger.every(Duration.ofHours(1)));
		scheduler.pauseSchedule("hourly");
		this.test.advance(Duration.ofHours(3));
		Instant to = this.test.now();
		List<JobId> jobs = scheduler.backfillSchedule("hourly", from, to);
		assertThat(jobs).hasSize(3);
		assertThat(scheduler.backfillSchedule("hourly", from, to)).isEqualTo(jobs);
	}

	@Test
	void nodesAreToldWhatToDo() {
		Scheduler scheduler = this.scheduler;
		scheduler.setNodeMode("node-1", NodeMode.DRAINING);
		scheduler.setNodeMode(null, NodeMode.PAUSED);
		scheduler.setNodeMode(null, NodeMode.ACTIVE);
		JobId id = scheduler.addJob(JobRequest.task("import"));
		this.test.advance(Duration.ofMinutes(1));
		assertThat(scheduler.result(id)).isEmpty();
		scheduler.setNodeMode("node-1", NodeMode.ACTIVE);
		this.test.advance(Duration.ofMinutes(1));
		assertThat(scheduler.result(id)).isPresent();
	}

}
