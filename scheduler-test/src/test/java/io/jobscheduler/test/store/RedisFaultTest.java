package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.redis.RedisJobStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The server is killed, full, slow or read-only: what was acknowledged is there, and what
 * was not can be repeated.
 */
@Timeout(120)
class RedisFaultTest extends RedisScenario {

	private RedisProcess server;

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	private volatile boolean over;

	private LettuceConnectionFactory connections;

	@Override
	LettuceConnectionFactory connections() {
		return this.connections;
	}

	@BeforeEach
	@Override
	void open() {
		this.server = RedisProcess.embedded();
		this.connections = connect(Duration.ofSeconds(30));
		super.open();
	}

	private LettuceConnectionFactory connect(Duration timeout) {
		LettuceConnectionFactory factory = RedisServer
			.started(new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", this.server.port()),
					LettuceClientConfiguration.builder().commandTimeout(timeout).build()));
		this.factories.add(factory);
		return factory;
	}

	@AfterEach
	@Override
	void close() {
		this.factories.forEach(LettuceConnectionFactory::destroy);
		this.server.close();
	}

	private void awaitServer() {
		Awaitility.await().ignoreExceptionsInstanceOf(JobStoreException.class).until(() -> store().counts(1) != null);
	}

	@Test
	void everyStepGoesOnAfterTheScriptsWereFlushed() {
		TestNode node = node("a");
		List<Runnable> steps = List.of(() -> add(TestJob.job()), () -> add(TestSchedule.hourly("hourly", now())),
				() -> node.fire(Plans::oneJob), node::pulse, () -> node.succeed(node.claimOne()),
				() -> cancel(add(TestJob.job())), this::liveJobs, () -> store().counts(10));
		for (Runnable step : steps) {
			fixture().command("SCRIPT", "FLUSH");
			assertThatCode(step::run).doesNotThrowAnyException();
		}
	}

	@Test
	void nothingAcknowledgedIsLostWhenTheServerIsKilled() throws InterruptedException {
		Set<JobId> added = ConcurrentHashMap.newKeySet();
		Set<JobId> completed = ConcurrentHashMap.newKeySet();
		TestNode node = node("a");
		Thread adding = start(() -> added.add(offer(TestJob.job()).id()));
		Thread running = start(() -> node.claim(3).forEach((claim) -> {
			// what was in flight may be sent again by the client
			assertThat(node.succeed(claim)).isNotEqualTo(CompletionStatus.STALE);
			completed.add(claim.job().id());
		}));
		Awaitility.await().until(() -> completed.size() > 200);
		this.server.kill();
		this.server.start();
		awaitServer();
		this.over = true;
		adding.join();
		running.join();
		assertThat(completed).allSatisfy((id) -> assertThat(store().result(id)).isPresent());
		assertThat(added)
			.allSatisfy((id) -> assertThat(store().job(id).isPresent() || store().result(id).isPresent()).isTrue());
		long last = completed.stream().mapToLong((id) -> result(id).run().token()).max().orElseThrow();
		add(TestJob.job());
		assertThat(node.claim(1000)).allSatisfy((claim) -> assertThat(claim.token()).isGreaterThan(last));
	}

	/** Does something again and again; an error that the server's death gives is none. */
	private Thread start(Runnable step) {
		Thread thread = new Thread(() -> {
			while (!this.over) {
				try {
					step.run();
				}
				catch (StoreUnavailableException ex) {
					// not acknowledged
				}
			}
		});
		thread.start();
		return thread;
	}

	@Test
	void storeThatWasOpenedBeforeTheServerDiedGoesOnAfterwards() {
		add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		this.server.kill();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> impatient().counts(1));
		this.server.start();
		awaitServer();
		assertThat(node.pulse(claim).lost()).isEmpty();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	/** A store on a client that waits for half a second. */
	private JobStore impatient() {
		return RedisJobStore.builder(connect(Duration.ofMillis(500))).keyPrefix(fixture().prefix()).build();
	}

	@Test
	void fullServerRefusesWhatIsNewBeforeItHasWrittenAnything() {
		Payload large = new Payload(1, "x".repeat(500_000));
		limitMemory("20mb");
		List<JobId> acknowledged = new ArrayList<>();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> {
			while (true) {
				acknowledged.add(add(TestJob.job().withPayload(large)));
			}
		}).withMessageContaining("OOM").withMessageContaining("maxmemory");
		assertThat(acknowledged).isNotEmpty();
		assertThat(store().counts(1000).pending()).isEqualTo(acknowledged.size());
		limitMemory("0");
		assertThat(node("a").claim(1000)).extracting((claim) -> claim.job().id()).containsAll(acknowledged);
	}

	@Test
	void fullServerGoesOnWithWhatWasBegun() {
		add(TestJob.job(), TestJob.job(), TestJob.job());
		add(TestSchedule.hourly("hourly", now()));
		limitMemory("1");
		TestNode node = node("a");
		Claim claim = node.claimOne();
		Claim retried = node.claimOne();
		assertThat(node.pulse(claim, retried).lost()).isEmpty();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(node.complete(retried, Verdicts.failure())).isEqualTo(CompletionStatus.APPLIED);
		for (Runnable step : List.<Runnable>of(() -> add(TestJob.job()), () -> node.fire(Plans::oneJob),
				() -> add(TestSchedule.hourly("another", now())))) {
			assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(step::run)
				.withMessageContaining("OOM");
		}
		assertThat(liveJobs()).hasSize(2);
		assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).hasSize(1);
		limitMemory("0");
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
	}

	private void limitMemory(String memory) {
		fixture().command("CONFIG", "SET", "maxmemory", memory);
	}

	@Test
	void replyThatIsLostAfterTheWriteIsMadeUpForByRepeating() {
		TestNode node = node("a");
		TestNode impatient = new TestNode("a", node.incarnation(), impatient(), fixture());
		haveTheServerKnowTheScripts(node);
		TestJob job = TestJob.job();
		loseTheReplyTo(() -> impatient.store().addJobs(List.of(job.request())));
		assertThat(offer(job).status()).isEqualTo(AddReply.Status.EXISTS);
		Claim claim = node.claimOne();
		loseTheReplyTo(() -> impatient.succeed(claim));
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.ALREADY);
		add(TestSchedule.hourly("hourly", now()));
		loseTheReply(() -> impatient.fire(Plans.meanwhile(this::pause, Plans::oneJob)));
		assertThat(node.fire(Plans::oneJob).applied()).isEmpty();
		assertThat(liveJobs()).hasSize(1);
		loseTheReplyTo(() -> impatient.claim(10));
		assertThat(liveJobs()).extracting((each) -> each.state()).containsExactly(JobState.RUNNING);
	}

	/** The first call of a script would only be told that it is not known. */
	private void haveTheServerKnowTheScripts(TestNode node) {
		add(TestSchedule.hourly("before", now().minusSeconds(1)));
		node.fire(Plans::oneJob);
		add(TestJob.job());
		node.claim(2).forEach((claim) -> node.complete(claim, Verdicts.succeeded(now(), Duration.ZERO)));
		change("before", TestSchedule.removal());
	}

	/**
	 * The server reads the request, and answers when nobody listens any more. Another
	 * command, sent later, is answered after it.
	 */
	private void loseTheReplyTo(Runnable step) {
		pause();
		loseTheReply(step);
	}

	private void loseTheReply(Runnable step) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(step::run);
		fixture().command("CLIENT", "UNPAUSE");
		store().pulse(new PulseRequest("nobody", "0", LEASE, List.of()));
	}

	private void pause() {
		fixture().command("CLIENT", "PAUSE", "60000", "WRITE");
	}

	@Test
	void callsThatTakeSecondsAreWaitedFor() {
		TestNode node = node("a");
		add(TestJob.job());
		fixture().command("CLIENT", "PAUSE", "2000");
		assertThat(node.succeed(node.claimOne())).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	void replicaIsNotWrittenTo() {
		TestJob job = TestJob.job();
		add(job);
		fixture().command("REPLICAOF", "127.0.0.1", "1");
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> add(TestJob.job()))
			.withMessageContaining("READONLY")
			.withMessageContaining("replica");
		fixture().command("REPLICAOF", "NO", "ONE");
		assertThat(liveJobs()).extracting((each) -> each.id()).containsExactly(job.id());
	}

	@Test
	void serverThatHasLostItsReplicasIsNotWrittenTo() {
		fixture().command("CONFIG", "SET", "min-replicas-to-write", "1");
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> add(TestJob.job()))
			.withMessageContaining("NOREPLICAS");
		fixture().command("CONFIG", "SET", "min-replicas-to-write", "0");
		assertThat(liveJobs()).isEmpty();
	}

	@Test
	void serverThatCannotBeReachedIsUnavailable() {
		this.server.kill();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::impatient)
			.withMessageContaining("Redis");
	}

}
