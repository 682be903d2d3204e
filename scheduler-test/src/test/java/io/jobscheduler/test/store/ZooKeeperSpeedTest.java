package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.jobscheduler.job.Claim;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleQuery;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures, and holds nothing to it. {@code -Djobscheduler.test.speed=20000} says how
 * many jobs wait meanwhile.
 */
@EnabledIfSystemProperty(named = "jobscheduler.test.speed", matches = "[0-9]+")
class ZooKeeperSpeedTest extends ZooKeeperScenario {

	private static final int BATCH = 100;

	private static final int ROUNDS = 20;

	@RegisterExtension
	static final ZooKeeperServer ZOOKEEPER = new ZooKeeperServer();

	@Override
	CuratorFramework client() {
		return ZOOKEEPER.client();
	}

	private static List<NewJob> jobs(int count, Duration delay) {
		return IntStream.range(0, count).mapToObj((i) -> TestJob.job().dueIn(delay).request()).toList();
	}

	private static void report(String what, int count, Runnable work) {
		long start = System.nanoTime();
		work.run();
		long micros = (System.nanoTime() - start) / 1000;
		System.out.printf("%-40s %8d in %8d ms: %6d/s%n", what, count, micros / 1000, count * 1_000_000L / micros);
	}

	@Test
	void jobsPerSecond() {
		int waiting = Integer.getInteger("jobscheduler.test.speed");
		TestNode node = node("a");
		report("warm-up", 2000, () -> run(node, 20));
		report("add, 1000 at once, due later", waiting, () -> {
			for (int left = waiting; left > 0; left -= 1000) {
				store().addJobs(jobs(Math.min(left, 1000), Duration.ofDays(1)));
			}
		});
		List<List<Claim>> claims = new ArrayList<>();
		int count = BATCH * ROUNDS;
		report("add, " + BATCH + " at once", count,
				() -> IntStream.range(0, ROUNDS).forEach((i) -> store().addJobs(jobs(BATCH, Duration.ZERO))));
		report("claim, " + BATCH + " at once", count,
				() -> IntStream.range(0, ROUNDS).forEach((i) -> claims.add(node.claim(BATCH))));
		assertThat(claims).allSatisfy((batch) -> assertThat(batch).hasSize(BATCH));
		report("pulse for 1000 claims", 1000,
				() -> node.pulse(claims.stream().flatMap(List::stream).limit(1000).toArray(Claim[]::new)));
		report("complete, " + BATCH + " at once", count, () -> claims.forEach((batch) -> complete(node, batch)));
		report("add one at a time", 200,
				() -> IntStream.range(0, 200).forEach((i) -> store().addJobs(jobs(1, Duration.ZERO))));
		report("claim and complete one at a time", 200,
				() -> IntStream.range(0, 200).forEach((i) -> complete(node, node.claim(1))));
		report("claim where nothing is due", 200, () -> IntStream.range(0, 200).forEach((i) -> node.claim(10)));
		report("pulse without claims", 200, () -> IntStream.range(0, 200).forEach((i) -> node.pulse()));
		advance(RETENTION.plusSeconds(1));
		report("prune", count, () -> store().prune(new PruneRequest(count, RETENTION, RETENTION, RETENTION)));
		List<ScheduleChange> additions = IntStream.range(0, 2000)
			.mapToObj((i) -> TestSchedule.hourly("schedule-" + i, now()))
			.map((schedule) -> new ScheduleChange(schedule.schedule().id(), schedule.addition()))
			.toList();
		report("add schedules", 2000, () -> store().changeSchedules(additions));
		report("fire schedules, 100 at once", 2000, () -> {
			for (int i = 0; i < 20; i++) {
				assertThat(node.fire(100, Plans::oneJob).applied()).hasSize(100);
			}
		});
		List<Schedule> listed = store().findSchedules(ScheduleQuery.all(1000)).items();
		assertThat(listed).hasSize(1000);
		System.out.println(store().counts(1_000_000));
	}

	private void run(TestNode node, int batches) {
		for (int i = 0; i < batches; i++) {
			store().addJobs(jobs(100, Duration.ZERO));
			complete(node, node.claim(100));
		}
	}

	private static void complete(TestNode node, List<Claim> claims) {
		node.store()
			.complete(claims.stream()
				.map((claim) -> new Completion(claim, Verdicts.succeeded(claim.leaseUntil())))
				.toList());
	}

}
