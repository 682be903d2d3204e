package io.jobscheduler;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.jobscheduler.executor.ExecutableJob;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The whole of a scheduler, on the memory store, in real time.
 */
@Timeout(30)
class SchedulerTest {

	private final MemoryJobStore store = new MemoryJobStore();

	private final BlockingQueue<Object> ran = new LinkedBlockingQueue<>();

	private final SchedulerBuilder builder = Scheduler.builder().store(this.store).name("test");

	private Scheduler scheduler;

	private Scheduler start() {
		this.scheduler = this.builder.build();
		this.scheduler.start();
		return this.scheduler;
	}

	@AfterEach
	void stop() {
		if (this.scheduler != null) {
			this.scheduler.close();
		}
	}

	private static TaskDefinition doubler() {
		return TaskDefinition.of("double", List.of(new ParameterType("number", int.class)),
				(context, arguments) -> 2 * (Integer) arguments[0]);
	}

	@Test
	void aJobRunsWithItsArguments() throws Exception {
		this.builder.task(TaskDefinition.of("greet", List.of(new ParameterType("name", String.class)),
				(context, arguments) -> this.ran.add(arguments[0])));
		start().addJob(JobRequest.task("greet").argument("name", "Ada"));
		assertThat(this.ran.poll(10, TimeUnit.SECONDS)).isEqualTo("Ada");
	}

	@Test
	void aJobAddedBeforeTheStartRunsAfterIt() throws Exception {
		this.builder.task(TaskDefinition.of("early", (context) -> this.ran.add("early")));
		this.scheduler = this.builder.build();
		this.scheduler.addJob(JobRequest.task("early"));
		assertThat(this.ran).isEmpty();
		this.scheduler.start();
		assertThat(this.ran.poll(10, TimeUnit.SECONDS)).isEqualTo("early");
	}

	@Test
	void aResultIsWaitedFor() throws Exception {
		this.builder.task(doubler());
		JobResult result = start().callJob(JobRequest.task("double").argument("number", 21)).get(10, TimeUnit.SECONDS);
		assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(result.ending().value()).isEqualTo("42");
	}

	@Test
	void argumentsThatDoNotFitAreRefused() {
		this.builder.task(doubler());
		Scheduler started = start();
		assertThatThrownBy(() -> started.addJob(JobRequest.task("double").argument("number", "many")))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("double")
			.hasMessageContaining("number");
		assertThatThrownBy(() -> started.addJob(JobRequest.task("double").argument("nmber", 1)))
			.hasMessageContaining("has no parameter [nmber]");
	}

