package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.TaskSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Keys that someone has edited, or deleted, hurt what they belong to and nothing else.
 */
class RedisNonsenseTest extends RedisScenario {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.any();

	@Override
	LettuceConnectionFactory connections() {
		return REDIS.connections();
	}

	private void edit(JobId id, String field, String value) {
		fixture().command("HSET", fixture().key("job:" + id), field, value);
	}

	private void overwrite(String key) {
		fixture().command("SET", fixture().key(key), "nonsense");
	}

	private void delete(String key) {
		fixture().command("DEL", fixture().key(key));
	}

	private static ClaimReply claim(TestNode node) {
		return node.request(new ClaimRequest.Lane(TestNode.EXECUTOR, 10, TestNode.TASKS));
	}

	@ParameterizedTest
	@CsvSource({ "state, odd", "task, other", "version, odd", "version, 7", "due, odd", "created, 12", "token, odd",
			"failures, many", "settings, {", "fire, yesterday", "format, odd" })
	void pendingJobWithANonsenseFieldIsQuarantinedAndTheOthersAreClaimed(String field, String value) {
		JobId before = add(TestJob.job());
		JobId bad = add(TestJob.job().madeBy(new JobOrigin("nightly", now(), false)));
		JobId after = add(TestJob.job());
		edit(bad, field, value);
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
		assertThat(cancel(bad)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(store().counts(10).quarantined()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "token, odd", "due, odd", "settings, {", "lease, soon", "task, other", "failures, many",
			"progress, half" })
	void runningJobWithANonsenseFieldHurtsNoOther(String field, String value) {
		JobId bad = add(TestJob.job());
		JobId good = add(TestJob.job());
		TestNode dead = node("dead");
		List<Claim> claims = dead.claim(2);
		edit(bad, field, value);
		assertThat(dead.pulse(claims.get(1)).lost()).isEmpty();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		assertThat(other.claim(10)).extracting((claim) -> claim.job().id()).contains(good);
		assertThat(store().findJobs(JobQuery.all(10)).items()).extracting((job) -> job.id()).contains(good);
	}

	@Test
	void jobWhoseKeyIsNoHashIsSetAsideAndCanBeCancelled() {
		JobId bad = add(TestJob.job());
		JobId good = add(TestJob.job());
		overwrite("job:" + bad);
		TestNode node = node("a");
		ClaimReply reply = claim(node);
		assertThat(TestNode.claimed(reply)).extracting((claim) -> claim.job().id()).containsExactly(good);
		assertThat(reply.quarantined()).extracting(FireReply.Quarantined::id).containsExactly(bad.toString());
		assertThat(store().job(bad)).isEmpty();
		assertThat(store().findJobs(JobQuery.all(10)).items()).extracting((job) -> job.id()).containsExactly(good);
		assertThat(store().counts(10).quarantined()).isEqualTo(1);
		assertThat(cancel(bad)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(store().counts(10)).extracting("pending", "running", "quarantined").containsExactly(0L, 1L, 0L);
	}

	@Test
	void runningJobWhoseKeyIsNoHashOrIsGoneHurtsNoOther() {
		JobId overwritten = add(TestJob.job());
		JobId deleted = add(TestJob.job());
		JobId good = add(TestJob.job());
		TestNode node = node("a");
		List<Claim> claims = node.claim(3);
		overwrite("job:" + overwritten);
		delete("job:" + deleted);
		assertThat(node.pulse(claims.toArray(Claim[]::new)).lost()).containsExactlyInAnyOrder(overwritten, deleted);
		assertThat(node.succeed(claims.get(0))).isNotEqualTo(CompletionStatus.APPLIED);
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).extracting((each) -> each.claim().job().id())
			.containsExactly(good);
		assertThat(node.pulse().earliestExpiry()).isNull();
	}

	@Test
	void pendingJobThatWasDeletedByHandIsForgotten() {
		JobId gone = add(TestJob.job());
		delete("job:" + gone);
		TestNode node = node("a");
		assertThat(node.pulse().nextJobDue()).isNull();
		JobId good = add(TestJob.job());
		assertThat(node.claim(10)).extracting((claim) -> claim.job().id()).containsExactly(good);
		assertThat(store().counts(10).pending()).isZero();
	}

	@Test
	void deletedJobFreesItsUniqueKeyItsPlaceAndItsSchedule() {
		TestNode node = node("a");
		limit(new TaskSettings("import", Set.of(), 1), node);
		add(TestSchedule.hourly("hourly", now().minus(TestSchedule.INTERVAL))
			.ofTask("import")
			.withOverlap(OverlapPolicy.SKIP));
		node.fire(Plans::oneJob);
		JobId running = node.claimOne().job().id();
		JobId keyed = add(TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT));
		delete("job:" + running);
		delete("job:" + keyed);
		assertThat(offer(TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT)).status())
			.isEqualTo(AddReply.Status.ADDED);
		assertThat(node.fire((schedule, facts, now) -> {
			assertThat(facts.liveJobs()).isZero();
			return Plans.oneJob(schedule, facts, now);
		}).applied()).hasSize(1);
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node.claim(1, TestNode.tasks("import"))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "queue:1:1:0:other", "queues:other", "live:nightly", "running:other", "unique:key",
			"skipped:nightly", "task:other", "task:import", "firing:1:other/1", "node:a", "modes" })
	void indexOfAnotherTypeHurtsOnlyWhatItBelongsTo(String key) {
		overwrite(key);
		JobId good = add(TestJob.job());
		add(TestSchedule.hourly("hourly", now()));
		TestNode node = node("b");
		limit("import", 1, node);
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
		List<Claim> claims = node.claim(10);
		assertThat(claims).extracting((claim) -> claim.job().id()).contains(good);
		assertThat(node.pulse(claims.toArray(Claim[]::new)).lost()).isEmpty();
		claims.forEach((claim) -> assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED));
		store().prune(new PruneRequest(10, Duration.ZERO, Duration.ZERO, Duration.ofDays(1)));
		assertThat(store().nodes()).extracting((status) -> status.registration().node()).contains("b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "live:nightly", "running:send", "running:other", "unique:key", "queue:1:1:0:send",
			"queues:send" })
	void indexOfAnotherTypeIsBegunAnewByTheNextJob(String key) {
		overwrite(key);
		TestJob job = TestJob.job()
			.madeBy(new JobOrigin("nightly", now(), true))
			.withUniqueKey("key", ConflictPolicy.REJECT);
		add(job);
		TestNode node = node("a");
		Claim claim = node.claimOne();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(store().result(job.id())).isPresent();
	}

	@ParameterizedTest
	@CsvSource({ "definition, {", "uid, odd", "version, odd", "due, odd", "watermark, odd", "format, odd",
			"trigger, interval/1", "failures, many" })
	void scheduleWithANonsenseFieldFiresNotAndTheOthersDo(String field, String value) {
		add(TestSchedule.hourly("bad", now()));
		add(TestSchedule.hourly("good", now()));
		fixture().command("HSET", fixture().key("schedule:bad"), field, value);
		TestNode node = node("a");
		List<String> fired = node.fire(Plans::oneJob)
			.applied()
			.stream()
			.map((firing) -> firing.planned().id())
			.toList();
		assertThat(fired).contains("good");
		assertThat(node.fire(Plans::oneJob).quarantined()).isEmpty();
		assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).extracting(Schedule::id)
			.contains("bad", "good");
		change("bad", TestSchedule.removal());
		assertThat(store().schedule("bad")).isEmpty();
		add(TestSchedule.hourly("bad", now()));
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
	}

	@Test
	void scheduleWhoseKeyIsNoHashIsShownAsQuarantinedAndCanBeRemoved() {
		add(TestSchedule.hourly("bad", now()));
		add(TestSchedule.hourly("good", now()));
		overwrite("schedule:bad");
		TestNode node = node("a");
		FireReply reply = node.fire(Plans::oneJob);
		assertThat(reply.applied()).hasSize(1);
		assertThat(reply.quarantined()).extracting(FireReply.Quarantined::id).containsExactly("bad");
		assertThat(node.fire(Plans::oneJob).quarantined()).isEmpty();
		assertThat(schedule("bad").status().state()).isEqualTo(ScheduleState.QUARANTINED);
		assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).extracting(Schedule::id)
			.containsExactly("bad", "good");
		change("bad", TestSchedule.removal());
		assertThat(store().schedule("bad")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jobs", "due", "running", "quarantined", "results", "expiring", "schedules", "nodes",
			"limits", "formats", "finished", "skips", "cancelling", "token", "meta" })
	void keyThatAllHangsOnStopsEveryStepBeforeItHasWritten(String key) {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		add(TestJob.job());
		Object held = fixture().command("DUMP", fixture().key(key));
		delete(key);
		fixture().command("LPUSH", fixture().key(key), "nonsense");
		for (Runnable step : List.<Runnable>of(() -> node.succeed(claim), () -> offer(TestJob.job()),
				() -> node.claim(1), () -> node.pulse(claim), () -> node.fire(Plans::oneJob))) {
			assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(step::run)
				.withMessageContaining(fixture().key(key));
		}
		delete(key);
		fixture().restore(key, (byte[]) held);
		assertThat(job(id).state()).isEqualTo(JobState.RUNNING);
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(store().counts(10).pending()).isEqualTo(1);
		assertThat(node.claim(10, Map.of(TestJob.TASK, 1))).hasSize(1);
	}

	@Test
	void tokenThatIsNoNumberStopsClaimsBeforeTheyHaveWritten() {
		add(TestJob.job());
		fixture().command("SET", fixture().key("token"), "nonsense");
		TestNode node = node("a");
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> node.claim(1))
			.withMessageContaining(fixture().key("token"));
		fixture().command("SET", fixture().key("token"), "41");
		assertThat(node.claimOne().token()).isEqualTo(42);
	}

}
