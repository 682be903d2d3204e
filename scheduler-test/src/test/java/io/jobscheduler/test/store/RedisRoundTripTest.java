package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.jobscheduler.job.Claim;
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
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A step takes as many round trips for five hundred jobs as for one, and no more than
 * twice as many for a thousand.
 */
class RedisRoundTripTest extends RedisScenario {

	private static final int MANY = 1000;

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.any();

	private final AtomicInteger commands = new AtomicInteger();

	private LettuceConnectionFactory connections;

	@Override
	LettuceConnectionFactory connections() {
		return this.connections;
	}

	/** On connections of its own, which tell what is sent on them. */
	@BeforeEach
	@Override
	void open() {
		this.connections = RedisServer
			.started(new LettuceConnectionFactory(REDIS.connections().getStandaloneConfiguration()));
		this.connections.getRequiredNativeClient().addListener(new CommandListener() {

			@Override
			public void commandStarted(CommandStartedEvent event) {
				RedisRoundTripTest.this.commands.incrementAndGet();
			}

		});
		super.open();
	}

	@AfterEach
	@Override
	void close() {
		super.close();
		this.connections.destroy();
	}

	@Test
	void everyStepTakesAFixedNumberOfRoundTripsPerFiveHundred() {
		TestNode node = node("a");
		life(node, 1);
		Map<String, Integer> few = life(node, 2);
		assertThat(few).hasToString("{add=1, list=1, claim=1, pulse=1, retry=1, reclaim=2, complete=1, cancel=1, "
				+ "prune=1, change=2, fire=2}");
		assertThat(life(node, MANY / 2)).isEqualTo(few);
		assertThat(life(node, MANY)).hasToString("{add=2, list=1, claim=2, pulse=2, retry=2, reclaim=3, complete=2, "
				+ "cancel=2, prune=1, change=4, fire=3}");
	}

	@Test
	void progressModesAndRatesTakeNoRoundTripOfTheirOwn() {
		TestNode node = node("a");
		limit(new TaskSettings(TestJob.TASK, Set.of(), 3, new RateLimit(3, Duration.ofHours(1))), node);
		store().setMode("a", NodeMode.DRAINING);
		store().setMode(null, NodeMode.PAUSED);
		add(TestJob.job(), TestJob.job(), TestJob.job());
		List<Claim> claims = new ArrayList<>();
		assertThat(count(() -> claims.addAll(node.claim(2)))).isEqualTo(1);
		Map<JobId, Progress> progress = claims.stream()
			.collect(Collectors.toMap((claim) -> claim.job().id(), (claim) -> new Progress(1, 2, "half")));
		assertThat(count(() -> assertThat(
				store().pulse(new PulseRequest(node.id(), node.incarnation(), LEASE, claims, progress)).mode())
			.isEqualTo(NodeMode.DRAINING))).isEqualTo(1);
		assertThat(count(() -> complete(node, claims, Verdicts.failed(now())))).isEqualTo(1);
	}

	private int count(Runnable step) {
		int before = this.commands.get();
		step.run();
		return this.commands.get() - before;
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
		List<ScheduleChange> additions = IntStream.range(0, size)
			.mapToObj((i) -> TestSchedule.hourly("schedule-" + i, now()))
			.map((schedule) -> new ScheduleChange(schedule.schedule().id(), schedule.addition()))
			.toList();
		counts.put("change", count(() -> store().changeSchedules(additions)));
		counts.put("fire", count(() -> assertThat(node.fire(size, Plans::skip).applied()).hasSize(size)));
		store().changeSchedules(
				additions.stream().map((each) -> new ScheduleChange(each.id(), TestSchedule.removal())).toList());
		return counts;
	}

	private static void complete(TestNode node, List<Claim> claims, Completion.Verdict verdict) {
		node.store().complete(claims.stream().map((claim) -> new Completion(claim, verdict)).toList());
	}

}
