package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.trigger.DateTrigger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A due schedule is read, planned and advanced together with its jobs, in one step.
 */
interface FiringContract extends StoreScenario {

	private static List<String> fired(FireReply reply) {
		return reply.applied().stream().map((firing) -> firing.planned().id()).toList();
	}

	@Test
	default void firingMakesTheJobAndAdvancesTheSchedule() {
		Instant fireTime = now().minusSeconds(5);
		Schedule before = add(TestSchedule.hourly("hourly", fireTime).ofTask("report"));
		FireReply reply = node("a").fire(Plans::oneJob);
		assertThat(reply.applied()).singleElement().satisfies((firing) -> {
			assertThat(firing.planned()).isEqualTo(before);
			assertThat(firing.jobs()).hasSize(1);
		});
		assertThat(reply.fired(before)).isTrue();
		assertThat(reply.outrun()).isZero();
		assertThat(reply.quarantined()).isEmpty();
		assertThat(reply.now()).isBetween(now().minusSeconds(60), now());

		Schedule after = schedule("hourly");
		assertThat(after.status()).isEqualTo(reply.applied().get(0).next());
		assertThat(after.status().watermark()).isEqualTo(fireTime);
		assertThat(after.status().nextFireTime()).isEqualTo(fireTime.plus(TestSchedule.INTERVAL));
		assertThat(after.version()).isGreaterThan(before.version());
		assertThat(after.uid()).isEqualTo(before.uid());
		assertThat(after.definition()).isEqualTo(before.definition());

		Job job = job(Plans.jobId(before, fireTime));
		assertThat(job.spec()).isEqualTo(reply.applied().get(0).jobs().get(0).spec());
		assertThat(job.dueAt()).isEqualTo(fireTime);
		assertThat(job.createdAt()).isBetween(now().minusSeconds(60), now());
		assertThat(job.state()).isEqualTo(JobState.PENDING);
	}

	@Test
	default void onlyDueSchedulesFire() {
		add(TestSchedule.hourly("due", now()));
		Instant later = now().plus(Duration.ofMinutes(30));
		add(TestSchedule.hourly("later", later));
		TestNode node = node("a");
		FireReply reply = node.fire(Plans::oneJob);
		assertThat(fired(reply)).containsExactly("due");
		assertThat(reply.nextDue()).isEqualTo(later);
		assertThat(fired(node.fire(Plans::oneJob))).isEmpty();
		advance(Duration.ofMinutes(30));
		assertThat(fired(node.fire(Plans::oneJob))).containsExactly("later");
	}

	@Test
	default void pausedAndFinishedSchedulesDoNotFire() {
		add(TestSchedule.hourly("paused", now()).paused("holidays"));
		add(TestSchedule.hourly("finished", now()).finished());
		FireReply reply = node("a").fire(Plans::oneJob);
		assertThat(reply.applied()).isEmpty();
		assertThat(reply.nextDue()).isNull();
		assertThat(liveJobs()).isEmpty();
	}

	@Test
	default void schedulesFireInTheOrderTheyAreDueDownToTheMicrosecond() {
		Instant due = now().minusSeconds(10);
		add(TestSchedule.hourly("third", due.plusMillis(500).plus(MICROSECOND)));
		add(TestSchedule.hourly("first", due));
		add(TestSchedule.hourly("second", due.plusMillis(500)));
		add(TestSchedule.hourly("fourth", due.plusSeconds(1)));
		TestNode node = node("a");
		assertThat(fired(node.fire(2, Plans::oneJob))).containsExactlyInAnyOrder("first", "second");
		assertThat(fired(node.fire(1, Plans::oneJob))).containsExactly("third");
		assertThat(fired(node.fire(1, Plans::oneJob))).containsExactly("fourth");
	}

	@Test
	default void schedulesOfTheSameFireTimeAllFire() {
		Instant due = now().minusSeconds(10);
		add(TestSchedule.hourly("one", due));
		add(TestSchedule.hourly("two", due));
		assertThat(fired(node("a").fire(Plans::oneJob))).containsExactlyInAnyOrder("one", "two");
		assertThat(liveJobs()).hasSize(2);
	}

	@Test
	default void dueScheduleBeyondTheLimitIsNextDue() {
		Instant due = now().minusSeconds(10);
		add(TestSchedule.hourly("one", due));
		add(TestSchedule.hourly("two", due.plusSeconds(1)));
		assertThat(node("a").fire(1, Plans::oneJob).nextDue()).isEqualTo(due.plusSeconds(1));
	}

	@Test
	default void nothingFiresInAnEmptyStore() {
		FireReply reply = node("a").fire(Plans::oneJob);
		assertThat(reply.applied()).isEmpty();
		assertThat(reply.nextDue()).isNull();
	}

	@Test
	default void scheduleOfASingleFireTimeFinishes() {
		Instant at = now();
		add(TestSchedule.triggered("once", DateTrigger.at(at), at));
		TestNode node = node("a");
		assertThat(node.fire(Plans::oneJob).nextDue()).isNull();
		assertThat(schedule("once").status().state()).isEqualTo(ScheduleState.FINISHED);
		advance(Duration.ofDays(1));
		assertThat(node.fire(Plans::oneJob).applied()).isEmpty();
		assertThat(liveJobs()).hasSize(1);
	}

