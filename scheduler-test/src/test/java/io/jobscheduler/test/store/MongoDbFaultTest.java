package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.TaskSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The server is gone, slow, full or no primary, or its reply is lost: what was
 * acknowledged is there, and what was not can be repeated.
 */
@Timeout(60)
class MongoDbFaultTest implements StoreScenario {

	private static final Duration SOON = Duration.ofMillis(200);

	private static final Duration PATIENTLY = Duration.ofSeconds(10);

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final WriteFaults faults = new WriteFaults();

	private TestProxy proxy;

	private MongoStoreFixture fixture;

	private JobStore store;

	/**
	 * Starts a server, to which this test's own store has a way that nothing disturbs.
	 */
	private void start(MongoBackend backend) {
		MongoServer server = new MongoServer(backend);
		int port = server.bind().getPort();
		this.opened.add(server::shutdownNow);
		this.proxy = closing(new TestProxy(port));
		this.fixture = new MongoStoreFixture(client(port, PATIENTLY, Duration.ZERO));
		this.store = openStore();
	}

	private <T extends AutoCloseable> T closing(T resource) {
		this.opened.add(0, resource);
		return resource;
	}

	private MongoClient client(int port, Duration selection, Duration reading) {
		return closing(MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString("mongodb://127.0.0.1:" + port + "/?directConnection=true"))
			.applyToClusterSettings(
					(cluster) -> cluster.serverSelectionTimeout(selection.toMillis(), TimeUnit.MILLISECONDS))
			.applyToServerSettings((server) -> server.minHeartbeatFrequency(10, TimeUnit.MILLISECONDS))
			.applyToSocketSettings((socket) -> socket.readTimeout((int) reading.toMillis(), TimeUnit.MILLISECONDS))
			.build()));
	}

	private JobStore throughProxy(Duration selection, Duration reading) {
		return closing(fixture().open(client(this.proxy.port(), selection, reading)));
	}

	/** A node whose way to the server leads through the proxy. */
	private TestNode nodeThroughProxy(Duration selection) {
		TestNode node = new TestNode("far", UUID.randomUUID().toString(), throughProxy(selection, Duration.ZERO),
				fixture());
		node.open();
		return node;
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.opened) {
			resource.close();
		}
	}

	@Override
	public MongoStoreFixture fixture() {
		return this.fixture;
	}

	@Override
	public JobStore store() {
		return this.store;
	}

	@Override
	public JobStore openStore() {
		return openStore(TriggerFormat.standard()).orElseThrow();
	}

	@Override
	public Optional<JobStore> openStore(TriggerFormat triggers) {
		return this.fixture.open(triggers).map(this::closing);
	}

	private static void assertUnavailable(Runnable step, String... message) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(step::run)
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(message));
	}

	private static PruneRequest pruning() {
		return new PruneRequest(100, RETENTION, RETENTION, RETENTION);
	}

	@Test
	void serverThatIsDownWhenTheStoreIsBuiltIsUnavailable() {
		start(this.faults.standAlone());
		this.proxy.cut();
		assertUnavailable(() -> throughProxy(SOON, Duration.ZERO), "MongoDB cannot be reached",
				"127.0.0.1:" + this.proxy.port(), "check that it runs");
	}

	@Test
	void everyStepSaysThatTheServerIsGoneAndGoesOnWhenItIsBack() {
		start(this.faults.standAlone());
		TestNode node = nodeThroughProxy(SOON);
		add(TestJob.job(), TestJob.job());
		add(TestSchedule.hourly("hourly", now()));
		Claim claim = node.claimOne();
		this.proxy.cut();
		for (Runnable step : steps(node, claim)) {
			assertUnavailable(step, "MongoDB cannot be reached");
		}
		this.proxy.restore();
		Awaitility.await()
			.ignoreExceptionsInstanceOf(JobStoreException.class)
			.until(() -> node.store().counts(1) != null);
		assertThat(node.pulse(claim).lost()).isEmpty();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
		assertThat(node.claim(10)).hasSize(2);
	}

	private List<Runnable> steps(TestNode node, Claim claim) {
		JobStore far = node.store();
		return List.of(node::open, () -> node.pulse(claim), () -> node.fire(Plans::oneJob), () -> node.claim(1),
				() -> node.succeed(claim), () -> node.reclaim(Verdicts.ANOTHER_ATTEMPT), () -> far.prune(pruning()),
				() -> far.putTasks(List.of(new TaskSettings("import", Set.of(), 1))),
				() -> far.addJobs(List.of(TestJob.job().request())), () -> far.schedule("hourly"),
				() -> far.findSchedules(ScheduleQuery.all(1)), () -> far.counts(1));
	}

	@Test
	void serverThatNeverAnswersIsUnavailableAfterTheReadTimeout() {
		start(this.faults.standAlone());
		JobStore far = throughProxy(PATIENTLY, Duration.ofMillis(300));
		JobId id = add(TestJob.job());
		this.proxy.swallowReplies();
		assertUnavailable(() -> far.job(id), "MongoDB cannot be reached");
		this.proxy.restore();
		assertThat(far.job(id)).isPresent();
	}

	@Test
	void callsThatTakeSecondsAreWaitedFor() {
		start(this.faults.standAlone());
		TestNode node = nodeThroughProxy(PATIENTLY);
		add(TestJob.job());
		Claim claim = node.claimOne();
		this.proxy.delayReplies(Duration.ofSeconds(2));
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	private Predicate<String> isFor(String command, String collection) {
		String name = fixture().collection(collection) + "\0";
		return (request) -> request.contains("\2" + command + "\0") && request.contains(name);
	}

	/** The server writes, and its reply does not get through. */
	private void loseReply(String command, String collection, Runnable step) {
		this.proxy.loseReplyTo(isFor(command, collection));
		assertUnavailable(step, "MongoDB cannot be reached");
	}

	@Test
	void additionWhoseReplyIsLostExistsWhenItIsRepeated() {
		start(this.faults.standAlone());
		TestJob job = TestJob.job();
		JobStore far = throughProxy(PATIENTLY, Duration.ZERO);
		loseReply("update", "jobs", () -> far.addJobs(List.of(job.request())));
		assertThat(offer(job).status()).isEqualTo(AddReply.Status.EXISTS);
		assertThat(liveJobs()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "findAndModify, meta, 0", "update, jobs, 1" })
	void claimWhoseReplyIsLostIsHeldUntilItsLeaseEndsAndNeverTwice(String command, String collection, int running) {
		start(this.faults.standAlone());
		TestNode far = nodeThroughProxy(PATIENTLY);
		add(TestJob.job());
		loseReply(command, collection, () -> far.claim(1));
		assertThat(store().counts(10).running()).isEqualTo(running);
		TestNode near = node("near");
		assertThat(near.claim(10)).hasSize(1 - running);
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(near.reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
	}

	@Test
	void readWhoseReplyIsLostIsSentAgain() {
		start(this.faults.standAlone());
		TestNode far = nodeThroughProxy(PATIENTLY);
		add(TestJob.job());
		this.proxy.loseReplyTo((request) -> request.contains("\2find\0"));
		assertThat(far.claim(1)).hasSize(1);
		assertThat(this.proxy.hasLost()).isTrue();
	}

	@Test
	void claimUnderALimitWhoseReplyIsLostTakesNoRoomForLong() {
		start(this.faults.standAlone());
		TestNode far = nodeThroughProxy(PATIENTLY);
		TestNode near = node("near");
		limit("import", 1, far, near);
		add(TestJob.job("import"), TestJob.job("import"));
		loseReply("update", "tasks", () -> far.claim(1));
		assertThat(near.claim(2)).isEmpty();
		advance(Duration.ofSeconds(11));
		assertThat(near.claim(2)).hasSize(1);
	}

	@Test
	void completionWhoseReplyIsLostWasDoneAlreadyWhenItIsRepeated() {
		start(this.faults.standAlone());
		TestNode far = nodeThroughProxy(PATIENTLY);
		add(TestJob.job());
		Claim claim = far.claimOne();
		loseReply("update", "jobs", () -> far.succeed(claim));
		assertThat(node("near").succeed(claim)).isEqualTo(CompletionStatus.ALREADY);
		assertThat(result(claim.job().id()).run().token()).isEqualTo(claim.token());
	}

	@Test
	void completionStandsAlthoughItsScheduleCannotBeWoken() {
		start(this.faults.standAlone());
		TestNode far = nodeThroughProxy(PATIENTLY);
		add(TestSchedule.hourly("hourly", now()));
		far.fire(Plans::oneWatchedJob);
		Claim claim = far.claimOne();
		this.proxy.loseReplyTo(isFor("update", "schedules"));
		assertThat(far.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(this.proxy.hasLost()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "schedules", "jobs" })
	void fireTimeWhoseReplyIsLostHasOneJob(String collection) {
		start(this.faults.standAlone());
		TestNode far = nodeThroughProxy(PATIENTLY);
		add(TestSchedule.hourly("hourly", now()));
		loseReply("update", collection, () -> far.fire(Plans::oneJob));
		TestNode near = node("near");
		assertThat(near.fire(Plans::oneJob).applied()).isEmpty();
		advance(Duration.ofSeconds(6));
		assertThat(near.fire(Plans::oneJob).applied()).isEmpty();
		assertThat(liveJobs()).hasSize(1);
		advance(TestSchedule.INTERVAL);
		assertThat(near.fire(Plans::oneJob).applied()).hasSize(1);
		assertThat(liveJobs()).hasSize(2);
	}

	@Test
	void reclaimWhoseReplyIsLostCountsOneAbandonment() {
		start(this.faults.standAlone());
		TestNode far = nodeThroughProxy(PATIENTLY);
		JobId id = add(TestJob.job());
		far.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		loseReply("update", "jobs", () -> far.reclaim(Verdicts.ANOTHER_ATTEMPT));
		assertThat(node("near").reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		assertThat(job(id).state()).isEqualTo(JobState.PENDING);
		assertThat(job(id).attempts().abandonments()).isEqualTo(1);
	}

	@Test
	void changeAndCancellationWhoseRepliesAreLostCanBeRepeated() {
		start(this.faults.standAlone());
		TestNode far = nodeThroughProxy(PATIENTLY);
		add(TestSchedule.hourly("hourly", now()));
		loseReply("update", "schedules", () -> far.store()
			.changeSchedules(List.of(new ScheduleChange("hourly", ScheduleEdits.pause("by hand")))));
		change("hourly", ScheduleEdits.pause("by hand"));
		assertThat(schedule("hourly").status().state()).isEqualTo(ScheduleState.PAUSED);
		JobId id = add(TestJob.job());
		loseReply("update", "jobs", () -> far.store().requestCancel(new CancelRequest(List.of(id), RETENTION)));
		assertThat(cancel(id)).isEqualTo(CancelReply.Status.ENDED);
	}

	@ParameterizedTest
	@CsvSource({ "10107, has no primary", "189, has no primary", "11600, has no primary", "91, has no primary",
			"14031, has no room left", "12501, has no room left", "13, readWrite" })
	void serverThatRefusesToWriteIsUnavailableAndHasWrittenNothing(int code, String message) {
		start(this.faults.standAlone());
		TestJob job = TestJob.job();
		JobId before = add(TestJob.job());
		this.faults.refuse(code);
		assertUnavailable(() -> offer(job), message, "asked again");
		assertUnavailable(() -> node("a"), message);
		this.faults.end();
		assertThat(liveJobs()).extracting((each) -> each.id()).containsExactly(before);
		assertThat(offer(job).status()).isEqualTo(AddReply.Status.ADDED);
	}

	@Test
	void serverThatHasNoRoomForSingleWritesIsUnavailable() {
		start(this.faults.standAlone());
		TestJob job = TestJob.job();
		this.faults.failWrites(14031);
		assertUnavailable(() -> offer(job), "has no room left", "make room");
		this.faults.end();
		assertThat(offer(job).status()).isEqualTo(AddReply.Status.ADDED);
	}

	@Test
	void writeThatAMajorityDoesNotConfirmInTimeCanBeRepeated() {
		start(this.faults.standAlone());
		TestNode node = node("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		this.faults.replicateTooLate();
		assertUnavailable(() -> node.succeed(claim), "majority");
		this.faults.end();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.ALREADY);
	}

	/** As a conflict with a caller would, which is left for the next time. */
	@ParameterizedTest
	@ValueSource(ints = { 10107, 189, 11602 })
	void transactionOnAServerThatIsNoPrimaryAnyMoreIsNotTakenForAConflict(int code) {
		start(this.faults.replicaSet());
		TestNode node = node("a");
		add(TestSchedule.hourly("hourly", now()));
		this.faults.refuse(code);
		assertUnavailable(() -> node.fire(Plans::oneJob), "has no primary");
		this.faults.end();
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
	}

	@Test
	void transactionWhoseReplyIsLostIsNotTakenForAConflictAndLeavesNothing() {
		start(this.faults.replicaSet());
		TestNode far = nodeThroughProxy(PATIENTLY);
		add(TestSchedule.hourly("hourly", now()));
		loseReply("update", "schedules", () -> far.fire(Plans::oneJob));
		assertThat(liveJobs()).isEmpty();
		assertThat(node("near").fire(Plans::oneJob).applied()).hasSize(1);
	}

}
