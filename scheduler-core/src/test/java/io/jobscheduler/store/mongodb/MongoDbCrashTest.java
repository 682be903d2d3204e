package io.jobscheduler.store.mongodb;

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
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.TaskSettings;
import io.jobscheduler.store.mongodb.Death.Scene;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On a stand-alone server, which writes one document at a time: whichever write a process
 * dies before, or stands still before, another node makes it right.
 */
class MongoDbCrashTest {

	private static final Duration INTERVAL = Duration.ofHours(1);

	private static StandAloneServer server;

	@BeforeAll
	static void startServer() {
		server = new StandAloneServer();
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	/** A schedule of which three fire times are due. */
	private static void addSchedule(Scene scene, OverlapPolicy overlap) {
		Schedule added = scene.other()
			.change("hourly", ScheduleEdits.add("hourly",
					new ScheduleDefinition("send", Payload.EMPTY, IntervalTrigger.every(INTERVAL),
							new SchedulePolicies(CoalescePolicy.LATEST, overlap, Duration.ZERO), JobSettings.NONE),
					ConflictPolicy.REJECT))
			.after();
		assertThat(added).isNotNull();
		scene.data().advance(INTERVAL.multipliedBy(2).plusMinutes(1));
	}

	private static Instant lastFireTime(Scene scene) {
		IntervalTrigger trigger = (IntervalTrigger) scene.other().schedule("hourly").definition().trigger();
		return trigger.start().orElseThrow().plus(INTERVAL.multipliedBy(2));
	}

	private static JobId lastJob(Scene scene) {
		return JobId.ofFireTime(scene.other().schedule("hourly").uid(), lastFireTime(scene));
	}

	@Test
	void firingIsFinishedByAnotherNode() {
		Death death = new Death(server, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW), TestNode::fire);
		int writes = death.beforeEachWrite((scene) -> {
			scene.data().advance(PendingPlan.GRACE.plusSeconds(1));
			scene.other().fire();
			assertThat(scene.other().live()).extracting(Job::id).containsExactly(lastJob(scene));
			assertThat(scene.other().schedule("hourly").status().watermark()).isEqualTo(lastFireTime(scene));
			assertThat(scene.other().store().findSkipped("hourly", 10)).singleElement()
				.satisfies((skipped) -> assertThat(skipped.count()).isEqualTo(2));
			assertThat(scene.other().fire().nextDue()).isEqualTo(lastFireTime(scene).plus(INTERVAL));
		});
		assertThat(writes).isEqualTo(4);
	}

