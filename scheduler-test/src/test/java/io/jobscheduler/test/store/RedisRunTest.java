package io.jobscheduler.test.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Progress;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.ResultQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the scripts write of runs and nodes by themselves, and what is read where someone
 * has edited it.
 */
class RedisRunTest extends RedisScenario {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.any();

	@Override
	LettuceConnectionFactory connections() {
		return REDIS.connections();
	}

	private void edit(String key, String field, String value) {
		fixture().command("HSET", fixture().key(key), field, value);
	}

	private String field(String key, String field) {
		Object text = fixture().command("HGET", fixture().key(key), field);
		return (text != null) ? new String((byte[]) text, StandardCharsets.UTF_8) : null;
	}

	private static TestJob asked() {
		return TestJob.job()
			.withUniqueKey("key \"é\"\\", ConflictPolicy.KEEP)
			.withPayload(new Payload(1, "{\"text\":\"a/b \\\"\\u0001\uD83D\uDE80\\n\"}"))
			.withSettings(JobSettings.NONE.withPriority(7))
			.withHeaders(Map.of("tenant", "\u0001\"\u007F/\\é\uD83D\uDE80"));
	}

	private static PulseReply pulse(TestNode node, Claim claim, Progress progress) {
		return node.store()
			.pulse(new PulseRequest(node.id(), node.incarnation(), LEASE, List.of(claim),
					Map.of(claim.job().id(), progress)));
	}

	@Test
	void cancelKeepsWhatAJobWithNothingSetWasAskedToDo() {
		TestJob job = TestJob.job();
		add(job);
		cancel(job.id());
		assertThat(result(job.id()).spec()).isEqualTo(job.spec());
	}

	@Test
	void cancelThatTheScriptCarriesOutKeepsWhatTheJobWasAskedToDo() {
		TestJob job = asked();
		add(job);
		assertThat(cancel(job.id())).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(result(job.id()).spec()).isEqualTo(job.spec());
	}

	@Test
	void cancelCarriedOutByAPulseKeepsWhatTheJobWasAskedToDo() {
		TestJob job = asked();
		add(job);
		TestNode node = node("a");
		Claim claim = node.claimOne();
		assertThat(cancel(job.id())).isEqualTo(CancelReply.Status.REQUESTED);
		node.complete(claim, Verdicts.failure());
		PulseReply reply = node.pulse();
		assertThat(reply.cancelled()).extracting(JobResult::spec).containsExactly(job.spec());
		assertThat(result(job.id())).isEqualTo(reply.cancelled().get(0));
	}

	@Test
	void cancelOfAJobWhoseSettingsCannotBeReadKeepsItsResultWithoutWhatItWasAskedToDo() {
		JobId id = add(asked());
		edit("job:" + id, "settings", "{");
		TestNode node = node("a");
		assertThat(node.claim(1)).isEmpty();
		assertThat(cancel(id)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(result(id).outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(result(id).spec()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "payload, ", "version, odd", "version, " })
	void cancelOfADamagedJobHurtsNoOther(String field, String value) {
		JobId bad = add(TestJob.job());
		JobId good = add(TestJob.job());
		if (value != null) {
			edit("job:" + bad, field, value);
		}
		else {
			fixture().command("HDEL", fixture().key("job:" + bad), field);
		}
		assertThat(cancel(bad)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(cancel(good)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(result(bad).spec()).isNull();
		assertThat(result(good).spec()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "{\"log\":{}}", "{\"spec\":{}}", "{\"odd\":1}" })
	void damagedDetailsHurtNothingElseOfTheResult(String damaged) {
		TestNode node = node("a");
		JobId bad = add(TestJob.job());
		JobId good = add(TestJob.job());
		node.claim(2).forEach((claim) -> node.complete(claim, Verdicts.failed(now())));
		edit("result:" + bad, "details", damaged);
		assertThat(result(bad).outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result(bad).ending().error()).isEqualTo(Verdicts.ERROR);
		assertThat(result(bad).spec()).isNull();
		assertThat(result(good).spec()).isNotNull();
		assertThat(store().findResults(ResultQuery.all(10)).items()).extracting(JobResult::jobId)
			.containsExactlyInAnyOrder(bad, good);
	}

	@Test
	void nothingIsKeptBesideASuccessThatLoggedNothing() {
		TestNode node = node("a");
		JobId id = add(asked());
		node.succeed(node.claimOne());
		assertThat(field("result:" + id, "details")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "half", "1", "1/", "/2", "-1/2 text", "1/99999999999999999999" })
	void damagedProgressIsAsIfNothingHadBeenSaid(String damaged) {
		TestNode node = node("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		edit("job:" + claim.job().id(), "progress", damaged);
		assertThat(job(claim.job().id()).attempts()).extracting(Attempts::progress).isNull();
		assertThat(node.pulse(claim).lost()).isEmpty();
		Progress more = new Progress(3, 4, "more");
		pulse(node, claim, more);
		assertThat(job(claim.job().id()).attempts().progress()).isEqualTo(more);
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	void progressThatWasLeftBehindEndsWithTheNextClaim() {
		JobId id = add(TestJob.job());
		edit("job:" + id, "progress", "1/2 by a node that knows none");
		assertThat(job(id).attempts().progress()).isNull();
		node("a").claimOne();
		assertThat(job(id).state()).isEqualTo(JobState.RUNNING);
		assertThat(job(id).attempts().progress()).isNull();
	}

	@Test
	void progressEndsWithAQuarantine() {
		TestNode node = node("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		pulse(node, claim, new Progress(1, 2, null));
		node.complete(claim, new Completion.Quarantine("odd"));
		assertThat(field("job:" + claim.job().id(), "progress")).isNull();
	}

	@Test
	void damagedModeIsAsIfNothingHadBeenSaid() {
		TestNode node = node("a");
		TestNode other = node("b");
		store().setMode("b", NodeMode.PAUSED);
		edit("modes", "a", "ODD");
		edit("modes", "", "ODD");
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.ACTIVE);
		assertThat(other.pulse().mode()).isEqualTo(NodeMode.PAUSED);
		store().setMode("a", NodeMode.DRAINING);
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.DRAINING);
	}

	@Test
	void modesOfAnotherTypeTellNothingAndAreBegunAnew() {
		fixture().command("SET", fixture().key("modes"), "nonsense");
		TestNode node = node("a");
		add(TestJob.job());
		assertThat(node.pulse(node.claimOne()).lost()).isEmpty();
		assertThat(store().nodes()).extracting(NodeStatus::mode).containsExactly(NodeMode.ACTIVE);
		store().setMode("a", NodeMode.ACTIVE);
		store().setMode(null, NodeMode.PAUSED);
		assertThat(node.pulse().mode()).isEqualTo(NodeMode.PAUSED);
	}

	@Test
	void nothingIsKeptOfAModeThatWasTakenBack() {
		store().setMode("a", NodeMode.PAUSED);
		store().setMode(null, NodeMode.PAUSED);
		store().setMode("a", NodeMode.ACTIVE);
		store().setMode(null, NodeMode.ACTIVE);
		assertThat(fixture().command("EXISTS", fixture().key("modes"))).isEqualTo(false);
	}

}
