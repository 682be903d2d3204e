package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.TaskSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A batch costs a fixed number of round trips, whatever its size.
 */
class MongoDbRoundTripsTest {

	@RegisterExtension
	static final MongoDbServer STAND_ALONE = new MongoDbServer(MongoDbServer.Kind.STAND_ALONE);

	@RegisterExtension
	static final MongoDbServer REPLICA_SET = new MongoDbServer(MongoDbServer.Kind.REPLICA_SET);

	private final AtomicInteger commands = new AtomicInteger();

	@Test
	void batchOfAThousandCostsAsManyRoundTripsAsABatchOfTen() {
		Map<String, Integer> few = roundTrips(STAND_ALONE, 10);
		assertThat(roundTrips(STAND_ALONE, 1000)).isEqualTo(few);
		assertThat(few).containsExactly(Map.entry("add", 2), Map.entry("add with keys", 4), Map.entry("replace", 4),
				Map.entry("claim", 6), Map.entry("pulse", 9), Map.entry("complete", 2),
				Map.entry("claim under a limit", 11), Map.entry("reclaim", 4), Map.entry("cancel", 3),
				Map.entry("fire", 8), Map.entry("prune", 7));
	}

	/** Not a thousand: the emulated transactions copy whole collections. */
	@Test
	void batchCostsAFixedNumberOfRoundTripsWithTransactionsToo() {
		Map<String, Integer> few = roundTrips(REPLICA_SET, 10);
		assertThat(roundTrips(REPLICA_SET, 100)).isEqualTo(few);
		assertThat(few).containsExactly(Map.entry("add", 2), Map.entry("add with keys", 4), Map.entry("replace", 4),
				Map.entry("claim", 6), Map.entry("pulse", 9), Map.entry("complete", 2),
				Map.entry("claim under a limit", 11), Map.entry("reclaim", 4), Map.entry("cancel", 3),
				Map.entry("fire", 9), Map.entry("prune", 8));
	}

	private MongoClient client(MongoDbServer server) {
		return MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(server.uri()))
			.addCommandListener(new CommandListener() {

				@Override
				public void commandStarted(CommandStartedEvent event) {
					MongoDbRoundTripsTest.this.commands.incrementAndGet();
				}

			})
			.build());
	}

	private Map<String, Integer> roundTrips(MongoDbServer server, int jobs) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		try (MongoClient client = client(server);
				MongoStoreFixture fixture = new MongoStoreFixture(client);
				JobStore store = fixture.open()) {
			TestNode node = new TestNode("a", UUID.randomUUID().toString(), store, fixture);
			node.open();
			new Measured(fixture, node, jobs, this.commands, counts).measure();
		}
		return counts;
	}

	/** One run through all steps. */
	private record Measured(MongoStoreFixture fixture, TestNode node, int jobs, AtomicInteger commands,
			Map<String, Integer> counts) {

		private void count(String step, Runnable action) {
			int before = this.commands.get();
			action.run();
			this.counts.put(step, this.commands.get() - before);
		}

		private List<NewJob> jobs(IntFunction<TestJob> job) {
			return IntStream.range(0, this.jobs).mapToObj(job).map(TestJob::request).toList();
		}

		private TestJob keyed(int index, ConflictPolicy onConflict) {
			return TestJob.job().withUniqueKey("key-" + index, onConflict).dueIn(Duration.ofDays(1));
		}

		void measure() {
			JobStore store = this.node.store();
			count("add", () -> store.addJobs(jobs((index) -> TestJob.job())));
			count("add with keys", () -> store.addJobs(jobs((index) -> keyed(index, ConflictPolicy.KEEP))));
			count("replace", () -> store.addJobs(jobs((index) -> keyed(index, ConflictPolicy.REPLACE))));
			Claim[][] claims = new Claim[1][];
			count("claim", () -> claims[0] = this.node.claim(this.jobs).toArray(Claim[]::new));
			assertThat(claims[0]).hasSize(this.jobs);
			count("pulse", () -> assertThat(this.node.pulse(claims[0]).lost()).isEmpty());
			Instant now = this.fixture.now();
			count("complete",
					() -> store.complete(List.of(claims[0])
						.stream()
						.map((claim) -> new Completion(claim, Verdicts.succeeded(now)))
						.toList()));
			measureLimit(store);
			measureSchedules(store);
		}

		private void measureLimit(JobStore store) {
			store.putTasks(List.of(new TaskSettings("import", Set.of(), this.jobs)));
			store.addJobs(jobs((index) -> TestJob.job("import")));
			count("claim under a limit", () -> assertThat(this.node.claim(this.jobs)).hasSize(this.jobs));
			this.fixture.advance(TestNode.UNTIL_EXPIRED);
			count("reclaim", () -> assertThat(this.node.reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(this.jobs));
			List<NewJob> pending = jobs((index) -> TestJob.job().madeBy(new JobOrigin("by-hand", null, false)));
			store.addJobs(pending);
			List<JobId> ids = pending.stream().map(NewJob::id).toList();
			count("cancel", () -> store.requestCancel(new CancelRequest(ids, StoreScenario.RETENTION)));
		}

		private void measureSchedules(JobStore store) {
			int schedules = Math.min(this.jobs, 100);
			store.changeSchedules(IntStream.range(0, schedules)
				.mapToObj((index) -> TestSchedule.hourly("schedule-" + index, this.fixture.now()))
				.map((schedule) -> new ScheduleChange(schedule.schedule().id(), schedule.addition()))
				.toList());
			SchedulePlanner planner = Plans::oneJob;
			count("fire", () -> assertThat(this.node.fire(planner).applied()).hasSize(schedules));
			this.fixture.advance(Duration.ofDays(2));
			PruneRequest request = new PruneRequest(1000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(10));
			count("prune", () -> assertThat(store.prune(request)).isEqualTo(Math.min(1000, this.jobs * 2)));
		}

	}

}
