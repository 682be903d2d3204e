package io.jobscheduler.boot.task;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs that end later than the call of their method.
 */
class AsynchronousTasksTests {

	private final ApplicationContextRunner context = SchedulerContext.inMemory().withBean(Reports.class);

	private void run(ContextConsumer<AssertableApplicationContext> test) {
		this.context.run(test);
	}

	@Test
	void aRecordedCallOfAMethodThatReturnsAMonoGivesItsValue() {
		run((context) -> {
			CompletableFuture<Long> value = context.getBean(Scheduler.class).callJob(Reports.class, (reports) -> {
				reports.mono(7L);
				return null;
			});
			assertThat(value.get(20, TimeUnit.SECONDS)).isEqualTo(14L);
		});
	}

	@Test
	void theValueOfAStageIsOfTheTypeInside() {
		run((context) -> {
			CompletableFuture<List<Amount>> value = context.getBean(Scheduler.class)
				.callJob(Reports.class, (reports) -> {
					reports.amounts();
					return null;
				});
			assertThat(value.get(20, TimeUnit.SECONDS)).containsExactly(new Amount(1), new Amount(2));
		});
	}

	@Test
	void aJobEndsWhenItsStageDoes() {
		run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			Reports reports = context.getBean(Reports.class);
			CompletableFuture<JobResult> result = scheduler.callJob(JobRequest.task("open"));
			assertThat(reports.opened.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(result).isNotDone();
			reports.open.complete("done");
			assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.SUCCEEDED);
		});
	}

	@Test
	void aFluxHasNoValue() {
		run((context) -> {
			JobResult result = context.getBean(Scheduler.class)
				.callJob(JobRequest.call(Reports.class, Reports::flux))
				.get(20, TimeUnit.SECONDS);
			assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
			assertThat(result.ending().value()).isNull();
			assertThat(context.getBean(Reports.class).elements).hasValue(100);
		});
	}

	@Test
	void aMonoThatFailsIsRetried() {
		run((context) -> {
			JobResult result = context.getBean(Scheduler.class)
				.callJob(JobRequest.task("flaky"))
				.get(20, TimeUnit.SECONDS);
			assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
			assertThat(context.getBean(Reports.class).attempts).hasValue(3);
		});
	}

	@Test
	void aCancelCancelsTheSubscription() {
		run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			Reports reports = context.getBean(Reports.class);
			JobId job = scheduler.addJob(Reports.class, Reports::endless);
			assertThat(reports.subscribed.await(20, TimeUnit.SECONDS)).isTrue();
			scheduler.cancelJob(job);
			assertThat(reports.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
		});
	}

	@Test
	void aScheduleOfAMethodThatReturnsAMonoFires() {
		run((context) -> assertThat(context.getBean(Reports.class).ticked.await(20, TimeUnit.SECONDS)).isTrue());
	}

	record Amount(long cents) {
	}

	static class Reports {

		final CompletableFuture<String> open = new CompletableFuture<>();

		final CountDownLatch opened = new CountDownLatch(1);

		final CountDownLatch subscribed = new CountDownLatch(1);

		final CountDownLatch cancelled = new CountDownLatch(1);

		final CountDownLatch ticked = new CountDownLatch(1);

		final AtomicInteger elements = new AtomicInteger();

		final AtomicInteger attempts = new AtomicInteger();

		@Task(id = "mono")
		Mono<Long> mono(long id) {
			return Mono.just(id * 2).subscribeOn(Schedulers.parallel());
		}

		@Task(id = "amounts")
		CompletableFuture<List<Amount>> amounts() {
			return CompletableFuture.supplyAsync(() -> List.of(new Amount(1), new Amount(2)));
		}

		@Task(id = "open")
		CompletableFuture<String> open() {
			this.opened.countDown();
			return this.open;
		}

		@Task(id = "flux")
		Flux<Integer> flux() {
			return Flux.range(0, 100)
				.publishOn(Schedulers.parallel())
				.doOnNext((number) -> this.elements.incrementAndGet());
		}

		@Task(id = "flaky", maxAttempts = 3, retryDelay = "10ms")
		Mono<Void> flaky() {
			return Mono.fromRunnable(() -> {
				if (this.attempts.incrementAndGet() < 3) {
					throw new IllegalStateException("not yet");
				}
			}).subscribeOn(Schedulers.parallel()).then();
		}

		@Task(id = "endless")
		Mono<Void> endless() {
			return Mono.<Void>never()
				.doOnSubscribe((subscription) -> this.subscribed.countDown())
				.doOnCancel(this.cancelled::countDown);
		}

		@ScheduledJob(id = "tick", fixedRate = "20ms")
		Mono<Void> tick() {
			return Mono.fromRunnable(this.ticked::countDown).subscribeOn(Schedulers.parallel()).then();
		}

	}

}
