package io.jobscheduler.reactive;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.jobscheduler.JobFailedException;
import io.jobscheduler.Scheduler;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.event.SchedulerListener;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.TaskFunction;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.TaskDefinition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.AdditionalAnswers;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scheduler as a reactive application sees it.
 */
@Timeout(60)
class ReactiveSchedulerTest {

	private final JobStore memory = new MemoryJobStore();

	private final JobStore store = Mockito.mock(JobStore.class, (call) -> {
		this.threads.add(Thread.currentThread().getName());
		return AdditionalAnswers.delegatesTo(this.memory).answer(call);
	});

	private final Set<String> threads = ConcurrentHashMap.newKeySet();

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private Scheduler scheduler;

	private ReactiveScheduler reactive;

	interface Reports {

		String total(int days);

	}

	@BeforeEach
	void build() {
		this.scheduler = Scheduler.builder().store(this.store).task(TaskDefinition.of("done", (job) -> {
		})).task(TaskDefinition.of("held", (job) -> {
			this.running.countDown();
			Awaitility.await().until(() -> this.release.getCount() == 0);
		})).task(TaskDefinition.of("failing", (job) -> {
			throw new IllegalStateException("no luck");
		})).build();
		this.reactive = ReactiveScheduler.of(this.scheduler);
		this.threads.clear();
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.scheduler.close();
	}

	private static JobId newId() {
		return JobId.random(Instant.now());
	}

	private void addJobs(int count) {
		this.scheduler.addJobs(IntStream.range(0, count).mapToObj((i) -> JobRequest.task("done")).toList());
		Mockito.clearInvocations(this.store);
		this.threads.clear();
	}

	private void pagesRead(int count) {
		Mockito.verify(this.store, Mockito.times(count)).findJobs(ArgumentMatchers.any());
	}

	@Test
	void nothingIsDoneBeforeSomethingSubscribesAndAgainWithEverySubscription() {
		Mono<JobId> addition = this.reactive.addJob(JobRequest.task("done"));
		Flux<?> jobs = this.reactive.jobs(JobQuery.all(10));
		assertThat(this.threads).isEmpty();
		StepVerifier.create(jobs).verifyComplete();
		StepVerifier.create(addition).expectNextCount(1).verifyComplete();
		StepVerifier.create(addition).expectNextCount(1).verifyComplete();
		StepVerifier.create(jobs).expectNextCount(2).verifyComplete();
	}

	@Test
	void storeIsNeverCalledOnTheThreadOfTheSubscriber() {
		Flux<?> everything = Flux.concat(this.reactive.addJob(JobRequest.task("done")),
				this.reactive.addJobs(List.of(JobRequest.task("done"))), this.reactive.jobs(JobQuery.all(1)),
				this.reactive.job(newId()), this.reactive.nodes(), this.reactive.schedule("none"),
				this.reactive.removeSchedule("none").onErrorComplete());
		StepVerifier.create(everything.subscribeOn(Schedulers.parallel())).expectNextCount(4).verifyComplete();
		assertThat(this.threads).isNotEmpty().allMatch((name) -> name.startsWith("boundedElastic"));
	}

	@Test
	void nextPageIsReadWhenTheOneBeforeIsUsedUp() {
		addJobs(10);
		StepVerifier.create(this.reactive.jobs(JobQuery.all(4)), 0)
			.expectSubscription()
			.then(() -> Mockito.verifyNoInteractions(this.store))
			.thenRequest(3)
			.expectNextCount(3)
			.then(() -> pagesRead(1))
			.thenRequest(3)
			.expectNextCount(3)
			.then(() -> pagesRead(2))
			.thenRequest(10)
			.expectNextCount(4)
			.verifyComplete();
		pagesRead(3);
	}

	@Test
	void noPageIsReadAfterThoseThatWereAskedFor() {
		addJobs(10);
		StepVerifier.create(this.reactive.jobs(JobQuery.all(2)).take(3)).expectNextCount(3).verifyComplete();
		pagesRead(2);
	}

	@Test
	void emptyPageInTheMiddleDoesNotEndTheList() {
		addJobs(2);
		List<Job> jobs = this.memory.findJobs(JobQuery.all(2)).items();
		Mockito
			.doReturn(new Page<>(List.of(jobs.get(0)), "a"), new Page<>(List.of(), "b"),
					new Page<>(List.of(jobs.get(1)), null))
			.when(this.store)
			.findJobs(ArgumentMatchers.any());
		StepVerifier.create(this.reactive.jobs(JobQuery.all(1))).expectNextSequence(jobs).verifyComplete();
	}

	@Test
	void errorsAreThoseOfTheScheduler() {
		StepVerifier.create(this.reactive.retryJob(newId())).verifyError(IllegalStateException.class);
		StepVerifier.create(this.reactive.job(newId())).verifyComplete();
	}

