package io.jobscheduler.test.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.jobscheduler.Role;
import io.jobscheduler.ScheduleRequest;
import io.jobscheduler.Scheduler;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Schedules that are paused for their failures, replace what runs, or are backfilled; and
 * nodes that are told what to do.
 */
class ScheduleControlTest {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final SimulatedNodes nodes = new SimulatedNodes();

	private final List<String> ran = new ArrayList<>();

	private boolean broken = true;

	private TaskDefinition fragile() {
		return TaskDefinition.of("fragile", (job) -> {
			this.ran.add(String.valueOf(job.fireTime()));
			if (this.broken) {
				throw new IllegalStateException("broken");
			}
		});
	}

	private static ScheduleRequest everyMinute(String task, SchedulePolicies policies) {
		return ScheduleRequest
			.of("minutely", JobRequest.task(task),
					IntervalTrigger.every(MINUTE).startingAt(SimulatedNodes.START.plus(MINUTE)))
			.policies(policies);
	}

	@Test
	void scheduleIsPausedAfterSoManyFailuresInARow() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(fragile()));
		scheduler.addSchedule(everyMinute("fragile", SchedulePolicies.DEFAULT.withPauseAfterFailures(3)));
		this.nodes.advance(MINUTE.multipliedBy(2));
		this.broken = false;
		this.nodes.advance(MINUTE);
		this.broken = true;
		int before = this.ran.size();
		this.nodes.advance(MINUTE.multipliedBy(10));
		assertThat(this.ran).hasSize(before + 3);
		assertThat(this.nodes.schedule("minutely").status()).satisfies((status) -> {
			assertThat(status.state()).isEqualTo(ScheduleState.PAUSED);
			assertThat(status.reason()).isEqualTo("paused: 3 jobs in a row have failed");
		});
	}

	@Test
	void scheduleThatIsResumedStartsToCountAnew() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(fragile()));
		scheduler.addSchedule(everyMinute("fragile", SchedulePolicies.DEFAULT.withPauseAfterFailures(2)));
		this.nodes.advance(MINUTE.multipliedBy(5));
		assertThat(this.ran).hasSize(2);
		scheduler.resumeSchedule("minutely");
		assertThat(this.nodes.schedule("minutely").status().runs().failures()).isZero();
		this.nodes.advance(MINUTE.multipliedBy(5));
		assertThat(this.ran).hasSize(4);
		assertThat(this.nodes.schedule("minutely").status().state()).isEqualTo(ScheduleState.PAUSED);
	}

	@Test
	void runningJobIsCancelledAndTheNextStartsWhenItHasEnded() {
		List<CompletableFuture<Object>> stages = new ArrayList<>();
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.executor("default", new DirectExecutor(5))
			.task(TaskDefinition.of("slow", List.of(), (job, arguments) -> {
				CompletableFuture<Object> stage = new CompletableFuture<>();
				job.onCancel(() -> stage.completeExceptionally(new IllegalStateException("told to stop")));
				stages.add(stage);
				return stage.thenApply((value) -> value);
			})));
		scheduler.addSchedule(everyMinute("slow",
				new SchedulePolicies(CoalescePolicy.ALL, OverlapPolicy.CANCEL_OTHER, Duration.ZERO)));
		this.nodes.advance(MINUTE);
		assertThat(stages).hasSize(1);
		this.nodes.advance(MINUTE);
		await().until(() -> {
			this.nodes.advance(Duration.ofSeconds(1));
			return stages.size() == 2;
		});
		assertThat(stages).hasSize(2);
		assertThat(this.nodes.store.findResults(ResultQuery.all(10)).items()).extracting(JobResult::outcome)
			.containsExactly(Outcome.CANCELLED);
		assertThat(this.nodes.store.findJobs(JobQuery.all(10)).items()).singleElement()
			.extracting((job) -> Objects.requireNonNull(job.spec().origin()).fireTime())
			.isEqualTo(SimulatedNodes.START.plus(MINUTE.multipliedBy(2)));
	}

	@Test
	void fireTimesOfAPeriodGetJobsOfTheirOwn() {
		this.broken = false;
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(fragile()));
		scheduler.addSchedule(everyMinute("fragile", SchedulePolicies.DEFAULT));
		this.nodes.advance(MINUTE.multipliedBy(10));
		assertThat(this.ran).hasSize(10);
		Instant from = SimulatedNodes.START.plus(MINUTE.multipliedBy(2));
		Instant to = SimulatedNodes.START.plus(MINUTE.multipliedBy(5));
		List<JobId> jobs = scheduler.backfillSchedule("minutely", from, to);
		assertThat(jobs).hasSize(3).doesNotHaveDuplicates();
		assertThat(scheduler.backfillSchedule("minutely", from, to)).isEqualTo(jobs);
		this.nodes.settle();
		assertThat(scheduler.backfillSchedule("minutely", from, to)).isEqualTo(jobs);
		this.nodes.settle();
		assertThat(this.ran).hasSize(13);
		assertThat(this.ran.subList(10, 13)).containsExactlyInAnyOrder(from.toString(), from.plus(MINUTE).toString(),
				from.plus(MINUTE.multipliedBy(2)).toString());
		assertThat(this.nodes.result(jobs.get(0)).origin()).isEqualTo(new JobOrigin("minutely", from, false));
	}

	@Test
	void backfillThatMakesNoSenseIsRefused() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(fragile()));
		scheduler.addSchedule(everyMinute("fragile", SchedulePolicies.DEFAULT));
		scheduler.addSchedule("delayed", JobRequest.task("fragile"), FixedDelayTrigger.of(MINUTE));
		Instant start = SimulatedNodes.START;
		assertThatIllegalArgumentException()
			.isThrownBy(() -> scheduler.backfillSchedule("minutely", start, start.plus(MINUTE)))
			.withMessageContaining("allowed up to now");
		assertThatIllegalArgumentException().isThrownBy(() -> scheduler.backfillSchedule("minutely", start, start))
			.withMessageContaining("before the end");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> scheduler.backfillSchedule("delayed", start.minus(MINUTE), start))
			.withMessageContaining("fixed delay");
	}

	@Test
	void pausedNodeNeitherFiresNorClaimsAndGoesOnWhenResumed() {
		this.broken = false;
		Scheduler first = this.nodes.start("a", (builder) -> builder.task(fragile()));
		Scheduler second = this.nodes.start("b", (builder) -> builder.role(Role.NONE));
		second.setNodeMode("a", NodeMode.PAUSED);
		this.nodes.settle();
		assertThat(first.node().state()).isEqualTo(Scheduler.State.PAUSED);
		first.addSchedule(everyMinute("fragile", SchedulePolicies.DEFAULT));
		first.addJob(JobRequest.task("fragile"));
		this.nodes.advance(MINUTE.multipliedBy(3));
		assertThat(this.ran).isEmpty();
		second.setNodeMode("a", NodeMode.ACTIVE);
		this.nodes.advance(MINUTE);
		assertThat(this.ran).isNotEmpty();
		assertThat(first.node().state()).isEqualTo(Scheduler.State.RUNNING);
		assertThatIllegalArgumentException().isThrownBy(() -> second.setNodeMode("nobody", NodeMode.PAUSED))
			.withMessageContaining("No node 'nobody'");
	}

	@Test
	void drainingNodeHandsBackWhatItHasNotStarted() {
		ManualExecutor executor = new ManualExecutor(2);
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.executor("default", executor).task(fragile()));
		for (int i = 0; i < 4; i++) {
			scheduler.addJob(JobRequest.task("fragile"));
		}
		this.nodes.settle();
		assertThat(this.nodes.store.counts(10).running()).isEqualTo(4);
		scheduler.setNodeMode("a", NodeMode.DRAINING);
		this.nodes.settle();
		assertThat(this.nodes.store.findJobs(JobQuery.all(10)).items()).extracting(Job::attempt).containsOnly(1);
		assertThat(this.nodes.store.counts(10).running()).isZero();
		assertThat(this.nodes.store.counts(10).pending()).isEqualTo(4);
	}

	@Test
	void everythingIsPausedFromAnyNode() {
		this.broken = false;
		Scheduler first = this.nodes.start("a", (builder) -> builder.task(fragile()));
		this.nodes.start("b", (builder) -> builder.task(fragile()));
		first.setNodeMode(null, NodeMode.PAUSED);
		this.nodes.settle();
		first.addJob(JobRequest.task("fragile"));
		this.nodes.advance(MINUTE);
		assertThat(this.ran).isEmpty();
		first.setNodeMode(null, NodeMode.ACTIVE);
		this.nodes.advance(MINUTE);
		assertThat(this.ran).hasSize(1);
	}

	@Test
	void rateLimitHoldsOnAllNodesAndNobodyPollsForIt() {
		List<Instant> starts = new ArrayList<>();
		TaskDefinition limited = TaskDefinition.of("limited", (job) -> starts.add(this.nodes.clock.now()))
			.rateLimit(RateLimit.parse("10/1m"));
		Scheduler first = this.nodes.start("a", (builder) -> builder.task(limited));
		this.nodes.start("b", (builder) -> builder.task(limited));
		for (int i = 0; i < 35; i++) {
			first.addJob(JobRequest.task("limited"));
		}
		this.nodes.advance(MINUTE.multipliedBy(5));
		assertThat(starts).hasSize(35);
		for (int i = 10; i < starts.size(); i++) {
			assertThat(Duration.between(starts.get(i - 10), starts.get(i))).isGreaterThanOrEqualTo(MINUTE);
		}
		assertThat(starts.get(34)).isBefore(SimulatedNodes.START.plus(MINUTE.multipliedBy(3)).plusSeconds(1));
	}

}
