package io.jobscheduler.test.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.executor.ThreadPoolJobExecutor;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Runs that are told to stop, and tasks that do what they should not.
 */
class StopTest {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final CountDownLatch started = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private Scheduler scheduler;

	/** One slot, so that the next job shows what the one before has left. */
	private void start(TaskHandler handler) {
		SchedulerBuilder builder = Scheduler.builder()
			.store(new MemoryJobStore())
			.executor("default", new ThreadPoolJobExecutor("pool", 1))
			.shutdownTimeout(Duration.ZERO)
			.task(TaskDefinition.of("bad", List.of(), handler))
			.task(TaskDefinition.of("next", List.of(), (job, arguments) -> Thread.currentThread().isInterrupted() + " "
					+ MDC.get("dirty") + " " + job.task()));
		this.scheduler = builder.build();
		this.scheduler.start();
	}

	@AfterEach
	void stop() {
		this.released.countDown();
		this.scheduler.close();
	}

	private static JobRequest bad() {
		return JobRequest.task("bad").retry(RetryPolicy.none());
	}

	private JobResult result(JobId id) {
		await().atMost(LONG).until(() -> this.scheduler.result(id).isPresent());
		return this.scheduler.result(id).orElseThrow();
	}

	private JobResult runBad() {
		return result(this.scheduler.addJob(bad()));
	}

