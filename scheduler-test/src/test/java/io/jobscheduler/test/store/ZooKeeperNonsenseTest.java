package io.jobscheduler.test.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreSchemaException;
import io.jobscheduler.store.StoreUnavailableException;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Znodes that someone has edited, or deleted, hurt what they belong to and nothing else.
 */
class ZooKeeperNonsenseTest extends ZooKeeperScenario {

	@RegisterExtension
	static final ZooKeeperServer ZOOKEEPER = new ZooKeeperServer();

	@Override
	CuratorFramework client() {
		return ZOOKEEPER.client();
	}

	private String znode(JobId id) {
		return fixture().find("jobs", id.toString());
	}

	private String entry(JobId id) {
		return fixture().find("live", id.toString());
	}

	private void edit(String path, String field, String value) {
		fixture().setField(path, field, value);
	}

	private static ClaimReply claim(TestNode node) {
		return node.request(new ClaimRequest.Lane(TestNode.EXECUTOR, 10, TestNode.TASKS));
	}

	@ParameterizedTest
	@CsvSource({ "state, odd", "task, other", "version, odd", "version, 7", "due, odd", "created, 12", "token, odd",
			"failures, many", "settings, {", "fire, yesterday", "format2, " })
	void pendingJobWithANonsenseFieldIsQuarantinedAndTheOthersAreClaimed(String field, String value) {
		JobId before = add(TestJob.job());
		JobId bad = add(TestJob.job().madeBy(new JobOrigin("nightly", now(), false)));
		JobId after = add(TestJob.job());
		if (value != null) {
			edit(znode(bad), field, value);
		}
		else {
			fixture().edit(znode(bad), "\"format\":\"1\"", "\"format\":\"odd\"");
		}
		assertSetAside(before, bad, after);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "[]", "null", "{}", "{\"a\":{}}", "\u001f\u008b" })
	void pendingJobWhoseDataIsNonsenseIsSetAsideAndCanBeCancelled(String data) {
		JobId before = add(TestJob.job());
		JobId bad = add(TestJob.job());
		JobId after = add(TestJob.job());
		fixture().write(znode(bad), data);
		assertSetAside(before, bad, after);
		assertThat(store().job(bad).isPresent()).isFalse();
	}

	private void assertSetAside(JobId before, JobId bad, JobId after) {
		TestNode node = node("a");
		ClaimReply reply = claim(node);
		assertThat(TestNode.claimed(reply)).extracting((claim) -> claim.job().id()).containsExactly(before, after);
		assertThat(reply.quarantined()).singleElement().satisfies((quarantined) -> {
			assertThat(quarantined.id()).isEqualTo(bad.toString());
			assertThat(quarantined.reason()).isNotBlank();
		});
		assertThat(claim(node).quarantined()).isEmpty();
		assertThat(store().counts(10).quarantined()).isEqualTo(1);
		assertThat(node.pulse().nextJobDue()).isNull();
		assertThat(store().findJobs(JobQuery.all(10)).items()).extracting((job) -> job.id()).contains(before, after);
		assertThat(cancel(bad)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(store().counts(10).quarantined()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "token, odd", "due, odd", "settings, {", "task, other", "failures, many", "state, odd" })
	void runningJobWithANonsenseFieldHurtsNoOther(String field, String value) {
		JobId bad = add(TestJob.job());
		JobId good = add(TestJob.job());
		TestNode dead = node("dead");
		List<Claim> claims = dead.claim(2);
		edit(znode(bad), field, value);
		assertThat(dead.pulse(claims.get(1)).lost()).isEmpty();
		assertReclaimed(bad, good);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense" })
	void runningJobWhoseDataIsNonsenseIsSetAsideWhenItExpires(String data) {
		JobId bad = add(TestJob.job());
		JobId good = add(TestJob.job());
		node("dead").claim(2);
		fixture().write(znode(bad), data);
		advance(TestNode.UNTIL_EXPIRED);
		node("b").reclaim(Verdicts.ANOTHER_ATTEMPT);
		assertThat(store().counts(10).quarantined()).isEqualTo(1);
		assertReclaimed(bad, good);
	}

	private void assertReclaimed(JobId bad, JobId good) {
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("c");
		other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		assertThat(other.claim(10)).extracting((claim) -> claim.job().id()).contains(good);
		assertThat(store().findJobs(JobQuery.all(10)).items()).extracting((job) -> job.id()).contains(good);
		assertThat(cancel(bad)).isIn(CancelReply.Status.CANCELLED, CancelReply.Status.REQUESTED);
	}

	@Test
	void runThatEndsWhileItsJobCannotBeReadIsRecorded() {
		JobId bad = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		fixture().write(znode(bad), "nonsense");
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(result(bad).run().token()).isEqualTo(claim.token());
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.ALREADY);
		assertThat(store().counts(10).running()).isZero();
	}

	@Test
	void leaseThatCannotBeReadHasEnded() {
		JobId id = add(TestJob.job());
		node("a").claimOne();
		fixture().write(entry(id), "soon");
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
	}

	@Test
	void jobThatWasDeletedByHandIsForgottenAndItsKeyIsFree() {
		JobId pending = add(TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT));
		fixture().delete(znode(pending));
		JobId good = add(TestJob.job());
		TestNode node = node("a");
		assertThat(node.claim(10)).extracting((claim) -> claim.job().id()).containsExactly(good);
		assertThat(node.pulse().nextJobDue()).isNull();
		assertThat(store().counts(10).pending()).isZero();
		assertThat(offer(TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT)).status())
			.isEqualTo(AddReply.Status.ADDED);
	}

	@Test
	void runningJobThatWasDeletedByHandFreesItsPlace() {
		JobId gone = add(TestJob.job());
		JobId good = add(TestJob.job());
		TestNode node = node("a");
		List<Claim> claims = node.claim(2);
		fixture().delete(znode(gone));
		assertThat(node.succeed(claims.get(0))).isNotEqualTo(CompletionStatus.APPLIED);
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).extracting((each) -> each.claim().job().id())
			.containsExactly(good);
		assertThat(store().counts(10).running()).isZero();
		assertThat(node.pulse().earliestExpiry()).isNull();
	}

	@Test
	void entryThatWasDeletedByHandDoesNotKeepAJobFromEnding() {
		JobId pending = add(TestJob.job().dueIn(Duration.ofHours(1)));
		JobId running = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		fixture().delete(entry(pending));
		fixture().delete(entry(running));
		assertThat(node.pulse(claim).lost()).containsExactly(running);
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(cancel(pending)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(result(running).jobId()).isEqualTo(running);
	}

	@ParameterizedTest
	@ValueSource(strings = { "live/00/nonsense", "live/00/P.1.2.3", "ended/01/nonsense", "agenda/00/A.B", "skips/00/x",
			"nodes/odd", "modes/odd", "cancels/odd", "schedules/00/odd" })
	void znodeWithANameThatIsNoneIsPassedOver(String path) throws Exception {
		client().create().forPath(fixture().path(path), "nonsense".getBytes(StandardCharsets.UTF_8));
		JobId good = add(TestJob.job());
		add(TestSchedule.hourly("hourly", now()));
		TestNode node = node("b");
		assertThat(node.fire(Plans::skip).applied()).hasSize(1);
		Claim claim = node.claimOne();
		assertThat(claim.job().id()).isEqualTo(good);
		assertThat(node.pulse(claim).lost()).isEmpty();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(store().findSkipped("hourly", 10)).hasSize(1);
		assertThat(store().nodes()).extracting((status) -> status.registration().node()).containsExactly("b");
		assertThat(store().findResults(ResultQuery.all(10)).items()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "definition, {", "uid, odd", "version, odd", "due, odd", "watermark, odd", "trigger, interval/1",
			"failures, many" })
	void scheduleWithANonsenseFieldFiresNotAndTheOthersDo(String field, String value) {
		add(TestSchedule.hourly("bad", now()));
		add(TestSchedule.hourly("good", now()));
		edit(fixture().find("schedules", "bad"), field, value);
		assertOnlyTheGoodOneFires();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "{}" })
	void scheduleWhoseDataIsNonsenseFiresNotAndTheOthersDo(String data) {
		add(TestSchedule.hourly("bad", now()));
		add(TestSchedule.hourly("good", now()));
		fixture().write(fixture().find("schedules", "bad"), data);
		assertOnlyTheGoodOneFires();
	}

	private void assertOnlyTheGoodOneFires() {
		TestNode node = node("a");
		FireReply first = node.fire(Plans::oneJob);
		assertThat(first.applied()).extracting((firing) -> firing.planned().id()).contains("good");
		assertThat(node.fire(Plans::oneJob).quarantined()).isEmpty();
		assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).extracting(Schedule::id)
			.contains("bad", "good");
		change("bad", TestSchedule.removal());
		assertThat(store().schedule("bad")).isEmpty();
		add(TestSchedule.hourly("bad", now()));
		assertThat(node.fire(Plans::oneJob).applied()).extracting((firing) -> firing.planned().id())
			.containsExactly("bad");
	}

	@Test
	void scheduleThatWasDeletedByHandIsForgotten() {
		add(TestSchedule.hourly("gone", now()));
		fixture().delete(fixture().find("schedules", "gone"));
		TestNode node = node("a");
		FireReply reply = node.fire(Plans::oneJob);
		assertThat(reply.applied()).isEmpty();
		assertThat(reply.quarantined()).isEmpty();
		assertThat(node.pulse().nextScheduleDue()).isNull();
		add(TestSchedule.hourly("gone", now()));
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
	}

	@Test
	void scheduleWhoseEntryWasDeletedByHandCanBeChangedAndFiresAgain() {
		add(TestSchedule.hourly("hourly", now()));
		String entry = fixture().find("agenda", fixture().read(fixture().find("schedules", "hourly"))
			.replaceAll("(?s).*\"agenda\":\"([^\"]*)\".*", "$1"));
		fixture().delete(entry);
		change("hourly", TestSchedule.setArguments("{\"changed\": true}"));
		assertThat(node("a").fire(Plans::oneJob).applied()).hasSize(1);
	}

	@Test
	void limitsThatCannotBeReadStopClaimsUntilTheyAreSetAgain() {
		TestNode node = node("a");
		limit("import", 1, node);
		add(TestJob.job("import"), TestJob.job("import"));
		fixture().write(fixture().path("limits"), "nonsense");
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> node.claim(2))
			.withMessageContaining(fixture().path("limits"));
		limit("import", 1, node);
		assertThat(node.claim(2)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"layout\":\"2\"}", "nonsense" })
	void anotherLayoutIsRefused(String meta) {
		fixture().write(fixture().path("meta"), meta);
		assertThatExceptionOfType(StoreSchemaException.class).isThrownBy(() -> unregisteredNode("a").open())
			.withMessageContaining(fixture().root())
			.withMessageContaining("layout 1");
	}

}
