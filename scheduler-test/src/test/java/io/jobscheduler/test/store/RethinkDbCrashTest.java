package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.store.TaskSettings;
import io.jobscheduler.test.store.RethinkDbDeath.Scene;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * RethinkDB writes one document at a time: whichever document a process dies before, or
 * stands still before, and whichever reply is lost, another node makes it right.
 */
@Timeout(300)
class RethinkDbCrashTest extends RethinkDbScenario {

	private static final Duration INTERVAL = Duration.ofHours(1);

	private static final Duration PLAN_LEFT_BEHIND = Duration.ofSeconds(6);

	/** A schedule of which three fire times are due. */
	private static void addSchedule(Scene scene, OverlapPolicy overlap) {
		change(scene.other(),
				ScheduleEdits.add("hourly",
						new ScheduleDefinition("send", Payload.EMPTY, IntervalTrigger.every(INTERVAL),
								new SchedulePolicies(CoalescePolicy.LATEST, overlap, Duration.ZERO), JobSettings.NONE),
						ConflictPolicy.REJECT));
		scene.fixture().advance(INTERVAL.multipliedBy(2).plusMinutes(1));
	}

	private static ScheduleReply change(TestNode node, ScheduleEdit edit) {
		return node.store().changeSchedules(List.of(new ScheduleChange("hourly", edit))).get(0);
	}

	private static Schedule schedule(Scene scene) {
		return scene.store().schedule("hourly").orElseThrow();
	}

	private static FireReply fire(TestNode node) {
		return node.store().fire(new FireRequest(100), new DuePlanner());
	}

	private static Instant lastFireTime(Scene scene) {
		IntervalTrigger trigger = (IntervalTrigger) schedule(scene).definition().trigger();
		return trigger.start().orElseThrow().plus(INTERVAL.multipliedBy(2));
	}

	private static JobId lastJob(Scene scene) {
		return JobId.ofFireTime(schedule(scene).uid(), lastFireTime(scene));
	}

	private static CompletionStatus succeed(TestNode node, Claim claim, Duration retention) {
		return node.complete(claim, Verdicts.succeeded(Instant.parse("2026-01-01T00:00:00Z"), retention));
	}

	private static void prune(Scene scene) {
		scene.store().prune(new PruneRequest(1000, RETENTION, RETENTION, RETENTION));
	}

	private static List<AddReply> add(TestNode node, TestJob... jobs) {
		return node.store().addJobs(List.of(jobs).stream().map(TestJob::request).toList());
	}

	@Test
	void registrationIsRepeated() {
		new RethinkDbDeath(this, (scene) -> scene.dying().leave(), TestNode::open).atEachPoint((scene) -> {
			assertThat(scene.other().open().twin()).isNull();
			scene.fixture().advance(TestNode.UNTIL_EXPIRED);
			TestNode again = new TestNode("dying", "again", scene.store(), scene.fixture());
			assertThat(again.open().twin()).isNull();
			assertThat(scene.store().nodes()).hasSize(2);
		});
	}

