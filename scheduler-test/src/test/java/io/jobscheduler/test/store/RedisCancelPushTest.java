package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.jobscheduler.Role;
import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.Subscription;
import io.jobscheduler.task.JobContext;
import io.jobscheduler.task.TaskDefinition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cancel reaches a run on another node by push.
 */
@Timeout(60)
class RedisCancelPushTest extends RedisScenario {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.any();

	/**
	 * So long that no pulse, which comes every third of it, can be what stops the run.
	 */
	private static final Duration LONG_LEASE = Duration.ofMinutes(30);

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch stopped = new CountDownLatch(1);

	private volatile boolean cancelled;

	@Override
	LettuceConnectionFactory connections() {
		return REDIS.connections();
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
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			this.cancelled = job.isCancelled();
			this.stopped.countDown();
			throw new IllegalStateException(ex);
		}
	}

	/** A hint that is sent before the other node listens is lost. */
	private static void awaitListening(JobStore sender, JobStore receiver) {
		List<Hint> heard = new CopyOnWriteArrayList<>();
		Subscription subscription = receiver.subscribe(heard::add);
		Awaitility.await().until(() -> {
			sender.sendHint(Hint.RESULTS);
			return !heard.isEmpty();
		});
		subscription.close();
	}

	@Test
	void cancelReachesARunOnAnotherNodeByPush() throws Exception {
		JobStore near = openStore();
		JobStore far = openStore();
		awaitListening(near, far);
		try (Scheduler caller = scheduler(near, "b").role(Role.SCHEDULER).build();
				Scheduler worker = scheduler(far, "a").task(TaskDefinition.of("held", this::hold)).build()) {
			worker.start();
			caller.start();
			JobId id = caller.addJob(JobRequest.task("held"));
			this.running.await();
			assertThat(caller.cancelJob(id)).isEqualTo(CancelReply.Status.REQUESTED);
			this.stopped.await();
			assertThat(this.cancelled).isTrue();
			Awaitility.await().until(() -> store().result(id).isPresent());
			assertThat(result(id).outcome()).isEqualTo(Outcome.CANCELLED);
		}
	}

}
