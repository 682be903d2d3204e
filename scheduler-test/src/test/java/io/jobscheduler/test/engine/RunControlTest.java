package io.jobscheduler.test.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.jobscheduler.JobFailedException;
import io.jobscheduler.Role;
import io.jobscheduler.Scheduler;
import io.jobscheduler.job.FailureFilter;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Progress;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.JobContextPropagator;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a run asks for, says, and leaves behind.
 */
class RunControlTest {

	private final SimulatedNodes nodes = new SimulatedNodes();

	private final List<String> ran = new ArrayList<>();

	private TaskDefinition task(String id, Consumer<JobContext> code) {
		return TaskDefinition.of(id, (job) -> {
			this.ran.add(id + " " + job.attempt());
			code.accept(job);
		});
	}

	private static void fail(JobContext job) {
		throw new IllegalArgumentException("no luck on attempt " + job.attempt());
	}

	@Test
	void snoozedJobRunsAgainLaterAndUsesNoAttempt() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(task("snoozing", (job) -> {
			if (this.ran.size() < 3) {
				job.snooze(Duration.ofMinutes(5));
			}
		})));
		JobId id = scheduler.addJob(JobRequest.task("snoozing"));
		this.nodes.settle();
		assertThat(this.nodes.job(id).state()).isEqualTo(JobState.PENDING);
		this.nodes.advance(Duration.ofMinutes(4));
		assertThat(this.ran).hasSize(1);
		this.nodes.advance(Duration.ofMinutes(6));
		assertThat(this.ran).containsExactly("snoozing 1", "snoozing 1", "snoozing 1");
		assertThat(this.nodes.result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void snoozeIsForgottenIfTheTaskThrows() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(task("failing", (job) -> {
			job.snooze(Duration.ofMinutes(5));
			fail(job);
		})));
		JobId id = scheduler.addJob(JobRequest.task("failing"));
		this.nodes.settle();
		assertThat(this.nodes.result(id).outcome()).isEqualTo(Outcome.FAILED);
	}

	@Test
	void retryInReplacesTheWaitOfThePolicyAndUsesAnAttempt() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(task("retrying", (job) -> {
			if (job.attempt() == 1) {
				job.retryIn(Duration.ofHours(1));
			}
		})));
		JobId id = scheduler.addJob(JobRequest.task("retrying").retry(RetryPolicy.fixed(2, Duration.ofSeconds(1))));
		this.nodes.advance(Duration.ofMinutes(59));
		assertThat(this.ran).containsExactly("retrying 1");
		this.nodes.advance(Duration.ofMinutes(2));
		assertThat(this.ran).containsExactly("retrying 1", "retrying 2");
		assertThat(this.nodes.result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void numberOfAttemptsHoldsForRetryIn() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(task("retrying", (job) -> {
			job.retryIn(Duration.ofMinutes(1));
			fail(job);
		})));
		JobId id = scheduler.addJob(JobRequest.task("retrying").retry(RetryPolicy.fixed(3, Duration.ofSeconds(1))));
		this.nodes.advance(Duration.ofHours(1));
		assertThat(this.ran).hasSize(3);
		assertThat(this.nodes.result(id).ending().error()).isNotNull()
			.satisfies((error) -> assertThat(error.message()).isEqualTo("no luck on attempt 3"));
	}

	@Test
	void onlyFailuresOfTheNamedTypesAreRetried() {
		RetryPolicy policy = RetryPolicy.fixed(5, Duration.ofSeconds(1))
			.on(new FailureFilter(Set.of(RuntimeException.class.getName()),
					Set.of(IllegalArgumentException.class.getName())));
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(task("io", (job) -> {
			throw new UncheckedIOException(new IOException("down"));
		})).task(task("argument", RunControlTest::fail)).task(task("error", (job) -> {
			throw new AssertionError("neither");
		})));
		scheduler.addJob(JobRequest.task("io").retry(policy));
		scheduler.addJob(JobRequest.task("argument").retry(policy));
		scheduler.addJob(JobRequest.task("error").retry(policy));
		this.nodes.advance(Duration.ofMinutes(1));
		assertThat(this.ran.stream().filter((line) -> line.startsWith("io"))).hasSize(5);
		assertThat(this.ran.stream().filter((line) -> line.startsWith("argument"))).hasSize(1);
		assertThat(this.ran.stream().filter((line) -> line.startsWith("error"))).hasSize(1);
	}

	@Test
	void waitsGrowAndAreShortenedAtRandom() {
		RetryPolicy policy = RetryPolicy.exponential(10, Duration.ofSeconds(10), Duration.ofMinutes(1)).withJitter(0.5);
		assertThat(policy.delayAfter(1, 0)).isEqualTo(Duration.ofSeconds(10));
		assertThat(policy.delayAfter(2, 0)).isEqualTo(Duration.ofSeconds(20));
		assertThat(policy.delayAfter(2, 0.5)).isEqualTo(Duration.ofSeconds(15));
		assertThat(policy.delayAfter(9, 0.999)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
	}

	@Test
	void jobThatFailedIsRetriedByHandOnce() {
		boolean[] broken = { true };
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder
			.task(TaskDefinition.of("send", List.of(new ParameterType("id", long.class)), (job, arguments) -> {
				this.ran.add("sent " + arguments[0]);
				if (broken[0]) {
					fail(job);
				}
				return null;
			})));
		JobId failed = scheduler.addJob(JobRequest.task("send").argument("id", 42L).priority(7));
		this.nodes.settle();
		assertThat(this.nodes.result(failed).outcome()).isEqualTo(Outcome.FAILED);
		broken[0] = false;
		JobId again = scheduler.retryJob(failed);
		assertThat(scheduler.retryJob(failed)).isEqualTo(again).isNotEqualTo(failed);
		assertThat(this.nodes.job(again).spec().priority()).isEqualTo(7);
		this.nodes.settle();
		assertThat(scheduler.retryJob(failed)).isEqualTo(again);
		this.nodes.settle();
		assertThat(this.ran).containsExactly("sent 42", "sent 42");
		assertThat(this.nodes.result(again).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThatIllegalStateException().isThrownBy(() -> scheduler.retryJob(again))
			.withMessageContaining("it has succeeded");
		assertThatIllegalStateException().isThrownBy(() -> scheduler.retryJob(new JobId(new UUID(1, 1))))
			.withMessageContaining("not ended");
	}

	@Test
	void allThatFailedAreRetriedByFilter() {
		Scheduler scheduler = this.nodes.start("a",
				(builder) -> builder.task(task("one", RunControlTest::fail)).task(task("two", RunControlTest::fail)));
		for (int i = 0; i < 3; i++) {
			scheduler.addJob(JobRequest.task("one"));
		}
		scheduler.addJob(JobRequest.task("two"));
		this.nodes.settle();
		assertThat(scheduler.retryJobs(new ResultQuery(Outcome.FAILED, "one", null, null, 10))).isEqualTo(3);
		this.nodes.settle();
		assertThat(this.ran.stream().filter("one 1"::equals)).hasSize(6);
		assertThat(this.ran.stream().filter("two 1"::equals)).hasSize(1);
	}

	@Test
	void progressTravelsWithThePulseAndWritesNothingItself() {
		ManualExecutor executor = new ManualExecutor(1);
		CompletableFuture<Object> later = new CompletableFuture<>();
		JobContext[] context = new JobContext[1];
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.executor("default", executor)
			.task(TaskDefinition.of("import", List.of(), (job, arguments) -> {
				context[0] = job;
				return later;
			})));
		JobId id = scheduler.addJob(JobRequest.task("import"));
		this.nodes.settle();
		executor.runNext();
		for (int done = 0; done <= 500; done++) {
			context[0].progress(done, 1000, "row " + done);
		}
		assertThat(this.nodes.job(id).attempts().progress()).isNull();
		this.nodes.advance(SimulatedNodes.LEASE);
		assertThat(this.nodes.job(id).attempts().progress()).isEqualTo(new Progress(500, 1000, "row 500"));
		later.complete("done");
		this.nodes.settle();
		assertThat(this.nodes.result(id).ending().value()).isEqualTo("\"done\"");
	}

	@Test
	void lastLinesOfTheLogAreKeptWithTheResult() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(task("chatty", (job) -> {
			for (int line = 0; line < 10_000; line++) {
				job.log("line " + line);
			}
			fail(job);
		})));
		JobId id = scheduler.addJob(JobRequest.task("chatty"));
		this.nodes.settle();
		assertThat(this.nodes.result(id).run().log()).isNotNull()
			.hasSizeLessThanOrEqualTo(JobResult.Run.MAX_LOG)
			.startsWith("… (earlier lines are cut)\n")
			.endsWith("line 9998\nline 9999\n");
	}

	@Test
	void valueThatIsTooLargeIsNotKeptAndTheResultSaysSo() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder
			.task(TaskDefinition.of("large", List.of(), (job, arguments) -> "x".repeat(200_000))));
		JobId id = scheduler.addJob(JobRequest.task("large"));
		this.nodes.settle();
		JobResult result = this.nodes.result(id);
		assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(result.ending().value()).isNull();
		assertThat(result.ending().error()).isNotNull()
			.satisfies((error) -> assertThat(error.message()).contains("200002 characters"));
	}

	@Test
	void headersTravelFromTheThreadThatAddsToTheOneThatRuns() {
		ThreadLocal<@Nullable String> tenant = new ThreadLocal<>();
		JobContextPropagator tenants = new JobContextPropagator() {

			@Override
			public void capture(Map<String, String> headers) {
				String current = tenant.get();
				if (current != null) {
					headers.put("tenant", current);
				}
			}

			@Override
			public @Nullable Object intercept(JobContext job, Invocation next) throws Exception {
				tenant.set(job.headers().get("tenant"));
				try {
					return next.proceed();
				}
				finally {
					tenant.remove();
				}
			}

		};
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.interceptor(tenants)
			.task(TaskDefinition.of("who", (job) -> this.ran.add("for " + tenant.get()))));
		tenant.set("blue");
		scheduler.addJob(JobRequest.task("who"));
		tenant.set("green");
		scheduler.addJob(JobRequest.task("who"));
		tenant.remove();
		scheduler.addJob(JobRequest.task("who"));
		this.nodes.settle();
		assertThat(this.ran).containsExactly("for blue", "for green", "for null");
	}

	@Test
	void interceptorsStandAroundTheTaskInTheirOrder() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.interceptor((job, next) -> {
			this.ran.add("outer in");
			Object value = next.proceed();
			this.ran.add("outer out " + value);
			return value;
		}).interceptor((job, next) -> {
			this.ran.add("inner");
			return next.proceed() + "!";
		}).task(TaskDefinition.of("greet", List.of(), (job, arguments) -> "hello " + MDC.get("jobscheduler.task"))));
		JobId id = scheduler.addJob(JobRequest.task("greet"));
		this.nodes.settle();
		assertThat(this.ran).containsExactly("outer in", "inner", "outer out hello greet!");
		assertThat(this.nodes.result(id).ending().value()).isEqualTo("\"hello greet!\"");
		assertThat(MDC.get("jobscheduler.task")).isNull();
	}

	@Test
	void interceptorThatThrowsFailsTheAttempt() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.interceptor((job, next) -> {
			throw new SecurityException("not allowed");
		}).task(task("never", (job) -> {
		})));
		JobId id = scheduler.addJob(JobRequest.task("never"));
		this.nodes.settle();
		assertThat(this.ran).isEmpty();
		assertThat(this.nodes.result(id).ending().error()).isNotNull()
			.satisfies((error) -> assertThat(error.type()).isEqualTo("java.lang.SecurityException"));
	}

	@Test
	void jobsOfAnEarlierVersionAreUpcastAndThoseOfALaterOneLeftAlone() {
		TaskDefinition first = TaskDefinition.of("send", List.of(new ParameterType("euros", int.class)),
				(job, arguments) -> this.ran.add("v1 " + arguments[0]));
		TaskDefinition second = TaskDefinition
			.of("send", List.of(new ParameterType("cents", long.class), new ParameterType("currency", String.class)),
					(job, arguments) -> this.ran.add("v2 " + arguments[0] + " " + arguments[1]))
			.version(2)
			.upcaster(1, (arguments) -> Map.of("cents",
					((Number) Objects.requireNonNull(arguments.get("euros"))).longValue() * 100, "currency", "EUR"));
		Scheduler old = this.nodes.start("old", (builder) -> builder.task(first));
		JobId later = Scheduler.builder()
			.store(this.nodes.store)
			.task(second)
			.build()
			.addJob(JobRequest.task("send").argument("cents", 5L).argument("currency", "USD"));
		old.addJob(JobRequest.task("send").argument("euros", 3).delay(Duration.ofMinutes(10)));
		this.nodes.advance(Duration.ofMinutes(1));
		assertThat(this.nodes.job(later).state()).isEqualTo(JobState.PENDING);
		assertThat(this.nodes.job(later).spec().payload().version()).isEqualTo(2);
		old.stop();
		this.nodes.start("new", (builder) -> builder.task(second));
		this.nodes.advance(Duration.ofMinutes(10));
		assertThat(this.ran).containsExactly("v2 5 USD", "v2 300 EUR");
	}

	@Test
	void argumentsThatAnUpcasterCannotTakeAreQuarantined() {
		TaskDefinition second = TaskDefinition
			.of("send", List.of(new ParameterType("cents", long.class)), (job, arguments) -> this.ran.add("never"))
			.version(2)
			.upcaster(1, (arguments) -> {
				throw new IllegalStateException("no euros");
			});
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(second));
		JobId id = Scheduler.builder().store(this.nodes.store).build().addJob(JobRequest.task("send"));
		assertThat(this.nodes.job(id).spec().payload()).isEqualTo(Payload.EMPTY);
		this.nodes.advance(Duration.ofMinutes(1));
		assertThat(scheduler.job(id)).hasValueSatisfying((job) -> {
			assertThat(job.state()).isEqualTo(JobState.QUARANTINED);
			assertThat(job.attempts().lastError()).contains("upcaster of task 'send' from version 1", "no euros");
		});
	}

	@Test
	void callIsAnsweredOnTheNodeThatAsked() throws Exception {
		Scheduler asking = this.nodes.start("asking", (builder) -> builder.role(Role.NONE));
		this.nodes.start("working",
				(builder) -> builder.task(TaskDefinition.of("answer", List.of(), (job, arguments) -> 42)));
		CompletableFuture<JobResult> answer = asking.callJob(JobRequest.task("answer"));
		this.nodes.settle();
		assertThat(answer).isCompleted();
		assertThat(answer.get().ending().value()).isEqualTo("42");
		assertThat(answer.get().run().node()).isEqualTo("working");
	}

	@Test
	void asynchronousTaskEndsWhenItsStageDoesAndHoldsItsSlotUntilThen() {
		List<CompletableFuture<Object>> stages = new ArrayList<>();
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.executor("default", new DirectExecutor(2))
			.task(TaskDefinition.of("async", List.of(), (job, arguments) -> {
				CompletableFuture<Object> stage = new CompletableFuture<>();
				stages.add(stage);
				return stage;
			})));
		List<JobId> ids = scheduler
			.addJobs(List.of(JobRequest.task("async"), JobRequest.task("async"), JobRequest.task("async")));
		this.nodes.settle();
		assertThat(stages).hasSize(2);
		assertThat(scheduler.node().executors().get("default").running()).isEqualTo(2);
		stages.get(0).complete("first");
		stages.get(1).completeExceptionally(new IOException("down"));
		this.nodes.settle();
		assertThat(stages).hasSize(3);
		assertThat(this.nodes.result(ids.get(0)).ending().value()).isEqualTo("\"first\"");
		assertThat(this.nodes.result(ids.get(1)).ending().error()).isNotNull()
			.satisfies((error) -> assertThat(error.type()).isEqualTo("java.io.IOException"));
	}

	@Test
	void transactionalTaskNeedsAStoreInTheDatabaseOfTheApplication() {
		assertThatThrownBy(() -> this.nodes.start("a", (builder) -> builder.task(TaskDefinition.of("pay", (job) -> {
		}).transactional(true)))).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("task 'pay' is transactional")
			.hasMessageContaining("jdbc or jpa");
	}

	@Test
	void failureOfACalledJobIsToldToTheCaller() {
		Scheduler scheduler = this.nodes.start("a", (builder) -> builder.task(task("failing", RunControlTest::fail)));
		CompletableFuture<JobResult> call = scheduler.callJob(JobRequest.task("failing"));
		this.nodes.settle();
		assertThat(call).isCompletedWithValueMatching((result) -> result.outcome() == Outcome.FAILED);
		assertThat(new JobFailedException(call.join().jobId(), Outcome.FAILED, call.join().ending().error()))
			.hasMessageContaining("no luck");
	}

}
