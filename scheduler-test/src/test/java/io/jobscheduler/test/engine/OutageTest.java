package io.jobscheduler.test.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

import io.jobscheduler.Scheduler;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.test.store.ProxiedStores;
import io.jobscheduler.test.store.ProxiedStores.Proxied;
import io.jobscheduler.trigger.IntervalTrigger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A scheduler runs on a store whose server goes away and comes back, within the lease:
 * nothing is lost, and nothing runs twice.
 */
@Timeout(120)
class OutageTest {

	@RegisterExtension
	static final ProxiedStores STORES = new ProxiedStores();

	/** Longer than the outage, so that no claim ends in it. */
	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Duration TICK = Duration.ofMillis(500);

	private final Map<JobId, Integer> runs = new ConcurrentHashMap<>();

	private final Map<Instant, Integer> ticks = new ConcurrentHashMap<>();

	private final Set<Class<?>> events = ConcurrentHashMap.newKeySet();

	private final CountDownLatch mayEnd = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	/** Held while a step is under way that would hold jobs for a lease if cut. */
	private final ReadWriteLock steps = new ReentrantReadWriteLock();

	@ParameterizedTest
	@EnumSource
	void outageWithinTheLeaseLosesNothingAndRepeatsNothing(ProxiedStores.Kind kind) throws Exception {
		try (Proxied store = STORES.open(kind); Scheduler scheduler = scheduler(betweenCuts(store.far()))) {
			scheduler.start();
			scheduler.addSchedule("ticks", JobRequest.task("tick"), IntervalTrigger.every(TICK));
			List<JobId> jobs = new ArrayList<>(scheduler.addJobs(requests("quick", Duration.ZERO, 20)));
			JobId held = scheduler.addJob(JobRequest.task("held"));
			jobs.add(held);
			await().until(() -> this.runs.containsKey(held) && !this.ticks.isEmpty());
			jobs.addAll(scheduler.addJobs(requests("quick", Duration.ofSeconds(1), 20)));

			cut(store);
			await().until(() -> this.events.contains(SchedulerEvent.StoreLost.class));
			this.mayEnd.countDown();
			this.ended.await();
			assertThat(store.near().job(held)).as("still claimed").isPresent();
			Instant end = Instant.now();
			store.restore();

			await().until(() -> jobs.stream().allMatch((id) -> store.near().result(id).isPresent()));
			await().until(() -> this.ticks.keySet().stream().anyMatch((fireTime) -> fireTime.isAfter(end)));
			scheduler.removeSchedule("ticks");
			await().until(() -> store.near().counts(10).running() + store.near().counts(10).pending() == 0);
			assertThat(jobs).allSatisfy((id) -> assertSucceededOnce(store.near(), id));
			assertThat(this.ticks.values()).containsOnly(1);
			assertThat(this.runs.values()).containsOnly(1);
			assertThat(results(store.near())).extracting(JobResult::jobId)
				.containsExactlyInAnyOrderElementsOf(this.runs.keySet());
			assertThat(this.events).doesNotContain(SchedulerEvent.ClaimLost.class, SchedulerEvent.JobRetried.class);
		}
	}

	private Scheduler scheduler(JobStore store) {
		return Scheduler.builder()
			.store(store)
			.leaseDuration(LEASE)
			.shutdownTimeout(Duration.ZERO)
			.task(TaskDefinition.of("quick", this::count))
			.task(TaskDefinition.of("tick", (job) -> {
				count(job);
				this.ticks.merge(job.fireTime(), 1, Integer::sum);
			}))
			.task(TaskDefinition.of("held", this::hold))
			.listener((event) -> this.events.add(event.getClass()))
			.build();
	}

	private void count(JobContext job) {
		this.runs.merge(job.jobId(), 1, Integer::sum);
	}

	private void hold(JobContext job) {
		count(job);
		try {
			this.mayEnd.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		this.ended.countDown();
	}

	private static List<JobRequest> requests(String task, Duration delay, int count) {
		return Stream.generate(() -> JobRequest.task(task).delay(delay)).limit(count).toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
	}

	private static void assertSucceededOnce(JobStore store, JobId id) {
		assertThat(store.result(id)).get().satisfies((result) -> {
			assertThat(result.ending().outcome()).isEqualTo(Outcome.SUCCEEDED);
			assertThat(result.run().attempt()).isEqualTo(1);
		});
	}

	private static List<JobResult> results(JobStore store) {
		return store.findResults(ResultQuery.all(1000)).items();
	}

	/**
	 * A claim whose reply is lost holds its jobs until the lease ends, and then they run:
	 * not what is shown here, and too long to wait for.
	 */
	private void cut(Proxied store) {
		this.steps.writeLock().lock();
		try {
			store.cut();
		}
		finally {
			this.steps.writeLock().unlock();
		}
	}

	private JobStore betweenCuts(JobStore store) {
		return (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] { JobStore.class },
				(self, method, arguments) -> {
					if (!method.getName().equals("claim")) {
						return call(store, method, arguments);
					}
					this.steps.readLock().lock();
					try {
						return call(store, method, arguments);
					}
					finally {
						this.steps.readLock().unlock();
					}
				});
	}

	private static Object call(JobStore store, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(store, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

}
