package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.job.Job;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.FireReply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A plan is applied only to the schedule it was made for, and at most once.
 */
interface FiringConflictContract extends StoreScenario {

	@Test
	default void planIsDroppedWhenTheScheduleChangedMeanwhile() {
		add(TestSchedule.hourly("hourly", now()));
		FireReply reply = node("a").fire(Plans
			.meanwhile(() -> change("hourly", TestSchedule.setArguments("{\"changed\": true}")), Plans::oneJob));
		assertThat(reply.applied()).isEmpty();
		assertThat(reply.outrun()).isEqualTo(1);
		assertThat(liveJobs()).isEmpty();
		assertThat(schedule("hourly").status().watermark()).isNull();
		assertThat(schedule("hourly").definition().payload().arguments()).isEqualTo("{\"changed\": true}");
	}

	@Test
	default void droppedPlanIsMadeAnewNextTime() {
		add(TestSchedule.hourly("hourly", now()));
		TestNode node = node("a");
		node.fire(Plans.meanwhile(() -> change("hourly", TestSchedule.setArguments("{\"changed\": true}")),
				Plans::oneJob));
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
		assertThat(liveJobs()).extracting((job) -> job.spec().payload().arguments())
			.containsExactly("{\"changed\": true}");
	}

	@Test
	default void planIsDroppedWhenTheScheduleWasPausedMeanwhile() {
		add(TestSchedule.hourly("hourly", now()));
		FireReply reply = node("a")
			.fire(Plans.meanwhile(() -> change("hourly", TestSchedule.pause("holidays")), Plans::oneJob));
		assertThat(reply.outrun()).isEqualTo(1);
		assertThat(liveJobs()).isEmpty();
		assertThat(schedule("hourly").status().state()).isEqualTo(ScheduleState.PAUSED);
	}

	@Test
	default void planIsDroppedWhenTheScheduleWasRemovedMeanwhile() {
		add(TestSchedule.hourly("hourly", now()));
		FireReply reply = node("a")
			.fire(Plans.meanwhile(() -> change("hourly", TestSchedule.removal()), Plans::oneJob));
		assertThat(reply.applied()).isEmpty();
		assertThat(liveJobs()).isEmpty();
		assertThat(store().schedule("hourly")).isEmpty();
	}

	@Test
	default void planForAFormerLifeIsDropped() {
		Instant due = now();
		add(TestSchedule.hourly("hourly", due));
		TestSchedule next = TestSchedule.hourly("hourly", due);
		FireReply reply = node("a").fire(Plans.meanwhile(() -> {
			change("hourly", TestSchedule.removal());
			add(next);
		}, Plans::oneJob));
		assertThat(reply.applied()).isEmpty();
		assertThat(liveJobs()).isEmpty();
		assertThat(schedule("hourly").uid()).isEqualTo(next.schedule().uid());
		assertThat(schedule("hourly").status().watermark()).isNull();
	}

	@Test
	default void planIsDroppedWhenAnotherNodeFiredMeanwhile() {
		Instant due = now();
		Schedule schedule = add(TestSchedule.hourly("hourly", due));
		TestNode quick = node("quick");
		FireReply reply = node("slow")
			.fire(Plans.meanwhile(() -> assertThat(quick.fire(Plans::oneJob).applied()).hasSize(1), Plans::oneJob));
		assertThat(reply.applied()).isEmpty();
		assertThat(reply.outrun()).isEqualTo(1);
		assertThat(liveJobs()).extracting(Job::id).containsExactly(Plans.jobId(schedule, due));
	}

	@Test
	default void samePlanIsNeverAppliedTwice() {
		add(TestSchedule.hourly("hourly", now()));
		TestNode node = node("a");
		Firing plan = node.fire(Plans::oneJob).applied().get(0);
		Schedule fired = schedule("hourly");
		node.succeed(node.claimOne());
		advance(TestSchedule.INTERVAL);
		FireReply reply = node.fire((schedule, facts, now) -> plan);
		assertThat(reply.applied()).isEmpty();
		assertThat(liveJobs()).isEmpty();
		assertThat(schedule("hourly")).isEqualTo(fired);
	}

	@Test
	default void firingRepeatedAfterPruningMakesNoSecondJob() {
		Instant fireTime = now();
		add(TestSchedule.hourly("hourly", fireTime));
		TestNode node = node("a");
		node.fire(Plans::oneJob);
		node.complete(node.claimOne(), Verdicts.succeeded(now(), Duration.ZERO));
		assertThat(node.fire(Plans::oneJob).applied()).isEmpty();
		assertThat(liveJobs()).isEmpty();
		assertThat(schedule("hourly").status().watermark()).isEqualTo(fireTime);
	}

	@Test
	default void plannerThatThrowsHurtsOnlyItsOwnSchedule() {
		Instant due = now().minusSeconds(10);
		add(TestSchedule.hourly("good", due.minusSeconds(1)));
		Schedule bad = add(TestSchedule.hourly("bad", due));
		add(TestSchedule.hourly("better", due.plusSeconds(1)));
		FireReply reply = node("a").fire((schedule, facts, now) -> {
			if (schedule.id().equals("bad")) {
				throw new IllegalStateException("a trigger that cannot count");
			}
			return Plans.oneJob(schedule, facts, now);
		});
		assertThat(reply.applied()).extracting((firing) -> firing.planned().id())
			.containsExactlyInAnyOrder("good", "better");
		assertThat(liveJobs()).hasSize(2);
		assertThat(schedule("bad").status().watermark()).isNull();
		assertThat(schedule("bad").uid()).isEqualTo(bad.uid());
	}

	@Test
	default void plannerIsCalledOutsideAnyLock() {
		add(TestSchedule.hourly("hourly", now()));
		add(TestSchedule.hourly("other", now()).paused("holidays"));
		add(TestJob.job());
		TestNode other = node("b");
		List<Object> done = new ArrayList<>();
		FireReply reply = node("a").fire(Plans.meanwhile(() -> done.add(Race.elsewhere(() -> {
			other.succeed(other.claimOne());
			return change("other", TestSchedule.setArguments("{\"changed\": true}"));
		})), Plans::oneJob));
		assertThat(reply.applied()).hasSize(1);
		assertThat(done).hasSize(1);
	}

}
