package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.Reclaimed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a dead node held goes on: to another attempt, or to an end that is recorded.
 */
interface ReclaimContract extends StoreScenario {

	@Test
	default void abandonedAttemptIsFollowedByAnother() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		node.complete(node.claimOne(), Verdicts.failure());
		Claim lost = node.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).singleElement().satisfies((reclaimed) -> {
			assertThat(reclaimed.claim().job().id()).isEqualTo(id);
			assertThat(reclaimed.claim().token()).isEqualTo(lost.token());
			assertThat(reclaimed.verdict()).isEqualTo(Verdicts.abandonment());
		});
		Job job = job(id);
		assertThat(job.state()).isEqualTo(JobState.PENDING);
		assertThat(job.attempts().node()).isNull();
		assertThat(job.attempts().failures()).isEqualTo(1);
		assertThat(job.attempts().abandonments()).isEqualTo(1);
		assertThat(job.attempts().lastError()).contains("no route to host");
		assertThat(job.attempt()).isEqualTo(3);
	}

	@Test
	default void jobThatMayNotRunAgainEndsAsAbandoned() {
		JobId id = add(TestJob.job());
		Claim lost = node("dead").claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node("b").reclaim(Verdicts.GIVE_UP)).hasSize(1);
		assertThat(store().job(id)).isEmpty();
		JobResult result = result(id);
		assertThat(result.ending()).isEqualTo(Ending.unsuccessful(Outcome.ABANDONED, Verdicts.NODE_LOST));
		assertThat(result.run().node()).isEqualTo("dead");
		assertThat(result.run().token()).isEqualTo(lost.token());
		assertThat(result.run().attempt()).isEqualTo(1);
	}

	@Test
	default void anotherAttemptMayHaveToWait() {
		add(TestJob.job());
		node("dead").claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		other
			.reclaim((expired, now) -> new Completion.Retry(Duration.ofMinutes(1), Completion.Cause.ABANDONMENT, null));
		assertThat(other.claim(1)).isEmpty();
		advance(Duration.ofMinutes(1));
		assertThat(other.claim(1)).hasSize(1);
	}

	@Test
	default void plannerSeesTheClaimAsItExpiredAndTheStoresTime() {
		add(TestJob.job());
		TestNode dead = node("dead");
		Claim lost = dead.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		List<Claim> seen = new ArrayList<>();
		node("b").reclaim((expired, now) -> {
			assertThat(now).isAfter(expired.leaseUntil()).isBeforeOrEqualTo(now());
			seen.add(expired);
			return Verdicts.abandonment();
		});
		assertThat(seen).singleElement().isEqualTo(lost);
	}

	@Test
	default void claimThatThePlannerLeavesAloneStaysAsItIs() {
		JobId id = add(TestJob.job());
		node("a").claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		Job before = job(id);
		assertThat(store().reclaim(10, (claim, now) -> null)).isEmpty();
		assertThat(job(id)).isEqualTo(before);
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
	}

	@Test
	default void reclaimRepeatedFindsNothingMore() {
		JobId id = add(TestJob.job());
		node("dead").claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		assertThat(other.reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
		assertThat(other.reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		assertThat(job(id).attempts().abandonments()).isEqualTo(1);
	}

	@Test
	default void reclaimTakesNoMoreThanItsLimit() {
		add(TestJob.job(), TestJob.job(), TestJob.job());
		node("dead").claim(3);
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		assertThat(other.store().reclaim(2, Verdicts.ANOTHER_ATTEMPT)).hasSize(2);
		assertThat(other.store().reclaim(2, Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
		assertThat(other.store().reclaim(2, Verdicts.ANOTHER_ATTEMPT)).isEmpty();
	}

	@Test
	default void restartedNodeReapsWhatItHeldBeforeItDied() {
		JobId id = add(TestJob.job());
		Claim lost = node("a").claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode restarted = node("a");
		assertThat(restarted.reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
		Claim again = restarted.claimOne();
		assertThat(again.job().id()).isEqualTo(id);
		assertThat(again.token()).isGreaterThan(lost.token());
		assertThat(restarted.complete(lost, Verdicts.succeeded(now()))).isEqualTo(CompletionStatus.STALE);
	}

	@Test
	default void claimExtendedBetweenReadingAndWritingIsNotReclaimed() {
		add(TestJob.job());
		TestNode slow = node("slow");
		Claim claim = slow.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		List<Reclaimed> reclaimed = node("b").reclaim((expired, now) -> {
			slow.pulse(claim);
			return Verdicts.abandonment();
		});
		assertThat(reclaimed).isEmpty();
		assertThat(job(claim.job().id()).state()).isEqualTo(JobState.RUNNING);
		assertThat(slow.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	default void jobCompletedBetweenReadingAndWritingIsNotReclaimed() {
		JobId id = add(TestJob.job());
		TestNode slow = node("slow");
		Claim claim = slow.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		List<Reclaimed> reclaimed = node("b").reclaim((expired, now) -> {
			assertThat(slow.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
			return Verdicts.abandoned(now);
		});
		assertThat(reclaimed).isEmpty();
		assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	default void jobReclaimedByAnotherBetweenReadingAndWritingIsNotReclaimedTwice() {
		JobId id = add(TestJob.job());
		node("dead").claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode second = node("c");
		List<Reclaimed> reclaimed = node("b").reclaim((expired, now) -> {
			second.reclaim(Verdicts.ANOTHER_ATTEMPT);
			second.claimOne();
			return Verdicts.abandoned(now);
		});
		assertThat(reclaimed).isEmpty();
		assertThat(job(id).attempts().abandonments()).isEqualTo(1);
		assertThat(job(id).attempts().node()).isEqualTo("c");
	}

	@Test
	default void reclaimPlannerIsCalledOutsideAnyLock() {
		add(TestJob.job(), TestJob.job());
		TestNode dead = node("dead");
		dead.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		TestNode third = node("c");
		List<Reclaimed> reclaimed = other.reclaim((expired, now) -> {
			assertThat(Race.elsewhere(() -> third.succeed(third.claimOne()))).isEqualTo(CompletionStatus.APPLIED);
			return Verdicts.abandonment();
		});
		assertThat(reclaimed).hasSize(1);
	}

}
