package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.Role;
import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.jdbc.JdbcJobStore;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one node tells another through PostgreSQL.
 */
@Timeout(60)
class PostgresPushBetweenNodesTest {

	@RegisterExtension
	static final PostgresServer SERVER = new PostgresServer();

	/**
	 * So long that no pulse, which comes every third of it, can be what stops the run.
	 */
	private static final Duration LONG_LEASE = Duration.ofMinutes(30);

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<Hint> heard = new CopyOnWriteArrayList<>();

	private volatile boolean cancelled;

	private JdbcStoreFixture fixture;

	private JobStore near;

	private Scheduler caller;

	private Scheduler worker;

	@BeforeEach
	void startTwoNodes() {
		this.fixture = new JdbcStoreFixture(SERVER.dataSource());
		this.near = open();
		JobStore far = open();
		awaitListening(this.near, far);
		awaitListening(far, this.near);
		this.caller = scheduler(this.near, "b").role(Role.SCHEDULER).build();
		this.worker = scheduler(far, "a").task(TaskDefinition.of("held", this::hold)).build();
		this.worker.start();
		this.caller.start();
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.caller.close();
		this.worker.close();
		this.fixture.close();
	}

	private JobStore open() {
		return JdbcJobStore.builder(SERVER.dataSource()).tablePrefix(this.fixture.table("")).build();
	}

	private static SchedulerBuilder scheduler(JobStore store, String node) {
		return Scheduler.builder()
			.store(store)
			.name("test")
			.nodeId(node)
			.leaseDuration(LONG_LEASE)
			.shutdownTimeout(Duration.ZERO);
	}

	private void hold(JobContext job) {
		this.running.countDown();
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			this.cancelled = job.isCancelled();
			this.stopped.countDown();
			throw new IllegalStateException(ex);
		}
	}

	/** A hint that is sent before the other node listens is lost. */
	private static void awaitListening(JobStore sender, JobStore receiver) {
		List<Hint> hints = new CopyOnWriteArrayList<>();
		JobStore.Subscription subscription = receiver.subscribe(hints::add);
		Awaitility.await().until(() -> {
			sender.sendHint(Hint.RESULTS);
			return !hints.isEmpty();
		});
		subscription.close();
	}

	@Test
	void cancelReachesARunOnAnotherNodeByPush() throws Exception {
		JobId id = this.caller.addJob(JobRequest.task("held"));
		this.running.await();
		assertThat(this.caller.cancelJob(id)).isEqualTo(CancelReply.Status.REQUESTED);
		this.stopped.await();
		assertThat(this.cancelled).isTrue();
		Awaitility.await().until(() -> this.caller.result(id).isPresent());
		assertThat(this.caller.result(id).orElseThrow().outcome()).isEqualTo(Outcome.CANCELLED);
	}

	@Test
	void endOfACalledJobIsPushedToTheNodeThatWaits() throws Exception {
		CompletableFuture<JobResult> call = this.caller.callJob(JobRequest.task("held"));
		this.running.await();
		JobStore.Subscription subscription = this.near.subscribe(this.heard::add);
		this.release.countDown();
		JobResult result = call.get(30, TimeUnit.SECONDS);
		assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(result.run().node()).isEqualTo("a");
		Awaitility.await().until(() -> this.heard.contains(Hint.RESULTS));
		subscription.close();
	}

}
