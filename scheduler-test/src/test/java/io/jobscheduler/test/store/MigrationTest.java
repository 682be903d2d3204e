package io.jobscheduler.test.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.migration.MigrationException;
import io.jobscheduler.store.migration.StoreExport;
import io.jobscheduler.store.migration.StoreImport;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.UnreadableTrigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Schedules and pending jobs move from any store to any other as they stood.
 */
@Timeout(120)
class MigrationTest {

	@RegisterExtension
	static final PostgresServer POSTGRES = new PostgresServer();

	@RegisterExtension
	static final MariaDbServer MARIADB = new MariaDbServer();

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.any();

	@RegisterExtension
	static final MongoDbServer MONGODB = new MongoDbServer(MongoDbServer.Kind.STAND_ALONE);

	/** Due by whichever clock a store has. */
	private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

	@RegisterExtension
	static final ZooKeeperServer ZOOKEEPER = new ZooKeeperServer();

	@RegisterExtension
	static final RethinkDbServer RETHINKDB = new RethinkDbServer();

	private static final Map<String, Supplier<StoreFixture>> STORES = new LinkedHashMap<>();

	private static HikariDataSource h2;

	@TempDir
	Path directory;

	@BeforeAll
	static void openDatabase() {
		h2 = TestDatabases.pool("jdbc:h2:mem:migration;DB_CLOSE_DELAY=-1", true);
		STORES.put("memory", MemoryJobStoreContractTest.MemoryFixture::new);
		STORES.put("H2", () -> new JdbcStoreFixture(h2));
		STORES.put("PostgreSQL", () -> new JdbcStoreFixture(POSTGRES.dataSource()));
		STORES.put("MariaDB", () -> new JdbcStoreFixture(MARIADB.dataSource()));
		STORES.put("Redis", () -> new RedisStoreFixture(REDIS.connections()));
		STORES.put("MongoDB", () -> new MongoStoreFixture(MONGODB.client()));
		STORES.put("ZooKeeper", () -> new ZooKeeperStoreFixture(ZOOKEEPER.client()));
		STORES.put("RethinkDB", () -> new RethinkDbStoreFixture(RETHINKDB.connection()));
	}

	@AfterAll
	static void closeDatabase() {
		h2.close();
	}

	static Stream<Arguments> pairs() {
		List<String> kinds = List.of("memory", "H2", "PostgreSQL", "MariaDB", "Redis", "MongoDB", "ZooKeeper",
				"RethinkDB");
		return kinds.stream().flatMap((from) -> kinds.stream().map((to) -> Arguments.of(from, to)));
	}

	private static StoreFixture fixture(String kind) {
		return STORES.get(kind).get();
	}

	private Path file() {
		return this.directory.resolve("export.jsonl");
	}

	private StoreExport.Summary exported(JobStore store) {
		return StoreExport.of(store, TriggerFormat.standard()).writeTo(file());
	}

	private StoreImport.Summary imported(JobStore store) {
		return StoreImport.of(store, TriggerFormat.standard()).readFrom(file());
	}

	private List<String> withoutHeader() throws IOException {
		return Files.readAllLines(file()).stream().skip(1).sorted().toList();
	}

	private static void add(JobStore store, TestSchedule... schedules) {
		store.changeSchedules(Stream.of(schedules)
			.map((schedule) -> new ScheduleChange(schedule.schedule().id(), schedule.addition()))
			.toList());
	}

	private static void fill(StoreFixture fixture, JobStore store) {
		Instant now = fixture.now();
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		add(store, TestSchedule.hourly("fired", now.minusSeconds(60)).withOverlap(OverlapPolicy.ALLOW),
				TestSchedule.triggered("declared", CronTrigger.of("0 9 * * MON-FRI", berlin), now.plusSeconds(3600))
					.declaredBy("app"),
				TestSchedule.hourly("paused", now.plusSeconds(60)).paused("paused by hand"),
				TestSchedule.triggered("over", DateTrigger.at(now.minusSeconds(5)), now.minusSeconds(5)).finished());
		TestNode node = new TestNode("a", "1", store, fixture);
		node.open();
		node.fire(Plans::oneJob);
		node.claim(10).forEach((claim) -> node.complete(claim, Verdicts.failure()));
		store.leave("a", "1");
		store.addJobs(Stream
			.of(TestJob.job("plain").dueAt(LONG_AGO), TestJob.job("later").dueAt(now.plus(Duration.ofDays(400))),
					TestJob.job("keyed")
						.withUniqueKey("invoice-42", ConflictPolicy.KEEP)
						.withPayload(new Payload(3, "{\"invoice\": 42, \"note\": \"Grüße ✓\"}"))
						.withSettings(new JobSettings(7, RetryPolicy.fixed(3, Duration.ofSeconds(9)),
								Duration.ofMinutes(5), null, 2, null)),
					TestJob.job("by-hand").madeBy(new JobOrigin("fired", null, true)),
					TestJob.job("tried").dueAt(LONG_AGO).withAttempts(new Attempts(0, 2, 1, null, null, "no answer")))
			.map(TestJob::request)
			.toList());
	}

