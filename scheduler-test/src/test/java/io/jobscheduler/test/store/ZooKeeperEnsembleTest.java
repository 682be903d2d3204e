package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.StoreUnavailableException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Three servers, of which one or two are killed, and sessions that expire.
 */
@Timeout(180)
class ZooKeeperEnsembleTest extends ZooKeeperScenario {

	private static final int JOBS = 60;

	private TestingCluster cluster;

	private CuratorFramework client;

	@Override
	CuratorFramework client() {
		return this.client;
	}

	@BeforeEach
	@Override
	void open() {
		try {
			this.cluster = new TestingCluster(3);
			this.cluster.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException("ZooKeeper does not start", ex);
		}
		this.client = ZooKeeperServer.connect(this.cluster.getConnectString());
		super.open();
	}

	@AfterEach
	@Override
	void close() {
		super.close();
		this.client.close();
		try {
			this.cluster.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException("ZooKeeper does not stop", ex);
		}
	}

	/** As the engine does: until there is an answer. */
	private static <T> T patiently(Supplier<T> step) {
		while (true) {
			try {
				return step.get();
			}
			catch (StoreUnavailableException ex) {
				assertThat(Race.isOver()).isFalse();
			}
		}
	}

	private InstanceSpec connectedServer() throws Exception {
		return this.cluster.findConnectionInstance(this.client.getZookeeperClient().getZooKeeper());
	}

	@Test
	void whatWasAcknowledgedOutlivesAServerAndWorkGoesOn() {
		TestNode node = node("a");
		Set<JobId> acknowledged = ConcurrentHashMap.newKeySet();
		Set<JobId> completed = ConcurrentHashMap.newKeySet();
		Callable<Boolean> adding = () -> {
			for (int i = 0; i < JOBS; i++) {
				TestJob job = TestJob.job();
				patiently(() -> offer(job));
				acknowledged.add(job.id());
			}
			return true;
		};
		Callable<Boolean> working = () -> {
			while (acknowledged.size() < JOBS && !Race.isOver()) {
				for (Claim claim : patiently(() -> node.claim(3))) {
					patiently(() -> node.succeed(claim));
					completed.add(claim.job().id());
				}
			}
			return true;
		};
		Callable<Boolean> killing = () -> {
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> completed.size() > 5);
			this.cluster.killServer(connectedServer());
			return true;
		};
		Race.run(List.of(adding, working, killing));
		assertThat(acknowledged).hasSize(JOBS);
		assertThat(completed).allSatisfy((id) -> assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED));
		advance(TestNode.UNTIL_EXPIRED);
		node.reclaim(Verdicts.ANOTHER_ATTEMPT);
		node.claim(JOBS).forEach(node::succeed);
		assertThat(acknowledged).allSatisfy((id) -> assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED));
		assertThat(liveJobs()).isEmpty();
	}

	@Test
	void withoutAMajorityNothingIsWrittenAndAfterwardsAllGoesOn() throws Exception {
		TestNode node = node("a");
		JobId pending = add(TestJob.job().dueIn(Duration.ofHours(1)));
		add(TestJob.job());
		Claim claim = node.claimOne();
		List<InstanceSpec> killed = new ArrayList<>(this.cluster.getInstances()).subList(0, 2);
		for (InstanceSpec server : killed) {
			this.cluster.killServer(server);
		}
		TestJob late = TestJob.job();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> offer(late));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> node.pulse(claim));
		this.cluster.restartServer(killed.get(0));
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.ignoreExceptionsInstanceOf(StoreUnavailableException.class)
			.until(() -> node.pulse(claim).lost().isEmpty());
		patiently(() -> offer(late));
		assertThat(job(pending).id()).isEqualTo(pending);
		assertThat(patiently(() -> node.succeed(claim))).isNotNull();
		assertThat(result(claim.job().id()).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(liveJobs()).extracting((job) -> job.id()).containsExactly(pending, late.id());
	}

	@Test
	void claimsAndNodesOutliveTheirSessionAndHintsGoOn() throws Exception {
		TestNode node = node("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		AtomicInteger heard = new AtomicInteger();
		node.store().subscribe((hint) -> heard.incrementAndGet());
		long session = this.client.getZookeeperClient().getZooKeeper().getSessionId();
		this.client.getZookeeperClient().getZooKeeper().getTestable().injectSessionExpiration();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.ignoreExceptions()
			.until(() -> this.client.blockUntilConnected(1, TimeUnit.SECONDS)
					&& this.client.getZookeeperClient().getZooKeeper().getSessionId() != session);
		assertThat(patiently(() -> node.pulse(claim)).lost()).isEmpty();
		assertThat(store().nodes()).extracting((status) -> status.alive()).containsExactly(true);
		assertThat(job(claim.job().id()).attempts().token()).isEqualTo(claim.token());
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			store().sendHint(Hint.JOBS);
			return heard.get() > 0;
		});
		node.succeed(claim);
		assertThat(result(claim.job().id()).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

}
