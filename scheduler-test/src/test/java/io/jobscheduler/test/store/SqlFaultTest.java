package io.jobscheduler.test.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.ScheduleEdit;
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
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.TaskSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The database is gone, slow, full or read-only, its reply is lost, or the pool is empty:
 * what was acknowledged is there, and what was not can be repeated.
 */
@Timeout(120)
abstract class SqlFaultTest implements StoreScenario {

	private static final Duration SOON = Duration.ofMillis(500);

	private static final Duration PATIENTLY = Duration.ofSeconds(30);

	private final List<AutoCloseable> opened = new ArrayList<>();

	private SqlProxy proxy;

	private JdbcStoreFixture fixture;

	private JobStore store;

	/** The way to the server that nothing disturbs. */
	abstract HikariDataSource database();

	/** Statements that make a table refuse new and changed rows as the server would. */
	abstract List<String> refusing(String table, SqlFault fault);

	/** Statements that undo {@link #refusing}. */
	abstract List<String> accepting(String table);

	/** A statement after which new connections may only read, or write again. */
	abstract String readOnly(boolean value);

	@BeforeEach
	void start() {
		this.fixture = new JdbcStoreFixture(database());
		closing(this.fixture);
		this.proxy = closing(new SqlProxy(database()));
		this.store = openStore();
	}

