package io.jobscheduler.test.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.jobscheduler.Role;
import io.jobscheduler.ScheduleRequest;
import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.engine.EngineSettings;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.executor.InlineJobExecutor;
import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.schedule.SkipReason;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.test.SimulatedLoops;
import io.jobscheduler.test.VirtualClock;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine on a virtual clock: hours and node deaths take milliseconds, and every run
 * is the same.
 */
class EngineTest {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final VirtualClock clock = new VirtualClock(START);

	private final SimulatedLoops loops = new SimulatedLoops(this.clock, 42);

	private final MemoryJobStore memory = new MemoryJobStore(this.clock);

	private final FaultyStore faults = new FaultyStore(this.memory);

	private final JobStore store = this.faults.proxy();

	private final List<String> ran = new ArrayList<>();

	private final List<SchedulerEvent> events = new ArrayList<>();

	private SchedulerBuilder node(String id, SimulatedLoops.Node driver) {
		return Scheduler.builder()
			.store(this.store)
			.name("test")
			.nodeId(id)
			.leaseDuration(LEASE)
			.simulated(this.clock, driver)
			.executor("default", new InlineJobExecutor())
			.listener(this.events::add)
			.task(TaskDefinition.of("note", (context) -> this.ran.add(context.node() + " " + context.fireTime())));
	}

	private Scheduler start(SchedulerBuilder builder) {
		Scheduler scheduler = builder.build();
		scheduler.start();
		return scheduler;
	}

	/** A month has too many pulses to wait for at the usual lease. */
	private static EngineSettings unhurried() {
		return EngineSettings.DEFAULT.withLease(Duration.ofHours(1)).withPollInterval(Duration.ofMinutes(10));
	}

	private Schedule schedule(String id) {
		return this.store.schedule(id).orElseThrow();
	}

	@Test
	void aMonthOfADailyScheduleFiresEachDayOnce() {
		Scheduler scheduler = start(node("a", this.loops.node()).settings(unhurried()));
		start(node("b", this.loops.node()).settings(unhurried()));
		scheduler.addSchedule("daily", JobRequest.task("note"), CronTrigger.of("0 2 * * *", ZoneOffset.UTC));
		this.loops.advance(Duration.ofDays(30));
		assertThat(this.ran).hasSize(30).doesNotHaveDuplicates();
		assertThat(this.ran.get(0)).endsWith("2026-01-01T02:00:00Z");
		assertThat(this.ran.get(29)).endsWith("2026-01-30T02:00:00Z");
	}

	@Test
	void jobsRunByPriorityThenByDueTime() {
		Scheduler scheduler = node("a", this.loops.node())
			.task(TaskDefinition.of("named", List.of(new ParameterType("name", String.class)),
					(context, arguments) -> this.ran.add(String.valueOf(arguments[0]))))
			.build();
		JobRequest job = JobRequest.task("named");
		scheduler.addJob(job.argument("name", "late").runAt(START.minusSeconds(1)));
		scheduler.addJob(job.argument("name", "early").runAt(START.minusSeconds(2)));
		scheduler.addJob(job.argument("name", "urgent").priority(5));
		scheduler.addJob(job.argument("name", "delayed").delay(Duration.ofMinutes(1)).priority(9));
		scheduler.start();
		this.loops.settle();
		assertThat(this.ran).containsExactly("urgent", "early", "late");
		this.loops.advance(Duration.ofMinutes(1));
		assertThat(this.ran).endsWith("delayed");
	}

	@Test
	void theJobsOfADeadNodeRunElsewhereAsSoonAsItsLeaseHasEnded() {
		SimulatedLoops.Node dying = this.loops.node();
		ManualExecutor never = new ManualExecutor(1);
		Scheduler first = start(node("a", dying).executor("default", never));
		JobId id = first.addJob(JobRequest.task("note"));
		this.loops.settle();
		assertThat(never.running()).isOne();
		Instant leaseUntil = this.store.job(id).orElseThrow().attempts().leaseUntil();
		start(node("b", this.loops.node()));
		dying.kill();
		this.loops.advance(Duration.between(this.clock.now(), leaseUntil));
		assertThat(this.ran).isEmpty();
		this.loops.advance(Duration.ofMillis(100));
		assertThat(this.ran).containsExactly("b null");
		assertThat(this.store.result(id)).hasValueSatisfying((result) -> {
			assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
			assertThat(result.run().attempt()).isEqualTo(2);
		});
	}

