package io.jobscheduler.test.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.ResultQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four nodes that die, freeze and lose calls and replies, a hundred acts a seed. A seed
 * that fails fails again: {@code -Djobscheduler.simulation.seed=<seed>} runs it alone,
 * {@code -Djobscheduler.simulation.seeds=<n>} runs more.
 */
class ClusterSimulationTest {

	private static final Logger logger = (Logger) LoggerFactory.getLogger("io.jobscheduler");

	@BeforeAll
	static void expectNoise() {
		logger.setLevel(Level.OFF);
	}

	@AfterAll
	static void restoreLogging() {
		logger.setLevel(null);
	}

	static LongStream seeds() {
		Long one = Long.getLong("jobscheduler.simulation.seed");
		return (one != null) ? LongStream.of(one)
				: LongStream.range(0, Integer.getInteger("jobscheduler.simulation.seeds", 100));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void nothingIsLostAndNothingIsDoneTwice(long seed) {
		SimulatedCluster cluster = new SimulatedCluster(seed);
		cluster.run();
		everyAcknowledgedJobHasOneOutcome(cluster);
		everyFireTimeIsAccountedForOnce(cluster, "minutely", 60);
		everyFireTimeIsAccountedForOnce(cluster, "every", 7);
		noTokenIsGivenTwice(cluster);
		atMostOnceIsAtMostOnce(cluster);
		assertThat(cluster.store.findJobs(new JobQuery(JobState.RUNNING, null, null, null, 10)).items()).isEmpty();
		assertThat(cluster.store.findJobs(new JobQuery(JobState.QUARANTINED, null, null, null, 10)).items()).isEmpty();
	}

	private static void everyAcknowledgedJobHasOneOutcome(SimulatedCluster cluster) {
		for (JobId id : cluster.added) {
			assertThat(cluster.store.result(id)).as("result of %s", id).isPresent();
			assertThat(cluster.store.job(id)).isEmpty();
		}
	}

	private static void everyFireTimeIsAccountedForOnce(SimulatedCluster cluster, String schedule, int seconds) {
		List<Instant> accounted = new ArrayList<>();
		for (JobResult result : cluster.store.findResults(new ResultQuery(null, null, schedule, null, 1000)).items()) {
			accounted.add(result.origin().fireTime());
		}
		for (SkippedFireTimes range : cluster.store.findSkipped(schedule, 1000)) {
			for (Instant time = range.first(); !time.isAfter(range.last()); time = time.plusSeconds(seconds)) {
				accounted.add(time);
			}
		}
		Instant watermark = cluster.store.schedule(schedule).orElseThrow().status().watermark();
		List<Instant> expected = new ArrayList<>();
		for (Instant time = SimulatedCluster.START; !time.isAfter(watermark); time = time.plusSeconds(seconds)) {
			expected.add(time);
		}
		assertThat(Duration.between(SimulatedCluster.START, watermark)).isGreaterThan(Duration.ofMinutes(1));
		assertThat(accounted).containsExactlyInAnyOrderElementsOf(expected);
	}

	private static void noTokenIsGivenTwice(SimulatedCluster cluster) {
		assertThat(cluster.tokens.values().stream().flatMap(List::stream).toList()).doesNotHaveDuplicates();
	}

	private static void atMostOnceIsAtMostOnce(SimulatedCluster cluster) {
		cluster.tokens.forEach((id, tokens) -> cluster.store.result(id)
			.filter((result) -> result.task().equals("once"))
			.ifPresent((result) -> {
				assertThat(tokens).hasSize(1);
				assertThat(result.outcome()).isIn(Outcome.SUCCEEDED, Outcome.ABANDONED);
			}));
	}

}