	private <T extends AutoCloseable> T closing(T resource) {
		this.opened.add(0, resource);
		return resource;
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.opened) {
			resource.close();
		}
	}

	@Override
	public JdbcStoreFixture fixture() {
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

	private HikariDataSource pool(int size, Duration patience) {
		return awaitConnections(closing(this.proxy.pool(size, patience)));
	}

	/** A node whose way to the server leads through the proxy. */
	private TestNode far(HikariDataSource pool) {
		TestNode node = new TestNode("far", UUID.randomUUID().toString(), closing(fixture().open(pool)), fixture());
		node.open();
		return node;
	}

	private TestNode far() {
		return far(pool(5, PATIENTLY));
	}

	private static void assertUnavailable(Runnable step, String... message) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(step::run)
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(message));
	}

	private List<Runnable> writes(TestNode node, Claim claim) {
		JobStore far = node.store();
		TestNode stranger = new TestNode("stranger", "1", far, fixture());
		return List.of(stranger::open, () -> node.pulse(claim), () -> node.fire(Plans::oneJob), () -> node.claim(1),
				() -> node.succeed(claim), () -> far.putTasks(List.of(new TaskSettings("import", Set.of(), 1))),
				() -> far.addJobs(List.of(TestJob.job().request())),
				() -> far.changeSchedules(List.of(new ScheduleChange("hourly", ScheduleEdits.pause("by hand")))),
				() -> far.requestCancel(new CancelRequest(List.of(claim.job().id()), RETENTION)));
	}

	private static List<Runnable> reads(TestNode node) {
		JobStore far = node.store();
		return List.of(() -> far.schedule("hourly"), () -> far.findSchedules(ScheduleQuery.all(1)), () -> far.counts(1),
				() -> node.reclaim(Verdicts.ANOTHER_ATTEMPT),
				() -> far.prune(new PruneRequest(100, RETENTION, RETENTION, RETENTION)));
	}

	private void restore(TestNode node, HikariDataSource pool) {
		this.proxy.restore();
		Awaitility.await()
			.ignoreExceptionsInstanceOf(JobStoreException.class)
			.until(() -> node.store().counts(1) != null);
		awaitConnections(pool);
	}

	/** A pool that waits for so short a time must not have to connect meanwhile. */
	private static HikariDataSource awaitConnections(HikariDataSource pool) {
		Awaitility.await().until(() -> pool.getHikariPoolMXBean().getTotalConnections() == pool.getMaximumPoolSize());
		return pool;
	}

	@Test
	void serverThatIsDownWhenTheStoreIsBuiltIsUnavailable() {
		this.proxy.cut();
		HikariDataSource pool = closing(this.proxy.pool(5, SOON));
		assertUnavailable(() -> fixture().open(pool), "cannot be reached", "check that it runs");
	}

	/** As Spring Boot has it, whose pool connects only when it is first used. */
	@Test
	void serverThatIsDownWhenThePoolIsFirstUsedIsUnavailable() {
		this.proxy.cut();
		HikariDataSource pool = closing(this.proxy.lazyPool(SOON));
		assertUnavailable(() -> fixture().open(pool), "cannot be reached", "check that it runs");
		this.proxy.restore();
		closing(fixture().open(pool));
	}

	@Test
	void serverThatIsDownWhenTheStoreIsOpenedIsUnavailable() {
		HikariDataSource pool = pool(5, SOON);
		JobStore far = closing(fixture().open(pool));
		TestNode node = new TestNode("far", "1", far, fixture());
		this.proxy.cut();
		assertUnavailable(node::open, "cannot be reached", "asked again");
		restore(node, pool);
		assertThat(node.open().twin()).isNull();
	}

	@Test
	void everyStepSaysThatTheServerIsGoneAndGoesOnWhenItIsBack() {
		HikariDataSource pool = pool(5, SOON);
		TestNode node = far(pool);
		add(TestJob.job(), TestJob.job());
		add(TestSchedule.hourly("hourly", now()));
		Claim claim = node.claimOne();
		this.proxy.cut();
		Stream.concat(writes(node, claim).stream(), reads(node).stream())
			.forEach((step) -> assertUnavailable(step, "cannot be reached", "asked again"));
		restore(node, pool);
		assertThat(node.pulse(claim).lost()).isEmpty();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
		assertThat(node.claim(10)).hasSize(2);
	}

	/** The server commits, and its reply does not get through. */
	private void loseReply(Runnable step) {
		this.proxy.loseReplyTo("COMMIT(?!TED)");
		assertUnavailable(step, "cannot be reached");
		assertThat(this.proxy.hasLost()).isTrue();
	}

	@Test
	void additionWhoseReplyIsLostExistsWhenItIsRepeated() {
		TestJob job = TestJob.job();
		TestNode far = far();
		loseReply(() -> far.store().addJobs(List.of(job.request())));
		assertThat(far.store().addJobs(List.of(job.request())).get(0).status()).isEqualTo(AddReply.Status.EXISTS);
		assertThat(liveJobs()).hasSize(1);
	}

	@Test
	void additionThatIsCutBeforeItsCommitLeavesNothing() {
		TestJob job = TestJob.job();
		TestNode far = far();
		this.proxy.loseReplyTo(fixture().table("JOB"));
		assertUnavailable(() -> far.store().addJobs(List.of(job.request())), "cannot be reached");
		assertThat(liveJobs()).isEmpty();
		assertThat(far.store().addJobs(List.of(job.request())).get(0).status()).isEqualTo(AddReply.Status.ADDED);
	}

	@Test
	void claimWhoseReplyIsLostIsHeldUntilItsLeaseEndsAndNeverTwice() {
		TestNode far = far();
		JobId id = add(TestJob.job());
		loseReply(() -> far.claim(1));
		assertThat(far.claim(10)).isEmpty();
		TestNode near = node("near");
		assertThat(near.claim(10)).isEmpty();
		long lost = job(id).attempts().token();
		assertThat(job(id).state()).isEqualTo(JobState.RUNNING);
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(near.reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
		assertThat(near.claimOne().token()).isGreaterThan(lost);
	}

	@Test
	void fireTimeWhoseReplyIsLostHasOneJob() {
		TestNode far = far();
		add(TestSchedule.hourly("hourly", now()));
		loseReply(() -> far.fire(Plans::oneJob));
		assertThat(far.fire(Plans::oneJob).applied()).isEmpty();
		assertThat(node("near").fire(Plans::oneJob).applied()).isEmpty();
		assertThat(liveJobs()).hasSize(1);
	}

	@Test
	void completionWhoseReplyIsLostWasDoneAlreadyWhenItIsRepeated() {
		TestNode far = far();
		add(TestJob.job());
		Claim claim = far.claimOne();
		loseReply(() -> far.succeed(claim));
		assertThat(far.succeed(claim)).isEqualTo(CompletionStatus.ALREADY);
		assertThat(result(claim.job().id()).run().token()).isEqualTo(claim.token());
	}

	@Test
	void reclaimWhoseReplyIsLostCountsOneAbandonment() {
		TestNode far = far();
		JobId id = add(TestJob.job());
		far.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		loseReply(() -> far.reclaim(Verdicts.ANOTHER_ATTEMPT));
		assertThat(far.reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		assertThat(job(id).state()).isEqualTo(JobState.PENDING);
		assertThat(job(id).attempts().abandonments()).isEqualTo(1);
	}

	@Test
	void changeAndCancellationWhoseRepliesAreLostCanBeRepeated() {
		TestNode far = far();
		add(TestSchedule.hourly("hourly", now()));
		ScheduleChange pause = new ScheduleChange("hourly", TestSchedule.pause("by hand"));
		loseReply(() -> far.store().changeSchedules(List.of(pause)));
		assertThat(far.store().changeSchedules(List.of(pause)).get(0).decision())
			.isEqualTo(new ScheduleEdit.Leave(ScheduleEdit.Reason.UNCHANGED));
		assertThat(schedule("hourly").status().state()).isEqualTo(ScheduleState.PAUSED);
		CancelRequest cancellation = new CancelRequest(List.of(add(TestJob.job())), RETENTION);
		loseReply(() -> far.store().requestCancel(cancellation));
		assertThat(far.store().requestCancel(cancellation).get(0).status()).isEqualTo(CancelReply.Status.ENDED);
	}

	@Test
	void repliesThatTakeSecondsAreWaitedFor() {
		TestNode far = far();
		add(TestJob.job());
		Claim claim = far.claimOne();
		far.pulse(claim);
		this.proxy.delayReplies(Duration.ofSeconds(2));
		CompletableFuture<Boolean> pulsed = CompletableFuture.supplyAsync(() -> far.pulse(claim).lost().isEmpty());
		assertThat(far.store().addJobs(List.of(TestJob.job().request()))).hasSize(1);
		assertThat(pulsed.join()).isTrue();
	}

	@Test
	void databaseThatMayOnlyBeReadIsUnavailableAndHasWrittenNothing() {
		JdbcTemplate sql = new JdbcTemplate(database());
		HikariDataSource pool = pool(5, SOON);
		TestNode far = far(pool);
		List<JobId> ids = add(TestJob.job(), TestJob.job());
		add(TestSchedule.hourly("hourly", now()));
		Claim claim = far.claimOne();
		sql.execute(readOnly(true));
		closing(() -> sql.execute(readOnly(false)));
		reconnect(far, pool);
		writes(far, claim).forEach((step) -> assertUnavailable(step, "may only be read", "primary", "asked again"));
		assertThat(far.store().job(claim.job().id())).isPresent();
		sql.execute(readOnly(false));
		reconnect(far, pool);
		assertThat(liveJobs()).extracting((job) -> job.id()).containsExactlyElementsOf(ids);
		assertThat(far.pulse(claim).lost()).isEmpty();
		assertThat(far.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(far.fire(Plans::oneJob).applied()).hasSize(1);
	}

	/** As when another server takes over. */
	private void reconnect(TestNode node, HikariDataSource pool) {
		this.proxy.cut();
		assertUnavailable(() -> node.store().counts(1), "cannot be reached");
		restore(node, pool);
	}

	@ParameterizedTest
	@MethodSource("faults")
	void databaseThatCannotWriteIsUnavailableAndGoesOnWhenItCan(SqlFault fault) {
		TestNode node = node("a");
		add(TestSchedule.hourly("hourly", now()));
		JobId id = add(TestJob.job());
		Claim claim = node.claimOne();
		TestJob another = TestJob.job();
		JdbcTemplate sql = new JdbcTemplate(database());
		String table = fixture().table("JOB");
		String results = fixture().table("RESULT");
		List.of(table, results).forEach((each) -> refusing(each, fault).forEach(sql::execute));
		for (Runnable step : List.<Runnable>of(() -> offer(another), () -> node.fire(Plans::oneJob),
				() -> node.pulse(claim), () -> node.succeed(claim))) {
			assertUnavailable(step, fault.message(), fault.remedy(), "asked again");
		}
		assertThat(store().counts(10).quarantined()).isZero();
		List.of(table, results).forEach((each) -> accepting(each).forEach(sql::execute));
		assertThat(liveJobs()).extracting((job) -> job.id()).containsExactly(id);
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(offer(another).status()).isEqualTo(AddReply.Status.ADDED);
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
	}

	@Test
	void valueThatTheDatabaseRefusesIsRejected() {
		JdbcTemplate sql = new JdbcTemplate(database());
		refusing(fixture().table("JOB"), new SqlFault("22001", 1406, "Data too long", "")).forEach(sql::execute);
		assertThatExceptionOfType(StoreRejectedException.class).isThrownBy(() -> offer(TestJob.job()))
			.withMessageContaining("Data too long");
	}

	@Test
	void emptyPoolIsUnavailableUntilAConnectionIsGivenBack() throws SQLException {
		HikariDataSource pool = pool(1, SOON);
		TestNode far = far(pool);
		TestJob job = TestJob.job();
		try (Connection held = pool.getConnection()) {
			assertThat(held.isReadOnly()).isFalse();
			assertUnavailable(() -> far.store().addJobs(List.of(job.request())), "no connection is free",
					"more connections");
			assertUnavailable(far::pulse, "no connection is free");
		}
		assertThat(far.store().addJobs(List.of(job.request())).get(0).status()).isEqualTo(AddReply.Status.ADDED);
		assertThat(far.pulse().registered()).isTrue();
	}

	@Test
	void pulseGoesOnWhileJobsHoldAllOtherConnections() throws SQLException {
		HikariDataSource pool = pool(4, SOON);
		TestNode far = far(pool);
		add(TestJob.job());
		Claim claim = far.claimOne();
		far.pulse(claim);
		try (Connection one = pool.getConnection();
				Connection two = pool.getConnection();
				Connection three = pool.getConnection()) {
			assertThat(List.of(one, two, three)).doesNotContainNull();
			assertUnavailable(() -> far.claim(1), "no connection is free");
			assertThat(far.pulse(claim).lost()).isEmpty();
		}
		assertThat(far.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	/**
	 * An error of the server.
	 *
	 * @param state its SQLState
	 * @param number MariaDB's number, 0 elsewhere
	 * @param message what it says
	 * @param remedy what the store is to say about it
	 */
	record SqlFault(String state, int number, String message, String remedy) {
	}

}