	@Test
	void aNodeThatFrozeLearnsThatItsRunIsNoLongerItsOwn() {
		SimulatedLoops.Node frozen = this.loops.node();
		ManualExecutor slow = new ManualExecutor(1);
		Scheduler first = start(node("a", frozen).executor("default", slow));
		JobId id = first.addJob(JobRequest.task("note"));
		this.loops.settle();
		start(node("b", this.loops.node()));
		frozen.freeze(true);
		this.loops.advance(LEASE.plusSeconds(1));
		frozen.freeze(false);
		slow.runNext();
		this.loops.advance(LEASE);
		assertThat(this.ran).containsExactly("b null", "a null");
		assertThat(this.store.result(id))
			.hasValueSatisfying((result) -> assertThat(result.run().node()).isEqualTo("b"));
		assertThat(this.events).hasAtLeastOneElementOfType(SchedulerEvent.ClaimLost.class)
			.filteredOn(SchedulerEvent.JobEnded.class::isInstance)
			.hasSize(1);
	}

	@Test
	void aJobThatRunsAtMostOnceIsNotRepeatedWhenItsNodeDies() {
		SimulatedLoops.Node dying = this.loops.node();
		Scheduler first = start(node("a", dying).executor("default", new ManualExecutor(1)));
		JobId id = first.addJob(JobRequest.task("note").delivery(DeliveryGuarantee.AT_MOST_ONCE));
		this.loops.settle();
		start(node("b", this.loops.node()));
		dying.kill();
		this.loops.advance(LEASE.plusSeconds(1));
		assertThat(this.ran).isEmpty();
		assertThat(this.store.result(id)).hasValueSatisfying((result) -> {
			assertThat(result.outcome()).isEqualTo(Outcome.ABANDONED);
			assertThat(result.run().node()).isEqualTo("a");
		});
	}

	@Test
	void aNodeThatDoesNotKnowTheTaskLeavesItsJobsToOnesThatDo() {
		SimulatedLoops.Node dying = this.loops.node();
		TaskDefinition payment = TaskDefinition.of("payment", (context) -> this.ran.add("paid"))
			.settings(JobSettings.NONE.withDelivery(DeliveryGuarantee.AT_MOST_ONCE));
		JobId id = Scheduler.builder().store(this.memory).build().addJob(JobRequest.task("payment"));
		start(node("a", dying).executor("default", new ManualExecutor(1)).task(payment));
		this.loops.settle();
		dying.kill();
		start(node("b", this.loops.node()));
		this.loops.advance(LEASE.multipliedBy(4));
		assertThat(this.store.job(id)).isPresent();
		start(node("c", this.loops.node()).task(payment));
		this.loops.advance(LEASE.multipliedBy(2));
		assertThat(this.ran).isEmpty();
		assertThat(this.store.result(id))
			.hasValueSatisfying((result) -> assertThat(result.outcome()).isEqualTo(Outcome.ABANDONED));
	}

	@Test
	void aRunThatWaitsForASlotDoesNotStartOnceItsClaimIsLost() {
		SimulatedLoops.Node frozen = this.loops.node();
		ManualExecutor slow = new ManualExecutor(2);
		Scheduler first = start(node("a", frozen).executor("default", slow));
		first.addJobs(List.of(JobRequest.task("note"), JobRequest.task("note"), JobRequest.task("note")));
		this.loops.settle();
		assertThat(slow.running()).isEqualTo(2);
		frozen.freeze(true);
		start(node("b", this.loops.node()));
		this.loops.advance(LEASE.plusSeconds(2));
		assertThat(this.ran).containsExactly("b null", "b null", "b null");
		frozen.freeze(false);
		this.loops.advance(LEASE);
		while (slow.running() > 0) {
			slow.runNext();
		}
		assertThat(this.ran).hasSize(3);
	}