	private void awaitStart() throws InterruptedException {
		assertThat(this.started.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	private void assertThatTheNextJobRuns() {
		JobResult next = result(this.scheduler.addJob(JobRequest.task("next")));
		assertThat(next.ending().value()).isEqualTo("\"false null next\"");
	}

	@Test
	void timeoutInterruptsTheThreadAndFailsTheAttempt() {
		start((job, arguments) -> {
			this.released.await();
			return null;
		});
		JobResult result = result(this.scheduler.addJob(bad().timeout(Duration.ofMillis(50))));
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.ending().error().type()).isEqualTo("timeout");
		assertThat(result.ending().error().message()).startsWith("ran longer than PT0.05S and was told to stop");
		assertThatTheNextJobRuns();
	}

	@Test
	void attemptThatTimedOutIsRetriedByThePolicy() {
		start((job, arguments) -> {
			if (job.attempt() == 1) {
				this.released.await();
			}
			return job.attempt();
		});
		JobResult result = result(
				this.scheduler.addJob(bad().retry(RetryPolicy.fixed(2, Duration.ZERO)).timeout(Duration.ofMillis(50))));
		assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(result.ending().value()).isEqualTo("2");
	}

	@Test
	void timeoutCancelsWhatAnAsynchronousTaskReturned() {
		CompletableFuture<Object> never = new CompletableFuture<>();
		start((job, arguments) -> never);
		JobResult result = result(this.scheduler.addJob(bad().timeout(Duration.ofMillis(50))));
		assertThat(result.ending().error().type()).isEqualTo("timeout");
		assertThat(never).isCancelled();
		assertThatTheNextJobRuns();
	}

	@Test
	void stageThatCompletesAfterItsCancelChangesNothing() {
		CompletableFuture<Object> never = new CompletableFuture<>();
		start((job, arguments) -> never);
		JobId id = this.scheduler.addJob(bad().timeout(Duration.ofMillis(50)));
		assertThat(result(id).outcome()).isEqualTo(Outcome.FAILED);
		assertThat(never.complete("late")).isFalse();
		assertThatTheNextJobRuns();
		assertThat(result(id).outcome()).isEqualTo(Outcome.FAILED);
	}

	@Test
	void runThatHearsThatItIsCancelledAndReturnsIsCancelled() throws Exception {
		start((job, arguments) -> {
			this.started.countDown();
			while (!job.isCancelled()) {
				Thread.onSpinWait();
			}
			return "half done";
		});
		JobId id = this.scheduler.addJob(bad());
		awaitStart();
		assertThat(this.scheduler.cancelJob(id)).isEqualTo(CancelReply.Status.REQUESTED);
		assertThat(result(id).outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(this.scheduler.cancelJob(id)).isEqualTo(CancelReply.Status.ENDED);
		assertThatTheNextJobRuns();
	}

	@Test
	void runThatSwallowsTheInterruptAndReturnsHasSucceeded() throws Exception {
		start((job, arguments) -> {
			this.started.countDown();
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				return "done all the same";
			}
			return "not told";
		});
		JobId id = this.scheduler.addJob(bad());
		awaitStart();
		this.scheduler.cancelJob(id);
		assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(result(id).ending().value()).isEqualTo("\"done all the same\"");
		assertThatTheNextJobRuns();
	}

	@Test
	void pendingJobIsCancelledAtOnceAndAnUnknownOneIsNot() {
		start((job, arguments) -> null);
		JobId id = this.scheduler.addJob(bad().delay(Duration.ofHours(1)));
		assertThat(this.scheduler.cancelJob(id)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(this.scheduler.cancelJob(JobId.random(java.time.Instant.EPOCH)))
			.isEqualTo(CancelReply.Status.UNKNOWN);
	}

	@Test
	void actionsForACancelAreRunEvenIfTheyCameLateAndNotIfTheyWereTakenBack() throws Exception {
		List<String> ran = new CopyOnWriteArrayList<>();
		CountDownLatch all = new CountDownLatch(2);
		start((job, arguments) -> {
			job.onCancel(() -> ran.add("taken back")).close();
			job.onCancel(() -> {
				ran.add("early");
				all.countDown();
			});
			this.started.countDown();
			while (!job.isCancelled()) {
				Thread.onSpinWait();
			}
			job.onCancel(() -> {
				ran.add("late");
				all.countDown();
			});
			return null;
		});
		JobId id = this.scheduler.addJob(bad());
		awaitStart();
		this.scheduler.cancelJob(id);
		assertThat(all.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(result(id).outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(ran).containsExactlyInAnyOrder("early", "late");
	}

	@Test
	void runThatIgnoresAStopIsReportedAndKeepsItsSlot() {
		SimulatedNodes nodes = new SimulatedNodes();
		CompletableFuture<Object> stubborn = new CompletableFuture<>() {

			@Override
			public boolean cancel(boolean mayInterruptIfRunning) {
				return false;
			}

		};
		this.scheduler = nodes.start("a",
				(builder) -> builder.executor("default", new DirectExecutor(2))
					.task(TaskDefinition.of("stubborn", List.of(), (job, arguments) -> stubborn))
					.task(TaskDefinition.of("other", (job) -> {
					})));
		JobId id = this.scheduler.addJob(JobRequest.task("stubborn").timeout(Duration.ofSeconds(1)));
		nodes.advance(Duration.ofSeconds(5));
		assertThat(nodes.events).noneMatch(SchedulerEvent.StopIgnored.class::isInstance);
		nodes.advance(Duration.ofSeconds(10));
		assertThat(nodes.events).filteredOn(SchedulerEvent.StopIgnored.class::isInstance).hasSize(1);
		assertThat(this.scheduler.node().executors().get("default").running()).isEqualTo(1);
		assertThat(nodes.job(id).state()).isEqualTo(JobState.RUNNING);
		JobId other = this.scheduler.addJob(JobRequest.task("other"));
		nodes.advance(Duration.ofMinutes(2));
		assertThat(nodes.result(other).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(nodes.job(id).state()).as("its lease is renewed").isEqualTo(JobState.RUNNING);
		stubborn.complete("at last");
		nodes.settle();
		assertThat(nodes.result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(this.scheduler.node().executors().get("default").running()).isZero();
	}

	@Test
	void endlessLoopKeepsItsSlotAndOthersGoOn() throws Exception {
		AtomicInteger loops = new AtomicInteger();
		SchedulerBuilder builder = Scheduler.builder()
			.store(new MemoryJobStore())
			.executor("default", new ThreadPoolJobExecutor("pool", 2))
			.shutdownTimeout(Duration.ZERO)
			.task(TaskDefinition.of("loop", (job) -> {
				this.started.countDown();
				while (this.released.getCount() > 0) {
					loops.incrementAndGet();
					Thread.interrupted();
				}
			}))
			.task(TaskDefinition.of("next", (job) -> {
			}));
		this.scheduler = builder.build();
		this.scheduler.start();
		JobId endless = this.scheduler.addJob(JobRequest.task("loop"));
		awaitStart();
		this.scheduler.cancelJob(endless);
		for (int i = 0; i < 5; i++) {
			assertThat(result(this.scheduler.addJob(JobRequest.task("next"))).outcome()).isEqualTo(Outcome.SUCCEEDED);
		}
		assertThat(this.scheduler.job(endless)).isPresent();
		this.released.countDown();
		assertThat(result(endless).outcome()).as("it never asked").isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void deadlockedTasksKeepTheirSlotsAndOthersGoOn() throws Exception {
		Object first = new Object();
		Object second = new Object();
		CountDownLatch both = new CountDownLatch(2);
		SchedulerBuilder builder = Scheduler.builder()
			.store(new MemoryJobStore())
			.executor("default", new ThreadPoolJobExecutor("deadlock", 3))
			.shutdownTimeout(Duration.ZERO)
			.task(TaskDefinition.of("one", (job) -> lock(first, second, both)))
			.task(TaskDefinition.of("two", (job) -> lock(second, first, both)))
			.task(TaskDefinition.of("next", (job) -> {
			}));
		this.scheduler = builder.build();
		this.scheduler.start();
		JobId one = this.scheduler.addJob(JobRequest.task("one"));
		JobId two = this.scheduler.addJob(JobRequest.task("two"));
		await().atMost(LONG)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("deadlock-"))
				.filter((thread) -> thread.getState() == Thread.State.BLOCKED)
				.count() == 2);
		assertThat(this.scheduler.cancelJob(one)).isEqualTo(CancelReply.Status.REQUESTED);
		assertThat(result(this.scheduler.addJob(JobRequest.task("next"))).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(this.scheduler.node().executors().get("default").running()).isEqualTo(2);
		assertThat(this.scheduler.job(one)).isPresent();
		assertThat(this.scheduler.job(two)).isPresent();
	}

	/** Nothing ends this in a JVM; the threads are daemons. */
	private static void lock(Object mine, Object other, CountDownLatch both) {
		synchronized (mine) {
			both.countDown();
			awaitQuietly(both);
			synchronized (other) {
				both.countDown();
			}
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void stackOverflowFailsTheAttemptAndNoMore() {
		start((job, arguments) -> deeper(0));
		assertThat(runBad().ending().error().type()).isEqualTo("java.lang.StackOverflowError");
		assertThatTheNextJobRuns();
	}

	private static long deeper(long depth) {
		return (depth < Long.MAX_VALUE) ? deeper(depth + 1) + depth : depth;
	}

	@Test
	void outOfMemoryErrorFailsTheAttemptAndNoMore() {
		start((job, arguments) -> {
			throw new OutOfMemoryError("no room");
		});
		assertThat(runBad().ending().error().message()).isEqualTo("no room");
		assertThatTheNextJobRuns();
	}

	@Test
	void exceptionThatCannotBeDescribedFailsTheAttemptAndNoMore() {
		start((job, arguments) -> {
			throw new IllegalStateException() {

				private static final long serialVersionUID = 1L;

				@Override
				public String getMessage() {
					throw new UnsupportedOperationException("no message");
				}

			};
		});
		assertThat(runBad().outcome()).isEqualTo(Outcome.FAILED);
		assertThatTheNextJobRuns();
	}

	@Test
	void whatATaskLeavesOnItsThreadDoesNotReachTheNext() {
		start((job, arguments) -> {
			MDC.put("jobscheduler.task", "someone else");
			MDC.put("dirty", "left here");
			Thread.currentThread().interrupt();
			return null;
		});
		assertThat(runBad().outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThatTheNextJobRuns();
	}

	@Test
	void runThatHearsOfItsTimeoutAndReturnsHasFailed() {
		start((job, arguments) -> {
			while (!job.isCancelled()) {
				Thread.onSpinWait();
			}
			return "half done";
		});
		JobResult result = result(this.scheduler.addJob(bad().timeout(Duration.ofMillis(50))));
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.ending().error().type()).isEqualTo("timeout");
		assertThatTheNextJobRuns();
	}

	@Test
	void contextOfAnEndedJobIsNoLongerCurrent() {
		List<String> next = new CopyOnWriteArrayList<>();
		start((job, arguments) -> {
			next.add(JobContext.current().jobId().toString());
			return null;
		});
		JobId first = this.scheduler.addJob(bad());
		result(first);
		JobId second = this.scheduler.addJob(bad());
		result(second);
		assertThat(next).containsExactly(first.toString(), second.toString());
		assertThatIllegalStateException().isThrownBy(JobContext::current);
	}

}
