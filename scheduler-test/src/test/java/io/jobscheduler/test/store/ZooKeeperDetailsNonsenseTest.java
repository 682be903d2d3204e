package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Progress;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.TaskSettings;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stands beside jobs, tasks and nodes, and was edited or deleted, hurts nothing
 * else.
 */
class ZooKeeperDetailsNonsenseTest extends ZooKeeperScenario {

	@RegisterExtension
	static final ZooKeeperServer ZOOKEEPER = new ZooKeeperServer();

	@Override
	CuratorFramework client() {
		return ZOOKEEPER.client();
	}

	private String znode(JobId id) {
		return fixture().find("jobs", id.toString());
	}

	private static PulseRequest pulse(TestNode node, Claim claim, Progress progress) {
		return new PulseRequest(node.id(), node.incarnation(), LEASE, List.of(claim),
				Map.of(claim.job().id(), progress));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "odd", "1/x half", "-1/2" })
	void progressThatCannotBeReadIsNone(String progress) {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		fixture().setField(znode(id), "progress", progress);
		assertThat(job(id).attempts().progress()).isNull();
		assertThat(node.pulse(claim).lost()).isEmpty();
		node.store().pulse(pulse(node, claim, new Progress(1, 2, null)));
		assertThat(job(id).attempts().progress()).isEqualTo(new Progress(1, 2, null));
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	void progressOfAJobThatCannotBeReadIsNotKeptButItsLeaseIs() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		fixture().write(znode(id), "nonsense");
		advance(LEASE.minusMinutes(1));
		assertThat(node.store().pulse(pulse(node, claim, new Progress(1, 2, null))).lost()).isEmpty();
		assertThat(fixture().read(znode(id))).isEqualTo("nonsense");
		advance(Duration.ofMinutes(2));
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "{\\\"spec\\\":{}}" })
	void detailsOfAResultThatCannotBeReadAreLeftOut(String details) {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Completion.End end = Verdicts.failed(now());
		node.complete(node.claimOne(),
				new Completion.End(end.ending(), end.startedAt(), end.endedAt(), RETENTION, "the log"));
		assertThat(result(id).run().log()).isEqualTo("the log");
		fixture().setField(znode(id), "details", details);
		assertThat(result(id).outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result(id).run().log()).isNull();
		assertThat(result(id).spec()).isNull();
		assertThat(store().findResults(ResultQuery.all(10)).items()).extracting(JobResult::jobId).containsExactly(id);
	}

	private String guardOfARatedTask(TestNode node) {
		limit(new TaskSettings("import", Set.of(), null, new RateLimit(1, Duration.ofHours(1))), node);
		add(TestJob.job("import"), TestJob.job("import"), TestJob.job("import"));
		assertThat(node.claim(3)).hasSize(1);
		assertThat(node.claim(3)).isEmpty();
		return fixture().path("guards/" + fixture().children("guards").get(0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "odd", "1:2:3", "{\"a\":5}" })
	void windowOfARateThatCannotBeReadIsEmpty(String window) {
		TestNode node = node("a");
		fixture().write(guardOfARatedTask(node), window);
		assertThat(node.claim(3)).hasSize(1);
		assertThat(node.claim(3)).isEmpty();
	}

	@Test
	void windowOfARateThatWasDeletedIsMadeAnew() {
		TestNode node = node("a");
		fixture().delete(guardOfARatedTask(node));
		assertThat(node.claim(3)).hasSize(1);
		assertThat(node.claim(3)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "{}", "{\"mode\":\"ASLEEP\"}" })
	void modeThatCannotBeReadTellsNothing(String data) {
		TestNode node = node("a");
		store().setMode("a", NodeMode.PAUSED);
		fixture().write(fixture().path("modes/a"), data);
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.ACTIVE);
		store().setMode(null, NodeMode.PAUSED);
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.PAUSED);
		store().setMode("a", NodeMode.DRAINING);
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.DRAINING);
	}

	@Test
	void whatCameToTheLayoutLaterIsMadeWhereItIsMissing() {
		fixture().delete(fixture().path("modes"));
		fixture().delete(fixture().path("hints/MODE"));
		JobStore later = openStore();
		later.setMode("a", NodeMode.PAUSED);
		assertThat(node("a").pulse().mode()).isEqualTo(NodeMode.PAUSED);
		assertThat(fixture().children("hints")).contains("MODE");
	}

}
