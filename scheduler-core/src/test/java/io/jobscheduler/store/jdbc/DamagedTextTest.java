package io.jobscheduler.store.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Progress;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.TaskSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

class DamagedTextTest {

	private static final Duration LEASE = Duration.ofMinutes(10);

	static Stream<HikariDataSource> databases() {
		return Stream.of(TestDatabase.h2(true), TestDatabase.postgres(true));
	}

	@ParameterizedTest
	@MethodSource("databases")
	void aDamagedProgressWindowModeOrLogHurtsNothingElse(HikariDataSource dataSource) {
		JdbcSchema.initialize(dataSource, "DAMAGED_");
		JdbcTemplate sql = new JdbcTemplate(dataSource);
		try (JdbcJobStore store = JdbcJobStore.builder(dataSource).tablePrefix("DAMAGED_").push(false).build()) {
			store.open(TestDatabase.node("n"));
			store.setMode("n", NodeMode.PAUSED);
			store.setMode(null, NodeMode.DRAINING);
			store.putTasks(List.of(new TaskSettings("task", Set.of(), null, new RateLimit(2, Duration.ofHours(1)))));
			store.addJobs(List.of(TestDatabase.job("task"), TestDatabase.job("task"), TestDatabase.job("task")));
			Claim claim = claim(store).get(0);
			assertThat(pulse(store, claim).mode()).isEqualTo(NodeMode.DRAINING);
			sql.update("UPDATE DAMAGED_JOB SET progress = 'halfway' WHERE state = 1");
			sql.update("UPDATE DAMAGED_TASK SET rate_window = 'often'");
			sql.update("UPDATE DAMAGED_MODE SET told = 7 WHERE id = ''");
			assertThat(store.findJobs(JobQuery.all(10)).items()).hasSize(3)
				.allSatisfy((job) -> assertThat(job.attempts().progress()).isNull());
			assertThat(pulse(store, claim).mode()).isEqualTo(NodeMode.PAUSED);
			assertThat(claim(store)).hasSize(1);
			assertThat(claim(store)).isEmpty();
			Completion.End end = new Completion.End(Ending.succeeded(null), null, claim.leaseUntil(), LEASE, "a log");
			store.complete(List.of(new Completion(claim, end)));
			assertThat(store.findResults(ResultQuery.all(10)).items().get(0).run().log()).isEqualTo("a log");
			sql.update("UPDATE DAMAGED_RESULT SET details = '{\"log\"'");
			assertThat(store.findResults(ResultQuery.all(10)).items()).singleElement().satisfies((result) -> {
				assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
				assertThat(result.run().log()).isNull();
			});
		}
	}

	private static List<Claim> claim(JdbcJobStore store) {
		return store.claim(new ClaimRequest("n", LEASE, List.of(new ClaimRequest.Lane("e", 2, Map.of("task", 1)))))
			.claims()
			.get("e");
	}

	private static PulseReply pulse(JdbcJobStore store, Claim claim) {
		return store.pulse(new PulseRequest("n", "1", LEASE, List.of(claim),
				Map.of(claim.job().id(), new Progress(1, 2, "half"))));
	}

}