	@Test
	void calledJobEndsWithItsResultHoweverItEnded() {
		this.scheduler.start();
		StepVerifier.create(this.reactive.callJob(JobRequest.task("done")).map(JobResult::outcome))
			.expectNext(Outcome.SUCCEEDED)
			.verifyComplete();
		StepVerifier.create(this.reactive.callJob(JobRequest.task("failing")).map(JobResult::outcome))
			.expectNext(Outcome.FAILED)
			.verifyComplete();
	}

	/** What the scheduler makes of a call is tested with it. */
	private static Mono<String> called(CompletableFuture<String> value) {
		Scheduler scheduler = Mockito.mock(Scheduler.class);
		TaskFunction<Reports, String> call = (reports) -> reports.total(7);
		Mockito.when(scheduler.callJob(Reports.class, call)).thenReturn(value);
		return ReactiveScheduler.of(scheduler).callJob(Reports.class, call);
	}

	@Test
	void calledMethodEndsWithItsValueEmptyOrWithItsError() {
		StepVerifier.create(called(CompletableFuture.completedFuture("42"))).expectNext("42").verifyComplete();
		StepVerifier.create(called(CompletableFuture.completedFuture(null))).verifyComplete();
		StepVerifier
			.create(called(CompletableFuture.failedFuture(new JobFailedException(newId(), Outcome.CANCELLED, null))))
			.verifyError(JobFailedException.class);
	}

	@Test
	void subscriptionTakenBackDoesNotCancelTheJob() throws InterruptedException {
		this.scheduler.start();
		JobId id = newId();
		Disposable waiting = this.reactive.callJob(JobRequest.task("held").id(id)).subscribe();
		this.running.await();
		waiting.dispose();
		assertThat(this.scheduler.job(id)).isPresent();
		this.release.countDown();
		StepVerifier
			.create(this.reactive.result(id).repeatWhenEmpty((again) -> again.delayElements(Duration.ofMillis(5))))
			.assertNext((result) -> assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED))
			.verifyComplete();
	}

	@Test
	void callToTheStoreIsNotInterruptedWhenTheSubscriptionIsTakenBack() throws InterruptedException {
		AtomicReference<Boolean> interrupted = new AtomicReference<>();
		Mockito.doAnswer((call) -> {
			this.running.countDown();
			try {
				this.release.await();
				interrupted.set(false);
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
			}
			return Optional.empty();
		}).when(this.store).job(ArgumentMatchers.any());
		Disposable question = this.reactive.job(newId()).subscribe();
		this.running.await();
		question.dispose();
		this.release.countDown();
		Awaitility.await().until(() -> interrupted.get() != null);
		assertThat(interrupted).hasValue(false);
	}

	@Test
	void eventsThatASlowSubscriberCannotTakeAreTheOldest() {
		Scheduler noisy = Mockito.mock(Scheduler.class);
		AtomicReference<SchedulerListener> listener = new AtomicReference<>();
		AtomicBoolean closed = new AtomicBoolean();
		Mockito.when(noisy.addListener(ArgumentMatchers.any())).then((call) -> {
			listener.set(call.getArgument(0));
			return (JobStore.Subscription) () -> closed.set(true);
		});
		int more = 5;
		StepVerifier.create(ReactiveScheduler.of(noisy).events(), 0).expectSubscription().then(() -> {
			for (int i = 0; i < ReactiveScheduler.EVENT_BUFFER + more; i++) {
				listener.get().onEvent(new SchedulerEvent.StoreRecovered("store-" + i));
			}
		})
			.thenRequest(Long.MAX_VALUE)
			.expectNextSequence(IntStream.range(more, ReactiveScheduler.EVENT_BUFFER + more)
				.mapToObj((i) -> (SchedulerEvent) new SchedulerEvent.StoreRecovered("store-" + i))
				.toList())
			.thenCancel()
			.verify(Duration.ofSeconds(30));
		assertThat(closed).isTrue();
	}

	@Test
	void runEndsWhenTheSchedulerIsStopped() {
		StepVerifier.create(this.reactive.run())
			.expectSubscription()
			.then(() -> awaitState(Scheduler.State.RUNNING))
			.then(this.scheduler::stop)
			.verifyComplete();
	}

	@Test
	void runStopsTheSchedulerWhenTheSubscriptionIsTakenBack() {
		Disposable run = this.reactive.run().subscribe();
		awaitState(Scheduler.State.RUNNING);
		run.dispose();
		awaitState(Scheduler.State.STOPPED);
	}

	private void awaitState(Scheduler.State state) {
		Awaitility.await().until(() -> this.scheduler.node().state() == state);
	}

}
