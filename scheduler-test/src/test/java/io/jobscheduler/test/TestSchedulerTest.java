package io.jobscheduler.test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.jobscheduler.ScheduleRequest;
import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.executor.ThreadPoolJobExecutor;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.jobscheduler.test.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class TestSchedulerTest {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private final List<String> ran = new ArrayList<>();

	private TestScheduler test;

	@AfterEach
	void close() {
		if (this.test != null) {
			this.test.close();
		}
	}

	private Scheduler start(Consumer<SchedulerBuilder> configuration) {
		this.test = TestScheduler.start(START, configuration);
		return this.test.scheduler();
	}

	private TaskDefinition noting(String id) {
		return TaskDefinition.of(id, (job) -> this.ran.add(id + " " + this.test.now()));
	}

	@Test
	void nothingRunsUntilTimePasses() {
		Scheduler scheduler = start((builder) -> builder.task(noting("a")));
		scheduler.addJob(JobRequest.task("a"));
		assertThat(this.ran).isEmpty();
		this.test.runAllDue();
		assertThat(this.ran).containsExactly("a " + START);
		assertThat(this.test.now()).isEqualTo(START);
	}

	@Test
	void everythingRunsAtItsTimeInOrderOnTheCallingThread() {
		List<Thread> threads = new ArrayList<>();
		Scheduler scheduler = start((builder) -> builder.task(noting("a"))
			.task(noting("b").executor("pool"))
			.task(TaskDefinition.of("thread", (job) -> threads.add(Thread.currentThread())).executor("pool"))
			.executor("pool", new ThreadPoolJobExecutor("pool", 4)));
		scheduler.addJob(JobRequest.task("b").delay(Duration.ofDays(2)));
		scheduler.addJob(JobRequest.task("a").delay(Duration.ofDays(1)));
		scheduler.addSchedule("daily", JobRequest.task("a"), CronTrigger.of("0 2 * * *", ZoneOffset.UTC));
		scheduler.addJob(JobRequest.task("thread"));
		this.test.advance(Duration.ofDays(2));
		assertThat(this.ran).containsExactly("a 2030-01-01T02:00:00Z", "a 2030-01-02T00:00:00Z",
				"a 2030-01-02T02:00:00Z", "b 2030-01-03T00:00:00Z");
		assertThat(threads).containsExactly(Thread.currentThread());
		assertThat(this.test.now()).isEqualTo(START.plus(Duration.ofDays(2)));
	}

	@Test
	void whatIsDueTogetherRunsByPriorityThenInTheOrderInWhichItWasMade() {
		Scheduler scheduler = start((builder) -> IntStream.range(0, 20).forEach((i) -> builder.task(noting("t" + i))));
		CronTrigger atTwo = CronTrigger.of("0 2 * * *", ZoneOffset.UTC);
		List<String> expected = new ArrayList<>(List.of("t19", "t18"));
		scheduler.addJob(JobRequest.task("t18").runAt(Instant.parse("2030-01-01T02:00:00Z")));
		for (int i = 9; i >= 0; i--) {
			scheduler.addSchedule("s" + i, JobRequest.task("t" + i), atTwo);
		}
		IntStream.range(0, 10).forEach((i) -> expected.add("t" + i));
		scheduler.addSchedule("z", JobRequest.task("t19").priority(1), atTwo);
		this.test.advance(Duration.ofHours(3));
		assertThat(this.ran).map((line) -> line.substring(0, line.indexOf(' '))).isEqualTo(expected);
	}

	@Test
	void aRetryRunsAfterItsDelayAndTheFailureIsInTheResult() {
		Scheduler scheduler = start((builder) -> builder.task(TaskDefinition.of("fails", (job) -> {
			this.ran.add(job.attempt() + " " + this.test.now());
			throw new IllegalStateException("no luck");
		})));
		JobId job = scheduler.addJob(JobRequest.task("fails").retry(RetryPolicy.fixed(3, Duration.ofHours(5))));
		this.test.runAllDue();
		assertThat(scheduler).hasPendingJob(job).onAttempt(2).dueAt(START.plus(Duration.ofHours(5)));
		this.test.advance(Duration.ofDays(1));
		assertThat(this.ran).containsExactly("1 2030-01-01T00:00:00Z", "2 2030-01-01T05:00:00Z",
				"3 2030-01-01T10:00:00Z");
		assertThat(scheduler).hasFailed(job).withError(IllegalStateException.class).withError("no luck").onAttempt(3);
	}

	@Test
	void jobsThatJobsAddRunToo() {
		Scheduler scheduler = start((builder) -> builder.task(noting("last"))
			.task(TaskDefinition.of("first",
					(job) -> this.test.scheduler().addJob(JobRequest.task("last").delay(Duration.ofDays(1))))));
		scheduler.addJob(JobRequest.task("first").delay(Duration.ofDays(1)));
		this.test.advanceTo(START.plus(Duration.ofDays(3)));
		assertThat(this.ran).containsExactly("last 2030-01-03T00:00:00Z");
	}

	@Test
	void anEndlessChainOfJobsIsAnErrorThatNamesTheTask() {
		Scheduler scheduler = start((builder) -> builder.shutdownTimeout(Duration.ofMinutes(10))
			.task(TaskDefinition.of("chain", (job) -> this.test.scheduler().addJob(JobRequest.task("chain")))));
		scheduler.addJob(JobRequest.task("chain"));
		assertThatIllegalStateException().isThrownBy(() -> this.test.runAllDue())
			.withMessageContaining("does not come to rest at 2030-01-01T00:00:00Z")
			.withMessageContaining("[chain]");
	}

	@Test
	void aMonthOfSchedulesAndAnAwaitedResultNeedNoPolls() {
		Scheduler scheduler = start((builder) -> builder.task(noting("a")));
		CompletableFuture<JobResult> result = scheduler
			.callJob(JobRequest.task("a").delay(Duration.ofDays(29).plusHours(12)));
		assertThat(result).isNotDone();
		this.test.advance(Duration.ofDays(30));
		assertThat(result).isCompletedWithValueMatching((ended) -> ended.outcome() == Outcome.SUCCEEDED);
	}

	@Test
	void resultsOutliveTheirRetention() {
		Scheduler scheduler = start((builder) -> builder.task(noting("a")));
		JobId job = scheduler.addJob(JobRequest.task("a"));
		this.test.advance(Duration.ofDays(400));
		assertThat(scheduler).hasSucceeded(job).endedAt(START);
	}

	@Test
	void anAsynchronousTaskIsWaitedFor() {
		Scheduler scheduler = start((builder) -> builder.task(TaskDefinition.of("async", List.of(),
				(job, arguments) -> CompletableFuture.supplyAsync(() -> 7, (work) -> new Thread(work).start()))));
		JobId job = scheduler.addJob(JobRequest.task("async"));
		this.test.advance(Duration.ofDays(1));
		assertThat(scheduler).hasSucceeded(job).withValue(7).endedAt(START);
	}

	@Test
	void aStoppedSchedulerMissesWhatTimeBrings() {
		Scheduler scheduler = start((builder) -> builder.task(noting("a")));
		scheduler.addSchedule(ScheduleRequest
			.of("hourly", JobRequest.task("a"),
					IntervalTrigger.every(Duration.ofHours(1)).startingAt(START.plusSeconds(3600)))
			.overlap(OverlapPolicy.ALLOW));
		scheduler.stop();
		this.test.advance(Duration.ofHours(5));
		assertThat(this.ran).isEmpty();
		scheduler.start();
		this.test.runAllDue();
		assertThat(this.ran).containsExactly("a 2030-01-01T05:00:00Z");
	}

	@Test
	void aResetBeginsAnewWithWhatWasDeclared() {
		Scheduler scheduler = start((builder) -> builder.task(noting("a"))
			.declare(ScheduleRequest.of("daily", JobRequest.task("a"), CronTrigger.of("0 2 * * *", ZoneOffset.UTC))));
		scheduler.addSchedule("later", JobRequest.task("a"), CronTrigger.of("0 3 * * *", ZoneOffset.UTC));
		scheduler.addJob(JobRequest.task("a").delay(Duration.ofDays(30)));
		scheduler.pauseSchedule("daily");
		this.test.advance(Duration.ofDays(2));
		for (int i = 0; i < 2; i++) {
			this.ran.clear();
			this.test.reset();
			assertThat(this.test.now()).isEqualTo(START);
			assertThat(scheduler).hasNoPendingJobs()
				.hasResultCount("a", Outcome.SUCCEEDED, 0)
				.hasNoSchedule("later")
				.hasSchedule("daily")
				.isActive()
				.withNextFireTime(Instant.parse("2030-01-01T02:00:00Z"));
			this.test.advance(Duration.ofDays(1));
			assertThat(this.ran).containsExactly("a 2030-01-01T02:00:00Z");
		}
	}

	@Test
	void aJobCannotMoveTheClock() {
		Scheduler scheduler = start(
				(builder) -> builder.task(TaskDefinition.of("hasty", (job) -> this.test.advance(Duration.ofDays(1)))));
		scheduler.addJob(JobRequest.task("hasty"));
		this.test.runAllDue();
		assertThat(scheduler).hasFailed("hasty").withError("only the test can move it");
	}

	@Test
	void timeDoesNotGoBack() {
		start((builder) -> {
		});
		assertThatIllegalArgumentException().isThrownBy(() -> this.test.advanceTo(START.minusSeconds(1)))
			.withMessageContaining("2029-12-31T23:59:59Z");
		assertThatIllegalArgumentException().isThrownBy(() -> this.test.advance(Duration.ofNanos(1)))
			.withMessageContaining("whole microseconds");
	}

	@Test
	void theClockIsAlsoJavas() {
		start((builder) -> {
		});
		var clock = this.test.clock().toClock(ZoneOffset.UTC);
		this.test.advance(Duration.ofDays(1));
		assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(1)));
		assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
	}

	@Test
	void jobContextAndArgumentsAreThoseOfAnyRun() {
		List<Map<String, Object>> seen = new ArrayList<>();
		Scheduler scheduler = start((builder) -> builder.task(TaskDefinition.of("a", (job) -> seen
			.add(Map.of("node", job.node(), "same", JobContext.current().jobId().equals(job.jobId()))))));
		scheduler.addJob(JobRequest.task("a"));
		this.test.runAllDue();
		assertThat(seen).containsExactly(Map.of("node", "test", "same", true));
	}

}
