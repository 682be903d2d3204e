package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Progress;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.TaskSettings;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A step takes as many rounds for a thousand items as for two. The store logs each round
 * that it sends.
 */
class ZooKeeperRoundTripTest extends ZooKeeperScenario {

	private static final int MANY = 1000;

	@RegisterExtension
	static final ZooKeeperServer ZOOKEEPER = new ZooKeeperServer();

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.jobscheduler.store.zookeeper.Round");

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@Override
	CuratorFramework client() {
		return ZOOKEEPER.client();
	}

	@BeforeEach
	void listen() {
		this.log.start();
		this.logger.setLevel(Level.TRACE);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.log);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

	private int count(Runnable step) {
		this.log.list.clear();
		step.run();
		return (int) this.log.list.stream().filter((event) -> event.getMessage().startsWith("A round of")).count();
	}

	@Test
	void everyStepTakesAFixedNumberOfRounds() {
		TestNode node = node("a");
		life(node, 2);
		Map<String, Integer> few = life(node, 2);
		assertThat(few).hasToString("{add=2, list=3, claim=4, pulse=2, retry=2, reclaim=5, complete=2, cancel=2, "
				+ "prune=4, change=2, fire=5}");
		assertThat(life(node, MANY)).isEqualTo(few);
	}

	@Test
	void everyStepOfLimitedTasksAndUniqueKeysTakesAFixedNumberOfRounds() {
		TestNode node = node("a");
		limit(TestJob.TASK, MANY, node);
		assertThat(keyed(node, 2, "warm")).isNotEmpty();
		Map<String, Integer> few = keyed(node, 2, "few");
		assertThat(few).hasToString("{add=2, again=4, claim=4, complete=3}");
		assertThat(keyed(node, 200, "many")).isEqualTo(few);
	}

	@Test
	void progressRatesAndModesTakeNoFurtherRounds() {
		TestNode node = node("a");
		limit(new TaskSettings(TestJob.TASK, Set.of(), null, new RateLimit(MANY, Duration.ofHours(1))), node);
		add(IntStream.range(0, 51).mapToObj((i) -> TestJob.job()).toArray(TestJob[]::new));
		List<Claim> claims = new ArrayList<>(node.claim(1));
		assertThat(count(() -> claims.addAll(node.claim(50)))).isEqualTo(4);
		assertThat(claims).hasSize(51);
		Map<JobId, Progress> progress = new HashMap<>();
		claims.forEach((claim) -> progress.put(claim.job().id(), new Progress(1, 2, "half")));
		PulseRequest pulse = new PulseRequest(node.id(), node.incarnation(), LEASE, claims, progress);
		assertThat(count(() -> assertThat(node.store().pulse(pulse).lost()).isEmpty())).isEqualTo(2);
		assertThat(count(() -> store().setMode("a", NodeMode.PAUSED))).isEqualTo(1);
		assertThat(count(() -> store().setMode("a", NodeMode.ACTIVE))).isEqualTo(1);
		assertThat(count(() -> store().nodes())).isEqualTo(2);
		assertThat(count(() -> complete(node, claims, Verdicts.succeeded(now())))).isEqualTo(2);
	}

	private Map<String, Integer> keyed(TestNode node, int size, String name) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		List<TestJob> jobs = IntStream.range(0, size)
			.mapToObj((i) -> TestJob.job().withUniqueKey(name + "-" + i, ConflictPolicy.KEEP))
			.toList();
		List<TestJob> others = IntStream.range(0, size)
			.mapToObj((i) -> TestJob.job().withUniqueKey(name + "-" + i, ConflictPolicy.KEEP))
			.toList();
		List<Claim> claims = new ArrayList<>();
		counts.put("add", count(() -> add(jobs.toArray(TestJob[]::new))));
		counts.put("again", count(() -> store().addJobs(others.stream().map(TestJob::request).toList())));
		counts.put("claim", count(() -> claims.addAll(node.claim(size))));
		assertThat(claims).hasSize(size);
		counts.put("complete", count(() -> complete(node, claims, Verdicts.succeeded(now()))));
		return counts;
	}

	private Map<String, Integer> life(TestNode node, int size) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		List<TestJob> jobs = IntStream.range(0, size).mapToObj((i) -> TestJob.job()).toList();
		List<Claim> claims = new ArrayList<>();
		counts.put("add", count(() -> add(jobs.toArray(TestJob[]::new))));
		counts.put("list", count(() -> assertThat(store().findJobs(JobQuery.all(MANY)).items()).hasSize(size)));
		counts.put("claim", count(() -> claims.addAll(node.claim(size))));
		assertThat(claims).hasSize(size);
		counts.put("pulse", count(() -> node.pulse(claims.toArray(Claim[]::new))));
		counts.put("retry", count(() -> complete(node, claims, Verdicts.failure())));
		claims.clear();
		node.claim(size);
		advance(TestNode.UNTIL_EXPIRED);
		counts.put("reclaim", count(() -> node.reclaim(Verdicts.ANOTHER_ATTEMPT)));
		claims.addAll(node.claim(size));
		counts.put("complete", count(() -> complete(node, claims, Verdicts.succeeded(now()))));
		List<JobId> others = add(IntStream.range(0, size).mapToObj((i) -> TestJob.job()).toArray(TestJob[]::new));
		counts.put("cancel", count(() -> store().requestCancel(new CancelRequest(others, RETENTION))));
		advance(RETENTION.plusSeconds(1));
		PruneRequest prune = new PruneRequest(MANY, RETENTION, RETENTION, RETENTION);
		counts.put("prune", count(() -> store().prune(prune)));
		store().prune(prune);
		node.open();
		List<ScheduleChange> additions = IntStream.range(0, size)
			.mapToObj((i) -> TestSchedule.hourly("schedule-" + i, now()))
			.map((schedule) -> new ScheduleChange(schedule.schedule().id(), schedule.addition()))
			.toList();
		counts.put("change", count(() -> store().changeSchedules(additions)));
		counts.put("fire", count(() -> assertThat(node.fire(size, Plans::oneJob).applied()).hasSize(size)));
		complete(node, node.claim(size), Verdicts.succeeded(now(), Duration.ZERO));
		store().changeSchedules(
				additions.stream().map((each) -> new ScheduleChange(each.id(), TestSchedule.removal())).toList());
		return counts;
	}

	private static void complete(TestNode node, List<Claim> claims, Completion.Verdict verdict) {
		node.store().complete(claims.stream().map((claim) -> new Completion(claim, verdict)).toList());
	}

}
