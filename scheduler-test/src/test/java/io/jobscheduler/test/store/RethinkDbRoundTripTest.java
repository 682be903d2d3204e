package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.TaskSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A batch costs a fixed number of queries, whatever its size.
 */
class RethinkDbRoundTripTest extends RethinkDbScenario {

	private static final String COUNTED = "counted";

	@Test
	void batchOfHundredsCostsAsManyQueriesAsABatchOfTen() {
		Map<String, Integer> few = queries(10);
		assertThat(queries(300)).isEqualTo(few);
		assertThat(few).containsExactly(Map.entry("add", 1), Map.entry("add with keys", 4), Map.entry("replace", 2),
				Map.entry("claim", 3), Map.entry("pulse", 3), Map.entry("complete", 1), Map.entry("complete again", 2),
				Map.entry("claim under a limit", 5), Map.entry("reclaim", 2), Map.entry("cancel", 2),
				Map.entry("add schedules", 2), Map.entry("fire", 5), Map.entry("prune", 2));
	}

	private Map<String, Integer> queries(int jobs) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		RethinkDbStoreFixture fixture = newFixture();
		JobStore counted = opened(fixture.builder(connection(COUNTED)).build());
		TestNode node = new TestNode("a", UUID.randomUUID().toString(), counted, fixture);
		node.open();
		new Measured(this, fixture, node, jobs, counts).measure();
		return counts;
	}

	/** One run through all steps. */
	private record Measured(RethinkDbRoundTripTest test, RethinkDbStoreFixture fixture, TestNode node, int jobs,
			Map<String, Integer> counts) {

		private void count(String step, Runnable action) {
			int before = this.test.emulator().queries(COUNTED);
			action.run();
			this.counts.put(step, this.test.emulator().queries(COUNTED) - before);
		}

		private List<NewJob> jobs(IntFunction<TestJob> job) {
			return IntStream.range(0, this.jobs).mapToObj(job).map(TestJob::request).toList();
		}

		private TestJob keyed(int index, ConflictPolicy onConflict) {
			return TestJob.job().withUniqueKey("key-" + index, onConflict).dueIn(Duration.ofDays(1));
		}

		void measure() {
			JobStore store = this.node.store();
			// what the queues of a task cost is paid once
			store.addJobs(List.of(TestJob.job().dueIn(Duration.ofDays(30)).request(),
					TestJob.job("import").dueIn(Duration.ofDays(30)).request()));
			count("add", () -> store.addJobs(jobs((index) -> TestJob.job())));
			count("add with keys", () -> store.addJobs(jobs((index) -> keyed(index, ConflictPolicy.KEEP))));
			count("replace", () -> store.addJobs(jobs((index) -> keyed(index, ConflictPolicy.REPLACE))));
			Claim[][] claims = new Claim[1][];
			count("claim", () -> claims[0] = this.node.claim(this.jobs).toArray(Claim[]::new));
			assertThat(claims[0]).hasSize(this.jobs);
			count("pulse", () -> assertThat(this.node.pulse(claims[0]).lost()).isEmpty());
			List<Completion> completions = List.of(claims[0])
				.stream()
				.map((claim) -> new Completion(claim, Verdicts.succeeded(this.fixture.now())))
				.toList();
			count("complete", () -> store.complete(completions));
			count("complete again", () -> store.complete(completions));
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
			count("cancel", () -> store
				.requestCancel(new CancelRequest(pending.stream().map(NewJob::id).toList(), StoreScenario.RETENTION)));
		}

		private void measureSchedules(JobStore store) {
			int schedules = Math.min(this.jobs, 100);
			List<ScheduleChange> additions = IntStream.range(0, schedules)
				.mapToObj((index) -> TestSchedule.hourly("schedule-" + index, this.fixture.now()))
				.map((schedule) -> new ScheduleChange(schedule.schedule().id(), schedule.addition()))
				.toList();
			count("add schedules", () -> store.changeSchedules(additions));
			count("fire", () -> assertThat(this.node.fire(Plans::oneJob).applied()).hasSize(schedules));
			this.fixture.advance(Duration.ofDays(2));
			PruneRequest request = new PruneRequest(1000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(10));
			count("prune", () -> assertThat(store.prune(request)).isEqualTo(2 * this.jobs));
		}

	}

}
