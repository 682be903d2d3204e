package io.jobscheduler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.executor.ThreadPoolJobExecutor;
import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A scheduler with two stores.
 */
@Timeout(30)
class SeveralStoresTest {

	private static final Trigger HOURLY = IntervalTrigger.every(Duration.ofHours(1));

	private final MemoryJobStore main = new MemoryJobStore();

	private final MemoryJobStore reports = new MemoryJobStore();

	private final BlockingQueue<Object> ran = new LinkedBlockingQueue<>();

	private final SchedulerBuilder builder = Scheduler.builder().store(this.main).name("test");

	private Scheduler scheduler;

	private Scheduler build() {
		this.scheduler = this.builder.store("reports", this.reports).build();
		return this.scheduler;
	}

	private Scheduler start() {
		build().start();
		return this.scheduler;
	}

	@AfterEach
	void stop() {
		if (this.scheduler != null) {
			this.scheduler.close();
		}
	}

	@Test
	void aJobGoesToTheStoreThatItsRequestNamesAndRunsFromThere() throws Exception {
		this.builder.task(TaskDefinition.of("count", (context) -> this.ran.add(context.jobId())));
		Scheduler started = start();
		assertThat(started.stores()).containsOnlyKeys("default", "reports");
		List<JobId> ids = started.addJobs(List.of(JobRequest.task("count").store("reports"), JobRequest.task("count"),
				JobRequest.task("count").store("reports")));
		assertThat(List.of(take(), take(), take())).containsExactlyInAnyOrderElementsOf(ids);
		started.stop();
		assertThat(this.reports.result(ids.get(0))).isPresent();
		assertThat(this.main.result(ids.get(1))).isPresent();
		assertThat(this.reports.result(ids.get(2))).isPresent();
		assertThat(this.main.counts(10).results()).isOne();
		assertThat(started.result(ids.get(2))).isPresent();
	}

	private Object take() throws InterruptedException {
		return this.ran.poll(10, TimeUnit.SECONDS);
	}

	@Test
	void theValueOfACallIsAwaitedInItsStore() throws Exception {
		this.builder.task(TaskDefinition.of("answer", List.of(), (context, arguments) -> 42));
		Scheduler started = start();
		assertThat(started.callJob(JobRequest.task("answer").store("reports")).get(10, TimeUnit.SECONDS).outcome())
			.isEqualTo(Outcome.SUCCEEDED);
		assertThat(this.reports.counts(10).results()).isOne();
	}

	@Test
	void whatIsNamedByItsIdIsFoundInWhicheverStoreItIs() {
		Scheduler both = build();
		both.addSchedule("weekly", JobRequest.task("report").store("reports"), HOURLY);
		assertThat(this.reports.schedule("weekly")).isPresent();
		assertThat(this.main.schedule("weekly")).isEmpty();
		assertThat(both.schedule("weekly")).isPresent();
		assertThat(both.previewSchedule("weekly", 2)).hasSize(2);
		assertThat(both.pauseSchedule("weekly").status().state()).isEqualTo(ScheduleState.PAUSED);
		assertThat(both.resumeSchedule("weekly").status().state()).isEqualTo(ScheduleState.ACTIVE);
		JobId job = both.runSchedule("weekly");
		assertThat(this.reports.job(job)).isPresent();
		assertThat(both.job(job)).isPresent();
		assertThat(both.cancelJob(job)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(both.cancelJob(job)).isEqualTo(CancelReply.Status.ENDED);
		assertThat(both.cancelJob(JobId.random(Instant.EPOCH))).isEqualTo(CancelReply.Status.UNKNOWN);
		both.removeSchedule("weekly");
		assertThat(this.reports.schedule("weekly")).isEmpty();
		assertThatThrownBy(() -> both.pauseSchedule("weekly")).isInstanceOf(UnknownScheduleException.class);
	}

	@Test
	void ofTwoSchedulesWithTheSameIdTheDefaultStoreHasTheFirst() {
		Scheduler both = build();
		both.addSchedule("weekly", JobRequest.task("report").store("reports"), HOURLY);
		both.addSchedule("weekly", JobRequest.task("other"), HOURLY);
		both.pauseSchedule("weekly");
		assertThat(this.main.schedule("weekly").orElseThrow().status().state()).isEqualTo(ScheduleState.PAUSED);
		assertThat(this.reports.schedule("weekly").orElseThrow().status().state()).isEqualTo(ScheduleState.ACTIVE);
	}

	@Test
	void aSchedulerThatIsConfinedToAStoreLooksNowhereElse() {
		Scheduler both = build();
		Scheduler confined = both.inStore("reports");
		both.addSchedule("nightly", JobRequest.task("clean"), HOURLY);
		JobId job = confined.addJob(JobRequest.task("report"));
		assertThat(this.reports.job(job)).isPresent();
		assertThat(confined.schedule("nightly")).isEmpty();
		assertThat(confined.store()).isSameAs(this.reports);
		assertThat(confined.stores()).containsOnlyKeys("reports");
		assertThatThrownBy(() -> confined.pauseSchedule("nightly")).isInstanceOf(UnknownScheduleException.class);
	}

	@Test
	void anUnknownStoreIsRefused() {
		Scheduler both = build();
		assertThatIllegalArgumentException().isThrownBy(() -> both.addJob(JobRequest.task("any").store("nowhere")))
			.withMessage("No job store 'nowhere'; there are [default, reports]");
		assertThatIllegalArgumentException().isThrownBy(() -> both.inStore("nowhere"));
		assertThat(this.main.counts(10).pending()).isZero();
	}

	@Test
	void aDeclaredScheduleIsKeptInItsStore() throws Exception {
		this.builder.task(TaskDefinition.of("tick", (context) -> this.ran.add("tick")));
		BlockingQueue<String> stores = new LinkedBlockingQueue<>();
		this.builder.listener((event) -> {
			if (event instanceof SchedulerEvent.JobStarted started) {
				stores.add(started.store());
			}
		});
		this.builder.declare(ScheduleRequest.of("tick", JobRequest.task("tick").store("reports"),
				IntervalTrigger.every(Duration.ofMillis(20))));
		start();
		assertThat(take()).isEqualTo("tick");
		assertThat(this.reports.schedule("tick")).isPresent();
		assertThat(this.main.schedule("tick")).isEmpty();
		assertThat(stores.poll(10, TimeUnit.SECONDS)).isEqualTo("reports");
	}

	@Test
	void aScheduleCannotBeDeclaredInTwoStores() {
		this.builder.declare(ScheduleRequest.of("tick", JobRequest.task("tick").store("reports"), HOURLY));
		this.builder.declare(ScheduleRequest.of("tick", JobRequest.task("tick"), HOURLY));
		Scheduler both = build();
		assertThatIllegalArgumentException().isThrownBy(both::start).withMessageContaining("declared twice");
		assertThat(this.main.nodes()).isEmpty();
	}

	@Test
	void storesShareTheSlotsOfAnExecutor() throws Exception {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(400);
		this.builder.executor("default", new ThreadPoolJobExecutor("few", 3));
		this.builder.task(TaskDefinition.of("work", (context) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			Thread.yield();
			running.decrementAndGet();
			ended.countDown();
		}));
		Scheduler both = build();
		for (int i = 0; i < 200; i++) {
			both.addJob(JobRequest.task("work"));
			both.addJob(JobRequest.task("work").store("reports"));
		}
		both.start();
		assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(most.get()).isBetween(1, 3);
		both.stop();
		assertThat(both.node().executors().get("default")).isEqualTo(new Scheduler.ExecutorInfo(3, 0, 0, false));
	}

