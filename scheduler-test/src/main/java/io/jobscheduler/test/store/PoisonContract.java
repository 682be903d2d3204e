package io.jobscheduler.test.store;

import java.util.List;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.Reclaimed;
import io.jobscheduler.store.ScheduleQuery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is stored and cannot be read is set aside with the reason, and hurts nothing else.
 */
interface PoisonContract extends StoreScenario {

	private void corrupt(JobId id) {
		assumeTrue(fixture().corruptJob(id), "Nothing stored can be damaged");
	}

	private void corrupt(String scheduleId) {
		assumeTrue(fixture().corruptSchedule(scheduleId), "Nothing stored can be damaged");
	}

	private static ClaimReply claim(TestNode node) {
		return node.request(new ClaimRequest.Lane(TestNode.EXECUTOR, 10, TestNode.TASKS));
	}

	@Test
	default void jobThatCannotBeReadIsQuarantinedAndTheOthersAreClaimed() {
		JobId before = add(TestJob.job());
		JobId bad = add(TestJob.job());
		JobId after = add(TestJob.job());
		corrupt(bad);
		TestNode node = node("a");
		ClaimReply reply = claim(node);
		assertThat(TestNode.claimed(reply)).extracting((claim) -> claim.job().id()).containsExactly(before, after);
		assertThat(reply.quarantined()).singleElement().satisfies((quarantined) -> {
			assertThat(quarantined.id()).isEqualTo(bad.toString());
			assertThat(quarantined.reason()).isNotBlank();
		});
		assertThat(store().counts(10).quarantined()).isEqualTo(1);
		assertThat(store().counts(10).running()).isEqualTo(2);
	}

	@Test
	default void quarantinedJobIsReportedOnceAndLeftAlone() {
		JobId bad = add(TestJob.job());
		corrupt(bad);
		TestNode node = node("a");
		assertThat(claim(node).quarantined()).hasSize(1);
		assertThat(claim(node).quarantined()).isEmpty();
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node.reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		assertThat(node.pulse().nextJobDue()).isNull();
	}

	@Test
	default void runningJobThatCanNoLongerBeReadHurtsNoOtherReclaim() {
		JobId bad = add(TestJob.job());
		JobId good = add(TestJob.job());
		node("dead").claim(2);
		corrupt(bad);
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		List<Reclaimed> reclaimed = other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		assertThat(reclaimed).extracting((each) -> each.claim().job().id()).contains(good);
		other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		assertThat(other.claim(10)).extracting((claim) -> claim.job().id()).containsExactly(good);
	}

	@Test
	default void jobsAreListedAroundOneThatCannotBeRead() {
		JobId before = add(TestJob.job());
		JobId bad = add(TestJob.job());
		JobId after = add(TestJob.job());
		corrupt(bad);
		assertThat(store().findJobs(JobQuery.all(10)).items()).extracting(Job::id).contains(before, after);
		claim(node("a"));
		assertThat(store().findJobs(JobQuery.all(10)).items()).extracting(Job::id).contains(before, after);
	}

	@Test
	default void quarantinedJobShowsTheReasonAsFarAsItCanBeShown() {
		JobId bad = add(TestJob.job());
		corrupt(bad);
		claim(node("a"));
		store().job(bad).ifPresent((job) -> {
			assertThat(job.state()).isEqualTo(JobState.QUARANTINED);
			assertThat(job.attempts().lastError()).isNotBlank();
		});
	}

	@Test
	default void scheduleThatCannotBeReadIsQuarantinedAndTheOthersFire() {
		add(TestSchedule.hourly("before", now()));
		add(TestSchedule.hourly("bad", now()));
		add(TestSchedule.hourly("later", now()));
		corrupt("bad");
		TestNode node = node("a");
		FireReply reply = node.fire(Plans::oneJob);
		assertThat(reply.applied()).extracting((firing) -> firing.planned().id())
			.containsExactlyInAnyOrder("before", "later");
		assertThat(reply.quarantined()).singleElement().satisfies((quarantined) -> {
			assertThat(quarantined.id()).isEqualTo("bad");
			assertThat(quarantined.reason()).isNotBlank();
		});
		assertThat(node.fire(Plans::oneJob).quarantined()).isEmpty();
		assertThat(liveJobs()).hasSize(2);
	}

	@Test
	default void schedulesAreListedAroundOneThatCannotBeRead() {
		add(TestSchedule.hourly("a", now()));
		add(TestSchedule.hourly("b", now()));
		add(TestSchedule.hourly("c", now()));
		corrupt("b");
		assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).extracting(Schedule::id).contains("a", "c");
		node("node").fire(Plans::oneJob);
		assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).extracting(Schedule::id).contains("a", "c");
	}

}