	@Test
	void aFailedAttemptIsRepeatedUntilOneSucceeds() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		this.builder.task(TaskDefinition.of("flaky", List.of(), (context, arguments) -> {
			attempts.set(context.attempt());
			if (context.attempt() < 3) {
				throw new IllegalStateException("not yet");
			}
			return null;
		}));
		JobResult result = start().callJob(JobRequest.task("flaky").retry(RetryPolicy.fixed(5, Duration.ofMillis(1))))
			.get(10, TimeUnit.SECONDS);
		assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(result.run().attempt()).isEqualTo(3);
		assertThat(attempts).hasValue(3);
	}

	@Test
	void anExhaustedJobKeepsItsError() throws Exception {
		this.builder.task(TaskDefinition.of("broken", (context) -> {
			throw new IllegalStateException("for good");
		}));
		JobResult result = start().callJob(JobRequest.task("broken")).get(10, TimeUnit.SECONDS);
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.ending().error()).isNotNull()
			.satisfies((error) -> assertThat(error.message()).isEqualTo("for good"));
	}

	@Test
	void aDeclaredScheduleFires() throws Exception {
		this.builder.task(TaskDefinition.of("tick", (context) -> this.ran.add(context.fireTime())));
		this.builder
			.declare(ScheduleRequest.of("tick", JobRequest.task("tick"), IntervalTrigger.every(Duration.ofMillis(50))));
		start();
		Object first = this.ran.poll(10, TimeUnit.SECONDS);
		Object second = this.ran.poll(10, TimeUnit.SECONDS);
		assertThat(first).isNotNull();
		assertThat(second).isNotNull().isNotEqualTo(first);
	}

	@Test
	void aPausedScheduleRunsByHand() throws Exception {
		this.builder.task(TaskDefinition.of("report", (context) -> this.ran.add(context.jobId())));
		Scheduler started = start();
		started.addSchedule("report", JobRequest.task("report"),
				IntervalTrigger.every(Duration.ofDays(1)).startingAt(java.time.Instant.parse("2999-01-01T00:00:00Z")));
		assertThat(started.pauseSchedule("report").status().state()).isEqualTo(ScheduleState.PAUSED);
		JobId job = started.runSchedule("report");
		assertThat(this.ran.poll(10, TimeUnit.SECONDS)).isEqualTo(job);
		assertThat(started.resumeSchedule("report").status().state()).isEqualTo(ScheduleState.ACTIVE);
		started.removeSchedule("report");
		assertThatThrownBy(() -> started.pauseSchedule("report")).isInstanceOf(UnknownScheduleException.class)
			.hasMessageContaining("'report'");
	}

	@Test
	void aRunningJobIsCancelled() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		this.builder.task(TaskDefinition.of("endless", List.of(), (context, arguments) -> {
			running.countDown();
			new CountDownLatch(1).await();
			return null;
		}));
		Scheduler started = start();
		JobId id = JobId.random(java.time.Instant.EPOCH);
		CompletableFuture<JobResult> result = started.callJob(JobRequest.task("endless").id(id));
		running.await();
		assertThat(started.cancelJob(id)).isEqualTo(CancelReply.Status.REQUESTED);
		assertThat(result.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(started.cancelJob(id)).isEqualTo(CancelReply.Status.ENDED);
	}

	@Test
	void aStopHandsBackWhatItInterrupts() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		this.builder.shutdownTimeout(Duration.ZERO).task(TaskDefinition.of("long", List.of(), (context, arguments) -> {
			running.countDown();
			new CountDownLatch(1).await();
			return null;
		}));
		Scheduler started = start();
		JobId id = started.addJob(JobRequest.task("long"));
		running.await();
		started.stop();
		assertThat(this.store.job(id)).hasValueSatisfying((job) -> {
			assertThat(job.state()).isEqualTo(io.jobscheduler.job.JobState.PENDING);
			assertThat(job.attempt()).isEqualTo(1);
		});
		assertThat(this.store.nodes()).isEmpty();
	}

	@Test
	void aStopDoesNotHandBackAnInterruptedJobThatRunsAtMostOnce() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		this.builder.shutdownTimeout(Duration.ZERO)
			.task(TaskDefinition.of("payment", List.of(), (context, arguments) -> {
				running.countDown();
				new CountDownLatch(1).await();
				return null;
			}));
		Scheduler started = start();
		JobId id = started.addJob(JobRequest.task("payment").delivery(DeliveryGuarantee.AT_MOST_ONCE));
		running.await();
		started.stop();
		assertThat(this.store.result(id))
			.hasValueSatisfying((result) -> assertThat(result.outcome()).isEqualTo(Outcome.ABANDONED));
	}

	@Test
	void aJobThatItsExecutorRefusesIsHandedBackAndHoldsNoSlot() throws Exception {
		AtomicInteger refusals = new AtomicInteger();
		this.builder.executor("picky", new JobExecutor() {

			@Override
			public int slots() {
				return 1;
			}

			@Override
			public void execute(ExecutableJob job) {
				if (refusals.getAndIncrement() == 0) {
					throw new IllegalStateException("no thread to be had");
				}
				job.run();
			}

			@Override
			public void close() {
			}

		});
		this.builder.task(TaskDefinition.of("tried", (context) -> this.ran.add(context.attempt())).executor("picky"));
		start().addJob(JobRequest.task("tried"));
		assertThat(this.ran.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
		assertThat(refusals).hasValue(2);
	}

	@Test
	void aSchedulerStartsAgain() throws Exception {
		this.builder.task(TaskDefinition.of("again", (context) -> this.ran.add(JobContext.current().attempt())));
		Scheduler started = start();
		started.stop();
		started.addJob(JobRequest.task("again"));
		started.start();
		assertThat(this.ran.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
	}

	@Test
	void aTaskOnAnExecutorThatDoesNotExistIsRefused() {
		this.builder.task(TaskDefinition.of("lost", (context) -> {
		}).executor("nowhere"));
		assertThatThrownBy(this.builder::build).hasMessageContaining("nowhere").hasMessageContaining("lost");
	}

}