	@Test
	default void scheduleThatIsFarBehindIsFiredAgainAndAgain() {
		Instant first = now().minus(TestSchedule.INTERVAL.multipliedBy(4)).minusSeconds(1);
		Schedule schedule = add(TestSchedule.hourly("hourly", first));
		TestNode node = node("a");
		FireReply reply;
		do {
			reply = node.fire(Plans::oneJob);
		}
		while (!reply.applied().isEmpty());
		List<JobId> expected = new ArrayList<>();
		for (int index = 0; index < 5; index++) {
			expected.add(Plans.jobId(schedule, first.plus(TestSchedule.INTERVAL.multipliedBy(index))));
		}
		assertThat(liveJobs()).extracting(Job::id).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	default void plannerLearnsHowManyJobsOfTheScheduleAreLive() {
		Instant first = now().minus(TestSchedule.INTERVAL.multipliedBy(3)).minusSeconds(1);
		add(TestSchedule.hourly("hourly", first).withOverlap(OverlapPolicy.SKIP));
		add(TestJob.job("report").madeBy(new JobOrigin("another", now(), false)));
		TestNode node = node("a");
		List<Integer> live = new ArrayList<>();
		SchedulePlanner planner = (schedule, facts, now) -> {
			live.add(facts.liveJobs());
			return Plans.oneJob(schedule, facts, now);
		};
		node.fire(planner);
		node.fire(planner);
		node.claim(1, TestNode.tasks("send"));
		node.fire(planner);
		node.claim(2, TestNode.tasks("send")).forEach(node::succeed);
		node.fire(planner);
		assertThat(live).containsExactly(0, 1, 2, 1);
	}

	@Test
	default void quarantinedJobDoesNotHoldUpItsSchedule() {
		Instant first = now().minus(TestSchedule.INTERVAL).minusSeconds(1);
		add(TestSchedule.hourly("hourly", first).withOverlap(OverlapPolicy.SKIP));
		TestNode node = node("a");
		node.fire(Plans::oneJob);
		node.complete(node.claimOne(), new Completion.Quarantine("unreadable"));
		node.fire((schedule, facts, now) -> {
			assertThat(facts.liveJobs()).isZero();
			return Plans.oneJob(schedule, facts, now);
		});
		assertThat(node.claim(1)).hasSize(1);
	}

	@Test
	default void plannerGetsTheStoresTime() {
		add(TestSchedule.hourly("hourly", now()));
		Instant before = now();
		FireReply reply = node("a").fire((schedule, facts, now) -> {
			assertThat(now).isBetween(before, now());
			return Plans.oneJob(schedule, facts, now);
		});
		assertThat(reply.applied()).hasSize(1);
		assertThat(reply.now()).isBetween(before, now());
	}

	@Test
	default void skippedFireTimesAreRecordedAndMakeNoJob() {
		Instant fireTime = now();
		add(TestSchedule.hourly("hourly", fireTime));
		FireReply reply = node("a").fire(Plans::skip);
		assertThat(liveJobs()).isEmpty();
		assertThat(store().findSkipped("hourly", 10)).isEqualTo(reply.applied().get(0).skipped());
		assertThat(schedule("hourly").status().watermark()).isEqualTo(fireTime);
	}

	@Test
	default void jobThatExistsIsLeftAsItIs() {
		Instant fireTime = now();
		Schedule schedule = add(TestSchedule.hourly("hourly", fireTime));
		TestJob existing = TestJob.job("report").withChosenId(Plans.jobId(schedule, fireTime));
		add(existing);
		TestNode node = node("a");
		assertThat(node.fire(Plans::oneJob).fired(schedule)).isTrue();
		assertThat(liveJobs()).hasSize(1);
		assertThat(job(existing.id()).spec()).isEqualTo(existing.spec());
		assertThat(schedule("hourly").status().watermark()).isEqualTo(fireTime);
	}

	@Test
	default void severalJobsOfOnePlanAreAllMade() {
		Instant first = now().minus(TestSchedule.INTERVAL).minusSeconds(1);
		Schedule schedule = add(TestSchedule.hourly("hourly", first));
		node("a").fire((planned, facts, now) -> {
			Firing one = Plans.oneJob(planned, facts, now);
			Firing two = Plans.oneJob(planned.with(one.next()), facts, now);
			return new Firing(planned, List.of(one.jobs().get(0), two.jobs().get(0)), List.of(), two.next());
		});
		assertThat(liveJobs()).extracting(Job::id)
			.containsExactlyInAnyOrder(Plans.jobId(schedule, first),
					Plans.jobId(schedule, first.plus(TestSchedule.INTERVAL)));
	}

	@Test
	default void scheduleAddedAgainIsANewLifeAndFiresAgain() {
		Instant fireTime = now().minusSeconds(1);
		Schedule former = add(TestSchedule.hourly("hourly", fireTime));
		TestNode node = node("a");
		node.fire(Plans::oneJob);
		change("hourly", TestSchedule.removal());
		Schedule current = add(TestSchedule.hourly("hourly", fireTime));
		assertThat(current.uid()).isNotEqualTo(former.uid());
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
		assertThat(liveJobs()).extracting(Job::id)
			.containsExactlyInAnyOrder(Plans.jobId(former, fireTime), Plans.jobId(current, fireTime));
	}

	@Test
	default void jobMadeByAScheduleOutlivesItsRemoval() {
		Schedule schedule = add(TestSchedule.hourly("hourly", now()));
		TestNode node = node("a");
		node.fire(Plans::oneJob);
		change("hourly", TestSchedule.removal());
		assertThat(node.claimOne().job().id())
			.isEqualTo(Plans.jobId(schedule, Objects.requireNonNull(schedule.status().nextFireTime())));
	}

}