	@Test
	void claimsOfADeadNodeThatEndOneAfterTheOtherAreEachTakenBackInTime() {
		SimulatedLoops.Node dying = this.loops.node();
		Scheduler first = start(node("a", dying).executor("default", new ManualExecutor(2)));
		start(node("b", this.loops.node()).role(Role.SCHEDULER));
		JobId early = first.addJob(JobRequest.task("note"));
		this.loops.advance(Duration.ofSeconds(4));
		JobId late = first.addJob(JobRequest.task("note"));
		this.loops.settle();
		dying.kill();
		Instant lastLease = this.store.job(late).orElseThrow().attempts().leaseUntil();
		this.loops.advance(Duration.between(this.clock.now(), lastLease.plusSeconds(2)));
		assertThat(List.of(early, late)).allSatisfy((id) -> assertThat(this.store.job(id))
			.hasValueSatisfying((job) -> assertThat(job.state()).isEqualTo(JobState.PENDING)));
	}

	@Test
	void everyoneWhoWaitsForAJobHearsOfItsEndAlsoAcrossAStart() {
		Scheduler scheduler = node("a", this.loops.node()).build();
		JobRequest request = JobRequest.task("note").uniqueKey("one");
		CompletableFuture<JobResult> first = scheduler.callJob(request);
		CompletableFuture<JobResult> second = scheduler.callJob(request);
		scheduler.start();
		this.loops.advance(Duration.ofSeconds(1));
		assertThat(first).isCompletedWithValueMatching((result) -> result.outcome() == Outcome.SUCCEEDED);
		assertThat(second).isCompletedWithValueMatching((result) -> result.outcome() == Outcome.SUCCEEDED);
	}

	@Test
	void aJobThatKillsItsNodeIsGivenUp() {
		JobId id = Scheduler.builder().store(this.memory).build().addJob(JobRequest.task("note"));
		for (int death = 1; death <= 5; death++) {
			SimulatedLoops.Node dying = this.loops.node();
			start(node("victim-" + death, dying).executor("default", new ManualExecutor(1)));
			this.loops.advance(LEASE.multipliedBy(2));
			dying.kill();
		}
		start(node("last", this.loops.node()));
		this.loops.advance(LEASE.multipliedBy(3));
		assertThat(this.ran).isEmpty();
		assertThat(this.store.result(id))
			.hasValueSatisfying((result) -> assertThat(result.outcome()).isEqualTo(Outcome.ABANDONED));
	}

	@Test
	void aLongRunKeepsItsLease() {
		ManualExecutor slow = new ManualExecutor(1);
		Scheduler scheduler = start(node("a", this.loops.node()).executor("default", slow));
		start(node("b", this.loops.node()));
		JobId id = scheduler.addJob(JobRequest.task("note"));
		this.loops.settle();
		assertThat(this.ran.size() + slow.running()).isOne();
		this.loops.advance(Duration.ofHours(1));
		if (slow.running() == 1) {
			assertThat(this.store.job(id)).hasValueSatisfying((job) -> {
				assertThat(job.state()).isEqualTo(JobState.RUNNING);
				assertThat(job.attempts().abandonments()).isZero();
			});
		}
		assertThat(this.events).noneMatch(SchedulerEvent.JobRetried.class::isInstance);
	}

	@Test
	void outcomesWaitForAStoreThatDoesNotAnswer() {
		ManualExecutor manual = new ManualExecutor(3);
		Scheduler scheduler = start(node("a", this.loops.node()).executor("default", manual));
		start(node("b", this.loops.node()).role(Role.SCHEDULER));
		List<JobId> ids = scheduler
			.addJobs(List.of(JobRequest.task("note"), JobRequest.task("note"), JobRequest.task("note")));
		this.loops.settle();
		this.faults.down(true);
		manual.runNext();
		manual.runNext();
		this.loops.advance(LEASE.multipliedBy(4));
		this.faults.down(false);
		this.loops.advance(LEASE);
		assertThat(this.store.result(ids.get(0))).isPresent();
		assertThat(this.store.result(ids.get(1))).isPresent();
		assertThat(this.store.job(ids.get(2)))
			.hasValueSatisfying((job) -> assertThat(job.attempts().abandonments()).isZero());
		manual.runNext();
		this.loops.settle();
		assertThat(this.store.result(ids.get(2))).isPresent();
		assertThat(this.ran).hasSize(3);
		assertThat(this.events).hasAtLeastOneElementOfType(SchedulerEvent.StoreLost.class)
			.hasAtLeastOneElementOfType(SchedulerEvent.StoreRecovered.class);
	}