	@Test
	void firingIsFinishedByAnotherNode() {
		RethinkDbDeath death = new RethinkDbDeath(this, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW),
				RethinkDbCrashTest::fire);
		int points = death.atEachPoint((scene) -> {
			scene.fixture().advance(PLAN_LEFT_BEHIND);
			fire(scene.other());
			assertThat(scene.live()).containsExactly(lastJob(scene));
			assertThat(schedule(scene).status().watermark()).isEqualTo(lastFireTime(scene));
			assertThat(scene.store().findSkipped("hourly", 10)).singleElement()
				.satisfies((skipped) -> assertThat(skipped.count()).isEqualTo(2));
			assertThat(fire(scene.other()).nextDue()).isEqualTo(lastFireTime(scene).plus(INTERVAL));
		});
		assertThat(points).isGreaterThanOrEqualTo(9);
	}

	@Test
	void nodeThatStandsStillWhileItFiresMakesNoSecondJob() {
		RethinkDbDeath death = new RethinkDbDeath(this, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW),
				RethinkDbCrashTest::fire);
		Set<JobId> ran = new HashSet<>();
		Consumer<Scene> runAndForget = (scene) -> {
			scene.fixture().advance(PLAN_LEFT_BEHIND);
			fire(scene.other());
			List<Claim> claims = scene.other().claim(10);
			assertThat(claims).extracting((claim) -> claim.job().id()).containsExactly(lastJob(scene));
			succeed(scene.other(), claims.get(0), Duration.ZERO);
			ran.add(lastJob(scene));
			scene.fixture().advance(Duration.ofMinutes(10));
			prune(scene);
			scene.fixture().advance(Duration.ofMinutes(10));
			prune(scene);
		};
		death.standingStillAtEachPoint(runAndForget, (scene) -> {
			scene.other().claim(10).forEach((claim) -> {
				assertThat(ran).doesNotContain(claim.job().id());
				succeed(scene.other(), claim, RETENTION);
			});
			assertThat(fire(scene.other()).applied()).isEmpty();
			assertThat(scene.live()).isEmpty();
			assertThat(scene.store().findSkipped("hourly", 10)).hasSize(1);
		});
	}

	@Test
	void jobsOfAPlanOutliveTheRemovalOfTheirSchedule() {
		new RethinkDbDeath(this, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW), RethinkDbCrashTest::fire)
			.atEachPoint((scene) -> {
				JobId job = lastJob(scene);
				boolean fired = schedule(scene).status().watermark() != null;
				change(scene.other(), ScheduleEdits.remove());
				assertThat(scene.store().schedule("hourly")).isEmpty();
				assertThat(scene.store().job(job).isPresent()).isEqualTo(fired);
			});
	}

	@Test
	void planIsFinishedAfterItsScheduleWasPaused() {
		new RethinkDbDeath(this, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW), RethinkDbCrashTest::fire)
			.atEachPoint((scene) -> {
				boolean fired = schedule(scene).status().watermark() != null;
				change(scene.other(), ScheduleEdits.pause("holidays"));
				scene.fixture().advance(PLAN_LEFT_BEHIND);
				fire(scene.other());
				assertThat(scene.store().job(lastJob(scene)).isPresent()).isEqualTo(fired);
				assertThat(schedule(scene).status().state()).isEqualTo(ScheduleState.PAUSED);
				assertThat(fire(scene.other()).nextDue()).isNull();
			});
	}

	@Test
	void nodesAreWokenForAPlanThatWasLeftBehind() {
		new RethinkDbDeath(this, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW), RethinkDbCrashTest::fire)
			.atEachPoint((scene) -> {
				Instant woken = scene.other().pulse().nextScheduleDue();
				scene.fixture().advance(PLAN_LEFT_BEHIND);
				if (scene.store().job(lastJob(scene)).isEmpty()) {
					assertThat(woken).isBefore(scene.other().pulse().now());
				}
			});
	}

	@Test
	void fireTimesThatAChangePassesOverAreRecordedOnce() {
		RethinkDbDeath death = new RethinkDbDeath(this, (scene) -> {
			addSchedule(scene, OverlapPolicy.ALLOW);
			change(scene.other(), ScheduleEdits.pause("holidays"));
		}, (node) -> change(node, ScheduleEdits.resume(null)));
		death.atEachPoint((scene) -> {
			change(scene.other(), ScheduleEdits.resume(null));
			scene.fixture().advance(PLAN_LEFT_BEHIND);
			fire(scene.other());
			assertThat(schedule(scene).status().state()).isEqualTo(ScheduleState.ACTIVE);
			assertThat(scene.store().findSkipped("hourly", 10)).singleElement()
				.satisfies((skipped) -> assertThat(skipped.count()).isEqualTo(3));
		});
	}

	private static void addImports(Scene scene) {
		scene.store().putTasks(List.of(new TaskSettings("import", Set.of(), 2)));
		for (int job = 0; job < 5; job++) {
			add(scene.other(), TestJob.job("import"));
		}
	}

	@Test
	void limitHoldsAndLeaksNothingWhenANodeDiesWhileItClaims() {
		RethinkDbDeath death = new RethinkDbDeath(this, RethinkDbCrashTest::addImports, (node) -> node.claim(3));
		int points = death.atEachPoint((scene) -> {
			scene.other().claim(3);
			assertThat(scene.running()).isLessThanOrEqualTo(2);
			scene.fixture().advance(TestNode.UNTIL_EXPIRED);
			scene.other().claim(3);
			assertThat(scene.running()).isEqualTo(2);
			scene.other().reclaim(Verdicts.ANOTHER_ATTEMPT);
			assertThat(scene.other().claim(3)).hasSizeLessThanOrEqualTo(2);
			assertThat(scene.running()).isEqualTo(2);
		});
		assertThat(points).isGreaterThanOrEqualTo(9);
	}

	@Test
	void limitHoldsWhenANodeStandsStillWhileItClaims() {
		RethinkDbDeath death = new RethinkDbDeath(this, RethinkDbCrashTest::addImports, (node) -> node.claim(3));
		Consumer<Scene> others = (scene) -> {
			scene.fixture().advance(Duration.ofSeconds(11));
			add(scene.other(), TestJob.job("import").withPriority(5), TestJob.job("import").withPriority(5));
			scene.other().claim(3);
			assertThat(scene.running()).isEqualTo(2);
		};
		death.standingStillAtEachPoint(others, (scene) -> {
			assertThat(scene.running()).isEqualTo(2);
			assertThat(scene.other().claim(3)).isEmpty();
		});
	}

	@Test
	void claimedJobsOfANodeThatDiesAreReclaimed() {
		RethinkDbDeath death = new RethinkDbDeath(this, (scene) -> add(scene.other(), TestJob.job(), TestJob.job()),
				(node) -> node.claim(2));
		death.atEachPoint((scene) -> {
			scene.fixture().advance(TestNode.UNTIL_EXPIRED);
			List<Long> before = scene.store()
				.findJobs(JobQuery.all(10))
				.items()
				.stream()
				.map((job) -> job.attempts().token())
				.toList();
			scene.other().reclaim(Verdicts.ANOTHER_ATTEMPT);
			List<Claim> claims = scene.other().claim(5);
			assertThat(claims).hasSize(2)
				.allSatisfy((claim) -> assertThat(before).allMatch((token) -> token < claim.token()));
		});
	}

	@Test
	void nodeThatStandsStillClaimsNoJobWithALowerTokenThanAnother() {
		Map<JobId, Long> tokens = new HashMap<>();
		RethinkDbDeath death = new RethinkDbDeath(this, (scene) -> add(scene.other(), TestJob.job(), TestJob.job()),
				(node) -> node.claim(2).forEach((claim) -> {
					assertThat(claim.token()).isGreaterThan(tokens.getOrDefault(claim.job().id(), 0L));
					assertThat(succeed(node, claim, RETENTION)).isEqualTo(CompletionStatus.APPLIED);
				}));
		death.standingStillAtEachPoint((scene) -> scene.other().claim(1).forEach((claim) -> {
			tokens.put(claim.job().id(), claim.token());
			scene.other().complete(claim, new Completion.HandBack());
		}), (scene) -> {
			scene.other()
				.claim(5)
				.forEach((claim) -> assertThat(succeed(scene.other(), claim, RETENTION))
					.isEqualTo(CompletionStatus.APPLIED));
			assertThat(scene.live()).isEmpty();
			assertThat(scene.store().counts(10).results()).isEqualTo(2);
		});
	}

	@Test
	void jobThatIsReplacedWhileANodeStandsStillIsNotClaimedAsWhatItWas() {
		TestJob replacing = TestJob.job().withUniqueKey("key", ConflictPolicy.REPLACE).dueIn(Duration.ofDays(1));
		AddReply.Status[] status = new AddReply.Status[1];
		new RethinkDbDeath(this, (scene) -> {
			status[0] = null;
			add(scene.other(), TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP));
		}, (node) -> node.claim(1)).standingStillAtEachPoint(
				(scene) -> status[0] = add(scene.other(), replacing).get(0).status(),
				(scene) -> assertThat(scene.running()).isEqualTo((status[0] == AddReply.Status.REPLACED) ? 0 : 1));
	}

	@Test
	void completionIsRepeatedAndTheScheduleGoesOn() {
		Claim[] claim = new Claim[1];
		RethinkDbDeath death = new RethinkDbDeath(this, (scene) -> {
			addSchedule(scene, OverlapPolicy.BUFFER_ONE);
			fire(scene.other());
			claim[0] = scene.other().claimOne();
			scene.fixture().advance(INTERVAL);
			fire(scene.other());
		}, (node) -> succeed(node, claim[0], RETENTION));
		int points = death.atEachPoint((scene) -> {
			succeed(scene.other(), claim[0], RETENTION);
			assertThat(succeed(scene.other(), claim[0], RETENTION)).isEqualTo(CompletionStatus.ALREADY);
			assertThat(scene.store().result(claim[0].job().id())).isPresent();
			scene.fixture().advance(Duration.ofMinutes(10));
			fire(scene.other());
			assertThat(scene.other().claim(1)).hasSize(1);
		});
		assertThat(points).isEqualTo(4);
	}

	@Test
	void reclaimIsFinishedByAnotherNode() {
		RethinkDbDeath death = new RethinkDbDeath(this, (scene) -> {
			add(scene.other(), TestJob.job(), TestJob.job());
			scene.other().claim(2);
			scene.fixture().advance(TestNode.UNTIL_EXPIRED);
		}, (node) -> node.reclaim(Verdicts.GIVE_UP));
		int points = death.atEachPoint((scene) -> {
			scene.other().reclaim(Verdicts.GIVE_UP);
			assertThat(scene.live()).isEmpty();
			assertThat(scene.store().counts(10).results()).isEqualTo(2);
		});
		assertThat(points).isEqualTo(4);
	}

	@Test
	void additionIsRepeated() {
		TestJob plain = TestJob.job();
		TestJob keyed = TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT);
		TestJob replacing = TestJob.job("import").withUniqueKey("taken", ConflictPolicy.REPLACE);
		RethinkDbDeath death = new RethinkDbDeath(this,
				(scene) -> add(scene.other(), TestJob.job().withUniqueKey("taken", ConflictPolicy.KEEP)),
				(node) -> add(node, plain, keyed, replacing));
		int points = death.atEachPoint((scene) -> {
			assertThat(add(scene.other(), plain, keyed, replacing)).extracting(AddReply::status)
				.doesNotContain(AddReply.Status.REJECTED);
			assertThat(scene.store().findJobs(JobQuery.all(10)).items()).hasSize(3)
				.extracting((job) -> job.spec().task())
				.containsExactlyInAnyOrder("send", "send", "import");
		});
		assertThat(points).isGreaterThanOrEqualTo(9);
	}

	@Test
	void keyThatADeadNodeTookIsHeldByOneJobOrFree() {
		TestJob dying = TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP);
		TestJob another = TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP);
		new RethinkDbDeath(this, (scene) -> {
		}, (node) -> add(node, dying)).atEachPoint((scene) -> {
			AddReply reply = add(scene.other(), another).get(0);
			assertThat(scene.live()).containsExactly(reply.id());
			Claim claim = scene.other().claimOne();
			succeed(scene.other(), claim, RETENTION);
			TestJob later = TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT);
			assertThat(add(scene.other(), later)).containsExactly(new AddReply(later.id(), AddReply.Status.ADDED));
		});
	}

	@Test
	void keyThatADeadNodeTookIsFinishedByPruning() {
		TestJob dying = TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP);
		new RethinkDbDeath(this, (scene) -> {
		}, (node) -> add(node, dying)).atEachPoint((scene) -> {
			scene.fixture().advance(Duration.ofMinutes(2));
			prune(scene);
			TestJob another = TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP);
			List<JobId> before = scene.live();
			AddReply reply = add(scene.other(), another).get(0);
			assertThat(reply).isEqualTo(before.isEmpty() ? new AddReply(another.id(), AddReply.Status.ADDED)
					: new AddReply(dying.id(), AddReply.Status.KEPT));
		});
	}

	@Test
	void nodeThatStandsStillWhileItTakesAKeyMakesNoSecondJobAndRunsNoneTwice() {
		TestJob slow = TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP);
		TestJob fast = TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP);
		Set<JobId> ran = new HashSet<>();
		Set<AddReply.Status> statuses = new HashSet<>();
		Consumer<Scene> others = (scene) -> {
			add(scene.other(), fast);
			assertThat(scene.live()).hasSize(1);
			Claim claim = scene.other().claimOne();
			ran.add(claim.job().id());
			succeed(scene.other(), claim, Duration.ZERO);
			scene.fixture().advance(Duration.ofMinutes(10));
			prune(scene);
			scene.fixture().advance(Duration.ofMinutes(10));
			prune(scene);
		};
		new RethinkDbDeath(this, (scene) -> {
			ran.clear();
			statuses.clear();
		}, (node) -> statuses.add(add(node, slow).get(0).status())).standingStillAtEachPoint(others, (scene) -> {
			assertThat(statuses).containsAnyOf(AddReply.Status.ADDED, AddReply.Status.EXISTS, AddReply.Status.KEPT);
			assertThat(scene.live()).hasSizeLessThanOrEqualTo(1).noneMatch(ran::contains);
		});
	}

	@Test
	void cancellingIsRepeated() {
		NewJob running = TestJob.job().request();
		NewJob pending = TestJob.job().request();
		Claim[] claim = new Claim[1];
		CancelRequest request = new CancelRequest(List.of(running.id(), pending.id()), RETENTION);
		RethinkDbDeath death = new RethinkDbDeath(this, (scene) -> {
			scene.store().addJobs(List.of(running));
			claim[0] = scene.other().claimOne();
			scene.store().addJobs(List.of(pending));
		}, (node) -> node.store().requestCancel(request));
		death.atEachPoint((scene) -> {
			scene.store().requestCancel(request);
			assertThat(scene.store().result(pending.id()).orElseThrow().outcome()).isEqualTo(Outcome.CANCELLED);
			assertThat(scene.other().pulse(claim[0]).cancel()).containsExactly(running.id());
		});
	}

	@Test
	void pruningIsFinishedByAnotherNode() {
		RethinkDbDeath death = new RethinkDbDeath(this, (scene) -> {
			addSchedule(scene, OverlapPolicy.ALLOW);
			fire(scene.other());
			add(scene.other(), TestJob.job(), TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP));
			scene.other().claim(3).forEach((claim) -> succeed(scene.other(), claim, Duration.ofHours(1)));
			scene.fixture().advance(Duration.ofDays(3));
		}, (node) -> node.store().prune(new PruneRequest(1000, RETENTION, RETENTION, RETENTION)));
		death.atEachPoint((scene) -> {
			prune(scene);
			assertThat(scene.store().counts(10).results()).isZero();
			assertThat(scene.store().findSkipped("hourly", 10)).isEmpty();
			scene.fixture().advance(Duration.ofDays(2));
			prune(scene);
			assertThat(scene.fixture().count("jobs")).isZero();
			assertThat(scene.fixture().count("keys")).isZero();
		});
	}

	@Test
	void leasesAreExtendedByTheNextPulse() {
		Claim[][] claims = new Claim[1][];
		new RethinkDbDeath(this, (scene) -> {
			add(scene.other(), TestJob.job(), TestJob.job());
			claims[0] = scene.dying().claim(2).toArray(Claim[]::new);
			scene.fixture().advance(LEASE.minusMinutes(1));
		}, (node) -> node.pulse(claims[0])).atEachPoint((scene) -> {
			assertThat(scene.other().reclaim(Verdicts.GIVE_UP)).isEmpty();
			List<Job> running = scene.store().findJobs(JobQuery.all(10)).items();
			assertThat(running).hasSize(2).allSatisfy((job) -> assertThat(job.attempts().node()).isEqualTo("dying"));
		});
	}

}