	@Test
	void aBacklogInOneStoreDoesNotKeepOutAnother() throws Exception {
		AtomicBoolean over = new AtomicBoolean();
		this.builder.executor("default", new ThreadPoolJobExecutor("single", 1));
		this.builder.task(TaskDefinition.of("endless", (context) -> {
			if (!over.get()) {
				this.scheduler.addJob(JobRequest.task("endless"));
			}
		}));
		this.builder.task(TaskDefinition.of("once", (context) -> this.ran.add("once")));
		Scheduler started = build();
		for (int i = 0; i < 50; i++) {
			started.addJob(JobRequest.task("endless"));
		}
		started.start();
		// is not claimed ahead
		started.addJob(JobRequest.task("once").store("reports").delivery(DeliveryGuarantee.AT_MOST_ONCE));
		assertThat(take()).isEqualTo("once");
		over.set(true);
	}

	@Test
	void aStoreThatDoesNotAnswerDoesNotHoldUpAnother() throws Exception {
		AtomicBoolean down = new AtomicBoolean();
		this.builder.store(failing(this.main, down));
		this.builder.task(TaskDefinition.of("work", (context) -> this.ran.add("work")));
		Scheduler started = start();
		down.set(true);
		assertThatThrownBy(() -> started.addJob(JobRequest.task("work"))).isInstanceOf(StoreUnavailableException.class);
		started.addJob(JobRequest.task("work").store("reports"));
		assertThat(take()).isEqualTo("work");
		down.set(false);
		started.addJob(JobRequest.task("work"));
		assertThat(take()).isEqualTo("work");
	}

	@Test
	void ifOneStoreCannotBeStartedNoneIs() {
		AtomicBoolean down = new AtomicBoolean(true);
		this.scheduler = this.builder.store("broken", failing(this.reports, down)).build();
		assertThatThrownBy(this.scheduler::start).isInstanceOf(StoreUnavailableException.class);
		assertThat(this.main.nodes()).isEmpty();
		assertThat(this.scheduler.node().state()).isEqualTo(Scheduler.State.STOPPED);
		down.set(false);
		this.scheduler.start();
		assertThat(this.main.nodes()).hasSize(1);
		assertThat(this.reports.nodes()).hasSize(1);
	}

	@Test
	void twoStoresCannotHaveTheSameName() {
		this.builder.store("reports", this.reports);
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.store("reports", this.main))
			.withMessageContaining("reports");
		this.reports.close();
	}

	private static JobStore failing(JobStore store, AtomicBoolean down) {
		return (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] { JobStore.class },
				(proxy, method, arguments) -> {
					if (down.get() && !method.getName().equals("close") && !method.getName().equals("describe")) {
						throw new StoreUnavailableException("down", null);
					}
					try {
						return method.invoke(store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}
