package io.jobscheduler.test.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.TaskSettings;
import io.jobscheduler.store.zookeeper.ZooKeeperJobStore;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.InstanceSpec;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Servers that are down, slow, full, or whose answers are lost after they have written.
 */
class ZooKeeperFaultTest extends ZooKeeperScenario {

	@RegisterExtension
	static final ZooKeeperServer ZOOKEEPER = new ZooKeeperServer();

	private TestProxy proxy;

	private CuratorFramework proxied;

	@Override
	CuratorFramework client() {
		return ZOOKEEPER.client();
	}

	@BeforeEach
	@Override
	void open() {
		super.open();
		String connect = ZOOKEEPER.connect().split(",")[0];
		this.proxy = new TestProxy(Integer.parseInt(connect.substring(connect.lastIndexOf(':') + 1)));
		this.proxied = ZooKeeperServer.connect("127.0.0.1:" + this.proxy.port(), 3_000);
	}

	@AfterEach
	@Override
	void close() {
		this.proxy.restore();
		super.close();
		this.proxied.close();
		this.proxy.close();
	}

	private static CuratorFramework unstarted(String connect) {
		return CuratorFrameworkFactory.newClient(connect, 20_000, 500, new RetryOneTime(100));
	}

	private static void assertUnavailable(Runnable step) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(step::run)
			.withMessageContaining("ZooKeeper");
	}

	@Test
	void serverThatIsDownAtTheStartIsNamed() {
		String nowhere = "127.0.0.1:" + InstanceSpec.getRandomPort();
		try (CuratorFramework client = unstarted(nowhere)) {
			client.start();
			assertThatExceptionOfType(StoreUnavailableException.class)
				.isThrownBy(() -> ZooKeeperJobStore.builder(client).build())
				.withMessageContaining(nowhere)
				.withMessageContaining("500 ms");
		}
	}

	@Test
	void clientThatWasNotStartedIsRefused() {
		try (CuratorFramework client = unstarted(ZOOKEEPER.connect())) {
			assertThatIllegalStateException().isThrownBy(() -> ZooKeeperJobStore.builder(client).build())
				.withMessageContaining("start it");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "jobs", "/jobs/", "/a//b", "/..", "/a b", "/zookeeper" })
	void rootThatIsNoPathIsRefused(String root) {
		assertThatIllegalArgumentException().isThrownBy(() -> ZooKeeperJobStore.builder(client()).root(root))
			.withMessageContaining("'" + root + "'");
	}

	@Test
	void serverThatWasDownForAWhileLosesNothing() {
		TestNode node = node("a", this.proxied);
		add(TestJob.job());
		Claim claim = node.claimOne();
		this.proxy.cut();
		assertUnavailable(() -> node.pulse(claim));
		assertUnavailable(() -> node.succeed(claim));
		assertThatCode(() -> node.store().sendHint(Hint.JOBS)).doesNotThrowAnyException();
		this.proxy.restore();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.ignoreExceptionsInstanceOf(StoreUnavailableException.class)
			.until(() -> node.pulse(claim).lost().isEmpty());
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	void slowServerIsWaitedFor() {
		TestNode node = node("a", this.proxied);
		this.proxy.delayReplies(Duration.ofMillis(400));
		JobId id = node.store().addJobs(List.of(TestJob.job().request())).get(0).id();
		Claim claim = node.claimOne();
		assertThat(claim.job().id()).isEqualTo(id);
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	/** A write whose paths are meant. */
	private void loseReplyTo(String... paths) {
		Predicate<String> meant = (request) -> true;
		for (String path : paths) {
			meant = meant.and((request) -> request.contains(path));
		}
		this.proxy.loseReplyTo(meant);
	}

	@Test
	void additionWhoseReplyIsLostCanBeRepeated() {
		JobStore store = openStore(this.proxied);
		TestJob job = TestJob.job();
		loseReplyTo("/jobs/", "/P.");
		assertUnavailable(() -> store.addJobs(List.of(job.request())));
		assertThat(this.proxy.hasLost()).isTrue();
		assertThat(store.addJobs(List.of(job.request())))
			.containsExactly(new AddReply(job.id(), AddReply.Status.EXISTS));
		assertThat(liveJobs()).hasSize(1);
	}

	@Test
	void claimWhoseReplyIsLostIsReclaimed() {
		JobId id = add(TestJob.job());
		TestNode node = node("a", this.proxied);
		loseReplyTo("/jobs/", "/R.");
		assertUnavailable(node::claimOne);
		assertThat(job(id).attempts().node()).isEqualTo("a");
		assertThat(node.claim(1)).isEmpty();
		advance(TestNode.UNTIL_EXPIRED);
		node.reclaim(Verdicts.ANOTHER_ATTEMPT);
		assertThat(node.claimOne().job().attempts().abandonments()).isEqualTo(1);
	}

	@Test
	void completionWhoseReplyIsLostIsAlreadyApplied() {
		JobId id = add(TestJob.job());
		TestNode node = node("a", this.proxied);
		Claim claim = node.claimOne();
		loseReplyTo("/ended/", "SUCCEEDED");
		assertUnavailable(() -> node.succeed(claim));
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.ALREADY);
		assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void firingWhoseReplyIsLostMakesNoSecondJob() {
		add(TestSchedule.hourly("hourly", now()));
		TestNode node = node("a", this.proxied);
		loseReplyTo("/schedules/", "/jobs/", "/P.");
		assertUnavailable(() -> node.fire(Plans::oneJob));
		assertThat(node.fire(Plans::oneJob).applied()).isEmpty();
		assertThat(liveJobs()).hasSize(1);
	}

	@Test
	void pulseWhoseReplyIsLostCanBeRepeated() {
		add(TestJob.job());
		TestNode node = node("a", this.proxied);
		Claim claim = node.claimOne();
		advance(LEASE.minusMinutes(1));
		loseReplyTo("/R.");
		assertUnavailable(() -> node.pulse(claim));
		assertThat(node.pulse(claim).lost()).isEmpty();
		advance(Duration.ofMinutes(2));
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	void claimOfARatedTaskWhoseReplyIsLostCounts() {
		TestNode node = node("a", this.proxied);
		limit(new TaskSettings(TestJob.TASK, Set.of(), null, new RateLimit(1, Duration.ofHours(1))), node);
		add(TestJob.job(), TestJob.job());
		loseReplyTo("/jobs/", "/R.");
		assertUnavailable(node::claimOne);
		assertThat(node.claim(2)).isEmpty();
		assertThat(liveJobs()).extracting((job) -> job.attempts().node()).containsOnlyOnce("a");
	}

	@Test
	void modeWhoseReplyIsLostCanBeSetAgain() {
		TestNode node = node("a");
		JobStore store = openStore(this.proxied);
		loseReplyTo("/modes/a", "PAUSED");
		assertUnavailable(() -> store.setMode("a", NodeMode.PAUSED));
		assertThat(this.proxy.hasLost()).isTrue();
		store.setMode("a", NodeMode.PAUSED);
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.PAUSED);
	}

	/**
	 * A step that was answered in part, and one whose start was lost, are repeated by the
	 * client.
	 */
	@Test
	void lostReplyToARoundThatWritesNothingIsNotNoticed() {
		JobId id = add(TestJob.job());
		JobStore store = openStore(this.proxied);
		loseReplyTo("/jobs/");
		assertThat(store.job(id)).isPresent();
		assertThat(this.proxy.hasLost()).isTrue();
	}

	/** Random characters from one to another. */
	private static String incompressible(int length, char from, char to) {
		StringBuilder text = new StringBuilder(length);
		new Random(42).ints(length, from, to + 1).forEach((each) -> text.append((char) each));
		return text.toString();
	}

	@Test
	void longestArgumentsAreKeptEvenIfTheyHardlyCompress() {
		TestJob job = TestJob.job().withPayload(new Payload(1, incompressible(1_000_000, '#', '[')));
		add(job);
		Claim claim = node("a").claimOne();
		assertThat(claim.job().spec()).isEqualTo(job.spec());
	}

	@Test
	void jobThatIsTooLargeIsRefusedBeforeAnythingIsWritten() {
		TestJob large = TestJob.job().withPayload(new Payload(1, incompressible(1_000_000, '一', '鿿')));
		TestJob small = TestJob.job();
		assertThatExceptionOfType(StoreRejectedException.class)
			.isThrownBy(() -> store().addJobs(List.of(small.request(), large.request())))
			.withMessageContaining(large.id().toString())
			.withMessageContaining("at most 10");
		assertThat(liveJobs()).isEmpty();
		add(small);
	}

	@Test
	void failureOfAJobThatLeavesNoRoomIsRecordedWithoutWhatItWasAskedToDo() {
		JobId id = addLargest();
		TestNode node = node("a");
		String long16k = incompressible(16_000, '一', '鿿');
		Ending failed = Ending.unsuccessful(Outcome.FAILED, new JobError("odd", null, long16k));
		Completion.End end = new Completion.End(failed, null, now(), RETENTION, long16k);
		assertThat(node.complete(node.claimOne(), end)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(result(id).spec()).isNull();
		assertThat(result(id).run().log()).isEqualTo(long16k);
		assertThat(result(id).ending()).isEqualTo(failed);
	}

	/** A job that is about as large as there may be. */
	private JobId addLargest() {
		int length = 600_000;
		while (true) {
			TestJob large = TestJob.job().withPayload(new Payload(1, incompressible(length, '一', '鿿')));
			try {
				return add(large);
			}
			catch (StoreRejectedException ex) {
				length -= 5_000;
			}
		}
	}

	@Test
	void scheduleWhosePlanIsTooLargeIsQuarantinedAndTheOthersFire() {
		add(TestSchedule.hourly("big", now()));
		change("big", TestSchedule.setArguments(incompressible(300_000, '#', '[')));
		add(TestSchedule.hourly("good", now()));
		FireReply reply = node("a").fire((schedule, facts, now) -> {
			Firing one = Plans.oneJob(schedule, facts, now);
			List<Firing.PlannedJob> jobs = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				jobs.add(new Firing.PlannedJob(TestJob.nextId(), one.jobs().get(0).spec(), now));
			}
			return schedule.id().equals("big") ? new Firing(schedule, jobs, List.of(), one.next()) : one;
		});
		assertThat(reply.applied()).extracting((firing) -> firing.planned().id()).containsExactly("good");
		assertThat(reply.quarantined()).singleElement()
			.satisfies((each) -> assertThat(each.reason()).contains("'big'").contains("bytes"));
		assertThat(schedule("big").status().state()).isEqualTo(ScheduleState.QUARANTINED);
		assertThat(liveJobs()).hasSize(1);
	}

	@Test
	void fullDirectoryTakesNoMoreButWhatWasBegunGoesOn() throws Exception {
		JobId begun = add(TestJob.job());
		String entry = fixture().find("live", begun.toString());
		fill(entry.substring(0, entry.lastIndexOf('/')), 8000);
		List<StoreUnavailableException> refusals = new ArrayList<>();
		for (int i = 0; i < 1000 && refusals.isEmpty(); i++) {
			try {
				offer(TestJob.job("other"));
			}
			catch (StoreUnavailableException ex) {
				refusals.add(ex);
			}
		}
		assertThat(refusals).singleElement()
			.satisfies((refusal) -> assertThat(refusal).hasMessageContaining("full").hasMessageContaining("8000"));
		TestNode node = node("a");
		Claim claim = node.claim(1, TestNode.tasks(TestJob.TASK)).get(0);
		assertThat(claim.job().id()).isEqualTo(begun);
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	private void fill(String directory, int count) throws Exception {
		for (int from = 0; from < count; from += 1000) {
			List<CuratorOp> ops = new ArrayList<>();
			for (int i = from; i < from + 1000; i++) {
				ops.add(client().transactionOp().create().forPath(directory + "/filler-" + i, new byte[0]));
			}
			client().transaction().forOperations(ops);
		}
	}

	@Test
	void permissionsOfTheRootAreThoseOfAllBelowAndStrangersAreTold() throws Exception {
		String root = fixture().root() + "-owned";
		ACLProvider owner = new ACLProvider() {

			@Override
			public List<ACL> getDefaultAcl() {
				return ZooDefs.Ids.CREATOR_ALL_ACL;
			}

			@Override
			public List<ACL> getAclForPath(String path) {
				return path.startsWith(root) ? ZooDefs.Ids.CREATOR_ALL_ACL : ZooDefs.Ids.OPEN_ACL_UNSAFE;
			}

		};
		try (CuratorFramework client = CuratorFrameworkFactory.builder()
			.connectString(ZOOKEEPER.connect())
			.retryPolicy(new RetryOneTime(100))
			.authorization("digest", "owner:secret".getBytes(StandardCharsets.UTF_8))
			.aclProvider(owner)
			.build()) {
			client.start();
			JobStore store = ZooKeeperJobStore.builder(client).root(root).build();
			TestJob job = TestJob.job();
			store.addJobs(List.of(job.request()));
			assertThat(store.job(job.id())).isPresent();
			assertThatExceptionOfType(StoreUnavailableException.class)
				.isThrownBy(() -> ZooKeeperJobStore.builder(client()).root(root).build())
				.withMessageContaining(root)
				.withMessageContaining("may not");
			client.delete().deletingChildrenIfNeeded().forPath(root);
		}
	}

	@Test
	void namespaceOfTheClientIsPartOfTheRoot() throws Exception {
		CuratorFramework inNamespace = client().usingNamespace("an-application");
		JobStore store = ZooKeeperJobStore.builder(inNamespace).root(fixture().root()).build();
		TestJob job = TestJob.job();
		store.addJobs(List.of(job.request()));
		assertThat(store.job(job.id())).isPresent();
		assertThat(store().job(job.id())).isEmpty();
		assertThat(client().checkExists().forPath("/an-application" + fixture().root() + "/meta")).isNotNull();
		client().delete().deletingChildrenIfNeeded().forPath("/an-application" + fixture().root());
	}

	@Test
	void storeOutlivesNeitherTheClientNorClosesIt() {
		JobStore store = openStore(this.proxied);
		store.subscribe((hint) -> {
		});
		store.close();
		store.close();
		assertThat(this.proxied.getZookeeperClient().isConnected()).isTrue();
		store.sendHint(Hint.JOBS);
	}

}