	@Test
	void nodeThatStandsStillWhileItFiresMakesNoSecondJob() {
		Death death = new Death(server, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW), TestNode::fire);
		Set<JobId> ran = new HashSet<>();
		Consumer<Scene> runAndForget = (scene) -> {
			scene.data().advance(PendingPlan.GRACE.plusSeconds(1));
			scene.other().fire();
			List<Claim> claims = scene.other().claim(10);
			assertThat(claims).extracting((claim) -> claim.job().id()).containsExactly(lastJob(scene));
			scene.other().complete(claims.get(0), TestNode.succeeded(Duration.ZERO));
			ran.add(lastJob(scene));
			scene.data().advance(Duration.ofMinutes(10));
			scene.other().prune();
			scene.data().advance(Duration.ofMinutes(10));
			scene.other().prune();
		};
		int writes = death.standingStillBeforeEachWrite(runAndForget, (scene) -> {
			scene.other().claim(10).forEach((claim) -> {
				assertThat(ran).doesNotContain(claim.job().id());
				scene.other().complete(claim, TestNode.succeeded(TestNode.RETENTION));
			});
			assertThat(scene.other().fire().applied()).isEmpty();
			assertThat(scene.other().live()).isEmpty();
			assertThat(scene.other().store().findSkipped("hourly", 10)).hasSize(1);
		});
		assertThat(writes).isEqualTo(4);
	}

	@Test
	void jobsOfAPlanOutliveTheRemovalOfTheirSchedule() {
		Death death = new Death(server, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW), TestNode::fire);
		death.beforeEachWrite((scene) -> {
			JobId job = lastJob(scene);
			boolean fired = scene.other().schedule("hourly").status().watermark() != null;
			scene.other().change("hourly", ScheduleEdits.remove());
			assertThat(scene.other().store().schedule("hourly")).isEmpty();
			assertThat(scene.other().store().job(job).isPresent()).isEqualTo(fired);
		});
	}

	@Test
	void planIsFinishedAfterItsScheduleWasPaused() {
		Death death = new Death(server, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW), TestNode::fire);
		death.beforeEachWrite((scene) -> {
			boolean fired = scene.other().schedule("hourly").status().watermark() != null;
			scene.other().change("hourly", ScheduleEdits.pause("holidays"));
			scene.data().advance(PendingPlan.GRACE.plusSeconds(1));
			scene.other().fire();
			assertThat(scene.other().store().job(lastJob(scene)).isPresent()).isEqualTo(fired);
			assertThat(scene.other().schedule("hourly").status().state()).isEqualTo(ScheduleState.PAUSED);
			assertThat(scene.other().fire().nextDue()).isNull();
		});
	}

	@Test
	void nodesAreWokenForAPlanThatWasLeftBehind() {
		Death death = new Death(server, (scene) -> addSchedule(scene, OverlapPolicy.ALLOW), TestNode::fire);
		death.beforeEachWrite((scene) -> {
			Instant woken = scene.other().pulse().nextScheduleDue();
			scene.data().advance(PendingPlan.GRACE.plusSeconds(1));
			if (scene.other().store().job(lastJob(scene)).isEmpty()) {
				assertThat(woken).isBefore(scene.other().pulse().now());
			}
		});
	}

	@Test
	void fireTimesThatAChangePassesOverAreRecordedOnce() {
		Death death = new Death(server, (scene) -> {
			addSchedule(scene, OverlapPolicy.ALLOW);
			scene.other().change("hourly", ScheduleEdits.pause("holidays"));
		}, (node) -> node.change("hourly", ScheduleEdits.resume(null)));
		int writes = death.beforeEachWrite((scene) -> {
			scene.other().change("hourly", ScheduleEdits.resume(null));
			scene.data().advance(PendingPlan.GRACE.plusSeconds(1));
			scene.other().fire();
			assertThat(scene.other().schedule("hourly").status().state()).isEqualTo(ScheduleState.ACTIVE);
			assertThat(scene.other().store().findSkipped("hourly", 10)).singleElement()
				.satisfies((skipped) -> assertThat(skipped.count()).isEqualTo(3));
		});
		assertThat(writes).isEqualTo(3);
	}

	private static void addImports(Scene scene) {
		scene.other().store().putTasks(List.of(new TaskSettings("import", Set.of(), 2)));
		for (int job = 0; job < 5; job++) {
			scene.other().add(TestNode.job("import"));
		}
	}

	@Test
	void limitHoldsAndLeaksNothingWhenANodeDiesWhileItClaims() {
		Death death = new Death(server, MongoDbCrashTest::addImports, (node) -> node.claim(3));
		int writes = death.beforeEachWrite((scene) -> {
			scene.other().claim(3);
			assertThat(scene.other().running()).isLessThanOrEqualTo(2);
			scene.data().advance(TestNode.LEASE.plusSeconds(1));
			scene.other().claim(3);
			assertThat(scene.other().running()).isEqualTo(2);
			scene.other().reclaim();
			assertThat(scene.other().claim(3)).hasSizeLessThanOrEqualTo(2);
			assertThat(scene.other().running()).isEqualTo(2);
		});
		assertThat(writes).isEqualTo(4);
	}

	@Test
	void limitHoldsWhenANodeStandsStillWhileItClaims() {
		Death death = new Death(server, MongoDbCrashTest::addImports, (node) -> node.claim(3));
		Consumer<Scene> others = (scene) -> {
			scene.data().advance(Duration.ofSeconds(11));
			scene.other().add(TestNode.urgent("import"), TestNode.urgent("import"));
			scene.other().claim(3);
			assertThat(scene.other().running()).isEqualTo(2);
		};
		int writes = death.standingStillBeforeEachWrite(others, (scene) -> {
			assertThat(scene.other().running()).isEqualTo(2);
			assertThat(scene.other().claim(3)).isEmpty();
		});
		assertThat(writes).isGreaterThanOrEqualTo(4);
	}

	@Test
	void claimedJobsOfANodeThatDiesAreReclaimed() {
		Death death = new Death(server, (scene) -> scene.other().add(TestNode.job("send"), TestNode.job("send")),
				(node) -> node.claim(2));
		int writes = death.beforeEachWrite((scene) -> {
			scene.data().advance(TestNode.LEASE.plusSeconds(1));
			List<Long> before = scene.other().live().stream().map((job) -> job.attempts().token()).toList();
			scene.other().reclaim();
			List<Claim> claims = scene.other().claim(5);
			assertThat(claims).hasSize(2)
				.allSatisfy((claim) -> assertThat(before).allMatch((token) -> token < claim.token()));
		});
		assertThat(writes).isEqualTo(2);
	}

	@Test
	void nodeThatStandsStillClaimsNoJobWithALowerTokenThanAnother() {
		Map<JobId, Long> tokens = new HashMap<>();
		Death death = new Death(server, (scene) -> scene.other().add(TestNode.job("send"), TestNode.job("send")),
				(node) -> node.claim(2).forEach((claim) -> {
					assertThat(claim.token()).isGreaterThan(tokens.getOrDefault(claim.job().id(), 0L));
					assertThat(node.complete(claim, TestNode.succeeded(TestNode.RETENTION)))
						.isEqualTo(CompletionStatus.APPLIED);
				}));
		death.standingStillBeforeEachWrite((scene) -> scene.other().claim(1).forEach((claim) -> {
			tokens.put(claim.job().id(), claim.token());
			scene.other().complete(claim, new Completion.HandBack());
		}), (scene) -> {
			scene.other()
				.claim(5)
				.forEach((claim) -> assertThat(scene.other().complete(claim, TestNode.succeeded(TestNode.RETENTION)))
					.isEqualTo(CompletionStatus.APPLIED));
			assertThat(scene.other().live()).isEmpty();
			assertThat(scene.other().store().counts(10).results()).isEqualTo(2);
		});
	}

	@Test
	void completionIsRepeatedAndTheScheduleGoesOn() {
		Claim[] claim = new Claim[1];
		Death death = new Death(server, (scene) -> {
			addSchedule(scene, OverlapPolicy.BUFFER_ONE);
			scene.other().fire();
			claim[0] = scene.other().claim(1).get(0);
			scene.data().advance(INTERVAL);
			scene.other().fire();
		}, (node) -> node.complete(claim[0], TestNode.succeeded(TestNode.RETENTION)));
		int writes = death.beforeEachWrite((scene) -> {
			scene.other().complete(claim[0], TestNode.succeeded(TestNode.RETENTION));
			assertThat(scene.other().complete(claim[0], TestNode.succeeded(TestNode.RETENTION)))
				.isEqualTo(CompletionStatus.ALREADY);
			assertThat(scene.other().store().result(claim[0].job().id())).isPresent();
			scene.data().advance(Duration.ofMinutes(10));
			scene.other().fire();
			assertThat(scene.other().claim(1)).hasSize(1);
		});
		assertThat(writes).isEqualTo(2);
	}

	@Test
	void reclaimIsFinishedByAnotherNode() {
		Death death = new Death(server, (scene) -> {
			scene.other().add(TestNode.job("send"), TestNode.job("send"));
			scene.other().claim(2);
			scene.data().advance(TestNode.LEASE.plusSeconds(1));
		}, TestNode::giveUp);
		int writes = death.beforeEachWrite((scene) -> {
			scene.other().giveUp();
			assertThat(scene.other().live()).isEmpty();
			assertThat(scene.other().store().counts(10).results()).isEqualTo(2);
		});
		assertThat(writes).isEqualTo(1);
	}

	@Test
	void additionIsRepeated() {
		NewJob plain = TestNode.job("send");
		NewJob keyed = TestNode.job("send", "key", ConflictPolicy.REJECT);
		NewJob replacing = TestNode.job("import", "taken", ConflictPolicy.REPLACE);
		Death death = new Death(server,
				(scene) -> scene.other().add(TestNode.job("send", "taken", ConflictPolicy.KEEP)),
				(node) -> node.add(plain, keyed, replacing));
		int writes = death.beforeEachWrite((scene) -> {
			assertThat(scene.other().add(plain, keyed, replacing)).extracting(AddReply::status)
				.doesNotContain(AddReply.Status.REJECTED);
			assertThat(scene.other().live()).hasSize(3)
				.extracting((job) -> job.spec().task())
				.containsExactlyInAnyOrder("send", "send", "import");
		});
		assertThat(writes).isEqualTo(3);
	}

	@Test
	void cancellingIsRepeated() {
		NewJob running = TestNode.job("send");
		NewJob pending = TestNode.job("send");
		Claim[] claim = new Claim[1];
		CancelRequest request = new CancelRequest(List.of(running.id(), pending.id()), TestNode.RETENTION);
		Death death = new Death(server, (scene) -> {
			scene.other().add(running);
			claim[0] = scene.other().claim(1).get(0);
			scene.other().add(pending);
		}, (node) -> node.store().requestCancel(request));
		int writes = death.beforeEachWrite((scene) -> {
			scene.other().store().requestCancel(request);
			assertThat(scene.other().store().result(pending.id()).orElseThrow().outcome()).isEqualTo(Outcome.CANCELLED);
			assertThat(scene.other().pulse(claim[0]).cancel()).containsExactly(running.id());
		});
		assertThat(writes).isEqualTo(2);
	}

	@Test
	void pruningIsFinishedByAnotherNode() {
		Death death = new Death(server, (scene) -> {
			addSchedule(scene, OverlapPolicy.ALLOW);
			scene.other().fire();
			scene.other().add(TestNode.job("send"));
			scene.other()
				.claim(2)
				.forEach((claim) -> scene.other().complete(claim, TestNode.succeeded(Duration.ofHours(1))));
			scene.data().advance(Duration.ofDays(3));
		}, TestNode::prune);
		death.beforeEachWrite((scene) -> {
			scene.other().prune();
			assertThat(scene.other().store().counts(10).results()).isZero();
			assertThat(scene.other().store().findSkipped("hourly", 10)).isEmpty();
			scene.data().advance(Duration.ofDays(2));
			scene.other().prune();
			assertThat(scene.data().database().getCollection(scene.data().prefix() + "jobs").countDocuments()).isZero();
		});
	}

}