	@ParameterizedTest(name = "{0} to {1}")
	@MethodSource("pairs")
	void everythingArrivesAsItStood(String from, String to) throws IOException {
		try (StoreFixture source = fixture(from);
				JobStore sending = source.open();
				StoreFixture target = fixture(to);
				JobStore receiving = target.open()) {
			fill(source, sending);
			assertThat(exported(sending)).isEqualTo(new StoreExport.Summary(4, 6, 0));
			List<String> sent = withoutHeader();
			assertThat(imported(receiving)).isEqualTo(new StoreImport.Summary(4, 6, 0, List.of()));
			Schedule fired = receiving.schedule("fired").orElseThrow();
			assertThat(fired.uid()).isEqualTo(sending.schedule("fired").orElseThrow().uid());
			assertThat(fired.status()).isEqualTo(sending.schedule("fired").orElseThrow().status());
			assertThat(imported(receiving)).isEqualTo(new StoreImport.Summary(0, 0, 10, List.of()));
			exported(receiving);
			assertThat(withoutHeader()).isEqualTo(sent);
			TestNode node = new TestNode("b", "1", receiving, target);
			node.open();
			assertThat(node.claim(10, Map.of("plain", 1, "tried", 1))).hasSize(2);
		}
	}

	@Test
	void manyThousandsArePagedThrough() throws IOException {
		try (StoreFixture source = fixture("H2");
				JobStore sending = source.open();
				StoreFixture target = fixture("Redis");
				JobStore receiving = target.open()) {
			Instant due = source.now().plusSeconds(60);
			sending.addJobs(IntStream.range(0, 3001).mapToObj((i) -> TestJob.job().dueAt(due).request()).toList());
			assertThat(exported(sending).jobs()).isEqualTo(3001);
			assertThat(imported(receiving).jobs()).isEqualTo(3001);
		}
	}

	@Test
	void runningJobsAreRefusedUnlessAskedFor() throws IOException {
		try (StoreFixture source = fixture("memory"); JobStore store = source.open()) {
			TestNode node = new TestNode("a", "1", store, source);
			node.open();
			store.addJobs(List.of(TestJob.job().request()));
			node.claimOne();
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> exported(store))
				.withMessageContaining("Jobs are running")
				.withMessageContaining("stop all nodes");
			assertThat(this.directory).isEmptyDirectory();
			StoreExport running = StoreExport.of(store, TriggerFormat.standard()).withRunningJobs();
			assertThat(running.writeTo(file()).jobs()).isOne();
			try (StoreFixture target = fixture("memory"); JobStore receiving = target.open()) {
				assertThat(imported(receiving).jobs()).isOne();
				assertThat(receiving.counts(10).pending()).isOne();
			}
		}
	}

	@Test
	void nothingIsExportedWhileANodeIsAlive() {
		try (StoreFixture source = fixture("memory"); JobStore store = source.open()) {
			new TestNode("a", "1", store, source).open();
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> exported(store))
				.withMessageContaining("Node 'a'")
				.withMessageContaining("is alive");
			store.leave("a", "1");
			assertThat(exported(store).jobs()).isZero();
		}
	}

	@Test
	void whatIsAnotherThingOfTheSameNameIsLeftAndReported() {
		try (StoreFixture source = fixture("memory");
				JobStore sending = source.open();
				StoreFixture target = fixture("memory");
				JobStore receiving = target.open()) {
			fill(source, sending);
			add(receiving, TestSchedule.hourly("fired", target.now()));
			receiving.addJobs(List.of(TestJob.job("other").withUniqueKey("invoice-42", ConflictPolicy.KEEP).request()));
			exported(sending);
			StoreImport.Summary summary = imported(receiving);
			assertThat(summary.schedules()).isEqualTo(3);
			assertThat(summary.jobs()).isEqualTo(5);
			assertThat(summary.conflicts()).hasSize(2)
				.anyMatch((conflict) -> conflict.contains("schedule 'fired'"))
				.anyMatch((conflict) -> conflict.contains("unique key"));
			assertThat(receiving.schedule("fired").orElseThrow().uid())
				.isNotEqualTo(sending.schedule("fired").orElseThrow().uid());
		}
	}

	@Test
	void aFileThatIsDamagedOrCutOffAddsNothing() throws IOException {
		try (StoreFixture source = fixture("memory");
				JobStore sending = source.open();
				StoreFixture target = fixture("memory");
				JobStore receiving = target.open()) {
			fill(source, sending);
			exported(sending);
			List<String> lines = Files.readAllLines(file());
			refused(receiving, lines.subList(0, lines.size() - 1), "was cut off");
			refused(receiving, lines.subList(1, lines.size()), "is not an export");
			refused(receiving, List.of(), "is not an export");
			refused(receiving, with(lines, 2, "{\"schedule\": {\"id\": \"x\"}}"), "Line 3 of");
			refused(receiving, with(lines, 6, lines.get(6).substring(0, 40)), "Line 7 of");
			refused(receiving, with(lines, 0, "{\"export\": {\"version\": 2, \"store\": \"jdbc\"}}"),
					"only 1 is known here");
			refused(receiving, with(lines, 3, "not JSON"), "Line 4 of");
			refused(receiving, with(lines, 3, lines.get(3).replace("\"uid\"", "\"life\"")), "Line 4 of");
			Files.delete(file());
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> imported(receiving))
				.withMessageContaining("cannot be read");
		}
	}

	private static List<String> with(List<String> lines, int index, String line) {
		return IntStream.range(0, lines.size()).mapToObj((i) -> (i == index) ? line : lines.get(i)).toList();
	}

	private void refused(JobStore store, List<String> lines, String message) throws IOException {
		Files.write(file(), lines);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> imported(store))
			.withMessageContaining(message);
		assertThat(store.counts(100).pending()).isZero();
		assertThat(store.counts(100).schedules()).isZero();
	}

	@Test
	void aTriggerThatCannotBeReadHereIsNotLeftOut() {
		try (StoreFixture source = fixture("memory"); JobStore store = source.open()) {
			Instant later = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MICROS);
			add(store, TestSchedule.triggered("newer", new UnreadableTrigger("solar/1"), later));
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> exported(store))
				.withMessageContaining("schedule 'newer'")
				.withMessageContaining("solar/1");
		}
	}

}