	@Test
	void anOutcomeWhoseReplyWasLostIsToldOnce() {
		Scheduler scheduler = start(node("a", this.loops.node()));
		this.faults.loseReplies(1);
		JobId id = scheduler.addJob(JobRequest.task("note"));
		this.loops.advance(Duration.ofSeconds(5));
		assertThat(this.store.result(id)).isPresent();
		assertThat(this.ran).hasSize(1);
		assertThat(this.events).filteredOn(SchedulerEvent.JobEnded.class::isInstance).hasSize(1);
	}

	@Test
	void anOutcomeThatTheStoreRefusesIsKeptWithoutItsDetails() {
		Scheduler scheduler = start(node("a", this.loops.node()));
		this.faults.refuseValues(true);
		scheduler.addTask(TaskDefinition.of("valued", List.of(), (context, arguments) -> context.task()));
		List<JobId> ids = scheduler
			.addJobs(List.of(JobRequest.task("note"), JobRequest.task("valued"), JobRequest.task("note")));
		this.loops.advance(Duration.ofSeconds(20));
		assertThat(ids).allSatisfy((id) -> assertThat(this.store.result(id))
			.hasValueSatisfying((result) -> assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED)));
		assertThat(this.store.result(ids.get(1)))
			.hasValueSatisfying((result) -> assertThat(result.ending().value()).isNull());
	}

	@Test
	void aFailedAttemptWaitsForItsBackoff() {
		List<Instant> attempts = new ArrayList<>();
		Scheduler scheduler = start(node("a", this.loops.node()).task(TaskDefinition.of("broken", (context) -> {
			attempts.add(this.clock.now());
			throw new IllegalStateException("as ever");
		})));
		JobId id = scheduler.addJob(JobRequest.task("broken")
			.retry(RetryPolicy.exponential(4, Duration.ofMinutes(1), Duration.ofMinutes(3))));
		this.loops.advance(Duration.ofHours(1));
		assertThat(attempts).containsExactly(START, START.plusSeconds(60), START.plusSeconds(180),
				START.plusSeconds(360));
		assertThat(this.store.result(id))
			.hasValueSatisfying((result) -> assertThat(result.outcome()).isEqualTo(Outcome.FAILED));
	}

	@Test
	void aJobLaterThanItsGraceTimeIsMissed() {
		ManualExecutor busy = new ManualExecutor(1);
		Scheduler scheduler = start(node("a", this.loops.node()).executor("default", busy));
		scheduler.addJob(JobRequest.task("note"));
		this.loops.settle();
		JobId inTime = scheduler.addJob(JobRequest.task("note").misfireGraceTime(Duration.ofMinutes(10)));
		JobId late = scheduler.addJob(JobRequest.task("note").misfireGraceTime(Duration.ofMinutes(9)));
		this.loops.advance(Duration.ofMinutes(10));
		busy.runNext();
		this.loops.settle();
		busy.runNext();
		this.loops.settle();
		busy.runNext();
		this.loops.settle();
		assertThat(this.ran).hasSize(2);
		assertThat(this.store.result(inTime))
			.hasValueSatisfying((result) -> assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED));
		assertThat(this.store.result(late))
			.hasValueSatisfying((result) -> assertThat(result.outcome()).isEqualTo(Outcome.MISSED));
	}

	@Test
	void fireTimesMissedDuringAnOutageAreOneJobAndARange() {
		Scheduler scheduler = start(node("a", this.loops.node()));
		scheduler.addSchedule("hourly", JobRequest.task("note"), CronTrigger.of("0 * * * *", ZoneOffset.UTC));
		this.loops.advance(Duration.ofMinutes(90));
		this.ran.clear();
		this.faults.down(true);
		this.loops.advance(Duration.ofHours(5));
		this.faults.down(false);
		this.loops.advance(Duration.ofMinutes(10));
		assertThat(this.ran).containsExactly("a 2026-01-01T06:00:00Z");
		assertThat(this.store.findSkipped("hourly", 10)).containsExactly(new SkippedFireTimes(
				Instant.parse("2026-01-01T02:00:00Z"), Instant.parse("2026-01-01T05:00:00Z"), 4, SkipReason.COALESCED));
	}

	@Test
	void aFixedDelayCountsFromTheEndOfTheLastRun() {
		ManualExecutor manual = new ManualExecutor(2);
		Scheduler scheduler = start(node("a", this.loops.node()).executor("default", manual));
		scheduler.addSchedule("delayed", JobRequest.task("note"), FixedDelayTrigger.of(Duration.ofMinutes(10)));
		this.loops.settle();
		this.loops.advance(Duration.ofMinutes(7));
		manual.runNext();
		this.loops.advance(Duration.ofMinutes(10).minusMillis(1));
		assertThat(manual.running()).isZero();
		this.loops.advance(Duration.ofMillis(1));
		manual.runNext();
		assertThat(this.ran).containsExactly("a 2026-01-01T00:00:00Z", "a 2026-01-01T00:17:00Z");
	}

	@Test
	void anOverlappingFireTimeIsSkippedAndRecorded() {
		ManualExecutor manual = new ManualExecutor(2);
		Scheduler scheduler = start(node("a", this.loops.node()).executor("default", manual));
		scheduler.addSchedule(ScheduleRequest
			.of("minutely", JobRequest.task("note"), IntervalTrigger.every(Duration.ofMinutes(1)).startingAt(START))
			.overlap(OverlapPolicy.SKIP));
		this.loops.advance(Duration.ofMinutes(3));
		assertThat(manual.running()).isOne();
		manual.runNext();
		this.loops.advance(Duration.ofMinutes(1));
		assertThat(manual.running()).isOne();
		assertThat(this.store.findSkipped("minutely", 10)).hasSize(3)
			.allSatisfy((skip) -> assertThat(skip.reason()).isEqualTo(SkipReason.OVERLAP));
	}

	@Test
	void aBufferedFireTimeRunsWhenTheEarlierJobHasEnded() {
		ManualExecutor manual = new ManualExecutor(2);
		Scheduler scheduler = start(node("a", this.loops.node()).executor("default", manual));
		scheduler.addSchedule(ScheduleRequest
			.of("minutely", JobRequest.task("note"), IntervalTrigger.every(Duration.ofMinutes(1)).startingAt(START))
			.overlap(OverlapPolicy.BUFFER_ONE));
		this.loops.advance(Duration.ofSeconds(150));
		assertThat(manual.running()).isOne();
		manual.runNext();
		this.loops.settle();
		assertThat(manual.running()).isOne();
		manual.runNext();
		assertThat(this.ran).containsExactly("a 2026-01-01T00:00:00Z", "a 2026-01-01T00:02:00Z");
	}

	@Test
	void aWaitingScheduleGoesOnEvenIfItsWakeUpWasLost() {
		ManualExecutor manual = new ManualExecutor(2);
		Scheduler scheduler = start(node("a", this.loops.node()).executor("default", manual));
		scheduler.addSchedule("delayed", JobRequest.task("note"), FixedDelayTrigger.of(Duration.ofMinutes(10)));
		this.loops.settle();
		JobId job = this.store.findJobs(JobQuery.all(1)).items().get(0).id();
		this.faults.forgetToWakeSchedules();
		this.loops.advance(Duration.ofMinutes(1));
		manual.runNext();
		this.loops.advance(Duration.ofMinutes(11));
		assertThat(this.store.result(job)).isPresent();
		assertThat(manual.running()).isOne();
	}

	@Test
	void allMissedFireTimesAreMadeUpForWhenToldSo() {
		Scheduler scheduler = node("a", this.loops.node()).build();
		scheduler.addSchedule(ScheduleRequest
			.of("hourly", JobRequest.task("note"), IntervalTrigger.every(Duration.ofHours(1)).startingAt(START))
			.coalesce(CoalescePolicy.ALL));
		this.clock.advance(Duration.ofHours(250));
		scheduler.start();
		this.loops.settle();
		assertThat(this.ran).hasSize(251).doesNotHaveDuplicates();
	}

	@Test
	void aDateInThePastRunsAtOnceAndTheScheduleIsFinished() {
		Scheduler scheduler = start(node("a", this.loops.node()));
		scheduler.addSchedule("once", JobRequest.task("note"), DateTrigger.at(START.minusSeconds(3600)));
		this.loops.settle();
		assertThat(this.ran).containsExactly("a 2025-12-31T23:00:00Z");
		assertThat(schedule("once").status().state()).isEqualTo(ScheduleState.FINISHED);
	}

	@Test
	void aRemovedDeclarationIsRetiredOnceNoLiveNodeHasIt() {
		ScheduleRequest tick = ScheduleRequest.of("tick", JobRequest.task("note"),
				IntervalTrigger.every(Duration.ofMinutes(1)));
		Scheduler old = start(node("old", this.loops.node()).declare(tick));
		start(node("new", this.loops.node()));
		Scheduler other = start(node("other", this.loops.node()).name("another application"));
		this.loops.advance(Duration.ofMinutes(5));
		assertThat(schedule("tick").status().state()).isEqualTo(ScheduleState.ACTIVE);
		old.stop();
		this.loops.advance(Duration.ofMinutes(1));
		assertThat(schedule("tick").status()).satisfies((status) -> {
			assertThat(status.state()).isEqualTo(ScheduleState.PAUSED);
			assertThat(status.reason()).isEqualTo(Schedule.RETIRED);
		});
		old.start();
		assertThat(schedule("tick").status().state()).isEqualTo(ScheduleState.ACTIVE);
		assertThat(other.node().state()).isEqualTo(Scheduler.State.RUNNING);
	}

	@Test
	void anotherApplicationRetiresNothing() {
		start(node("a", this.loops.node())
			.declare(ScheduleRequest.of("tick", JobRequest.task("note"), IntervalTrigger.every(Duration.ofDays(1)))));
		SimulatedLoops.Node dead = this.loops.node();
		start(node("b", dead).name("another application")
			.declare(ScheduleRequest.of("tock", JobRequest.task("note"), IntervalTrigger.every(Duration.ofDays(1)))));
		dead.kill();
		this.loops.advance(Duration.ofHours(1));
		assertThat(schedule("tock").status().state()).isEqualTo(ScheduleState.ACTIVE);
	}

	@Test
	void aPauseSurvivesTheRestartOfTheNodeThatDeclaresTheSchedule() {
		Scheduler scheduler = start(node("a", this.loops.node()).declare(
				ScheduleRequest.of("tick", JobRequest.task("note"), IntervalTrigger.every(Duration.ofMinutes(1)))));
		scheduler.pauseSchedule("tick");
		scheduler.stop();
		scheduler.start();
		this.loops.advance(Duration.ofHours(1));
		assertThat(schedule("tick").status().state()).isEqualTo(ScheduleState.PAUSED);
	}

	@Test
	void aTaskThatTheNodeDoesNotKnowIsLeftAlone() {
		Scheduler scheduler = start(node("a", this.loops.node()));
		JobId unknown = scheduler.addJob(JobRequest.task("newer"));
		scheduler.addJob(JobRequest.task("note"));
		this.loops.advance(Duration.ofDays(1));
		assertThat(this.ran).hasSize(1);
		assertThat(this.store.job(unknown))
			.hasValueSatisfying((job) -> assertThat(job.state()).isEqualTo(JobState.PENDING));
	}

	@Test
	void argumentsThatCannotBeReadAreQuarantinedAndHurtNothingElse() {
		Scheduler scheduler = start(node("a", this.loops.node()));
		JobId bad = scheduler.addJob(JobRequest.task("typed").argument("number", "not a number"));
		scheduler.addTask(TaskDefinition.of("typed", List.of(new ParameterType("number", int.class)),
				(context, arguments) -> arguments[0]));
		scheduler.addJob(JobRequest.task("note"));
		this.loops.advance(Duration.ofMinutes(1));
		assertThat(this.ran).hasSize(1);
		assertThat(this.store.job(bad)).hasValueSatisfying((job) -> {
			assertThat(job.state()).isEqualTo(JobState.QUARANTINED);
			assertThat(job.attempts().lastError()).contains("number");
		});
	}

	@Test
	void aNodeIdThatALiveNodeHasIsRefused() {
		start(node("same", this.loops.node()));
		JobStore.OpenReply reply = this.store
			.open(new JobStore.NodeRegistration("same", "another", "test", "both", List.of(), LEASE));
		assertThat(reply.twin()).isNotNull();
	}

}
