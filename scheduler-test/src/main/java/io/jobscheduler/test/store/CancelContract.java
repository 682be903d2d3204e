package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.List;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is pending ends as cancelled; what runs is asked to stop.
 */
interface CancelContract extends StoreScenario {

	@Test
	default void pendingJobEndsAsCancelledAndLeavesAResult() {
		JobId id = add(TestJob.job("report").dueIn(Duration.ofHours(1)));
		assertThat(cancel(id)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(store().job(id)).isEmpty();
		JobResult result = result(id);
		assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(result.task()).isEqualTo("report");
		assertThat(result.run().token()).isZero();
		assertThat(result.run().node()).isNull();
		assertThat(result.run().startedAt()).isNull();
		assertThat(result.run().endedAt()).isBetween(now().minusSeconds(60), now());
		assertThat(result.expiresAt()).isBetween(result.run().endedAt().plus(RETENTION), now().plus(RETENTION));
	}

	@Test
	default void cancelledJobIsNeverClaimed() {
		JobId id = add(TestJob.job());
		cancel(id);
		TestNode node = node("a");
		assertThat(node.claim(1)).isEmpty();
		assertThat(node.pulse().nextJobDue()).isNull();
	}

	@Test
	default void cancelledWithoutRetentionLeavesNoResult() {
		JobId id = add(TestJob.job());
		List<CancelReply> replies = store().requestCancel(new CancelRequest(List.of(id), Duration.ZERO));
		assertThat(replies).containsExactly(new CancelReply(id, CancelReply.Status.CANCELLED));
		assertThat(store().job(id)).isEmpty();
		assertThat(store().result(id)).isEmpty();
	}

	@Test
	default void runningJobIsAskedThroughThePulseOfItsHolder() {
		JobId id = add(TestJob.job());
		add(TestJob.job());
		TestNode holder = node("a");
		Claim claim = holder.claimOne();
		TestNode other = node("b");
		Claim unrelated = other.claimOne();
		assertThat(holder.pulse(claim).cancel()).isEmpty();
		assertThat(cancel(id)).isEqualTo(CancelReply.Status.REQUESTED);
		assertThat(job(id).state()).isEqualTo(JobState.RUNNING);
		assertThat(other.pulse(unrelated).cancel()).isEmpty();
		assertThat(holder.pulse(claim).cancel()).containsExactly(id);
		assertThat(holder.pulse(claim).lost()).isEmpty();
	}

	@Test
	default void askedJobEndsAsItsRunDecides() {
		JobId stopped = add(TestJob.job());
		JobId finished = add(TestJob.job());
		TestNode node = node("a");
		Claim first = node.claimOne();
		Claim second = node.claimOne();
		cancel(stopped);
		cancel(finished);
		assertThat(node.complete(first, Verdicts.unsuccessful(Outcome.CANCELLED, now())))
			.isEqualTo(CompletionStatus.APPLIED);
		assertThat(node.succeed(second)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(result(stopped).outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(result(finished).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(node.pulse().cancel()).isEmpty();
	}

	@Test
	default void cancellingRepeatedTellsThatItHasEnded() {
		JobId id = add(TestJob.job());
		cancel(id);
		JobResult before = result(id);
		assertThat(cancel(id)).isEqualTo(CancelReply.Status.ENDED);
		assertThat(result(id)).isEqualTo(before);
	}

	@Test
	default void askingRepeatedAsksOnce() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		cancel(id);
		assertThat(cancel(id)).isEqualTo(CancelReply.Status.REQUESTED);
		assertThat(node.pulse(claim).cancel()).containsExactly(id);
	}

	@Test
	default void endedJobStaysAsItEnded() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		node.succeed(node.claimOne());
		assertThat(cancel(id)).isEqualTo(CancelReply.Status.ENDED);
		assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	default void unknownJobCannotBeCancelled() {
		JobId unknown = TestJob.nextId();
		assertThat(cancel(unknown)).isEqualTo(CancelReply.Status.UNKNOWN);
		assertThat(store().result(unknown)).isEmpty();
	}

	@Test
	default void batchIsCancelledItemByItemInItsOrder() {
		JobId running = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		JobId pending = add(TestJob.job());
		JobId unknown = TestJob.nextId();
		assertThat(store().requestCancel(new CancelRequest(List.of(unknown, pending, running), RETENTION)))
			.containsExactly(new CancelReply(unknown, CancelReply.Status.UNKNOWN),
					new CancelReply(pending, CancelReply.Status.CANCELLED),
					new CancelReply(running, CancelReply.Status.REQUESTED));
		assertThat(node.pulse(claim).cancel()).containsExactly(running);
	}

	@Test
	default void jobAskedToStopDoesNotComeBackAfterItsNodeDied() {
		JobId id = add(TestJob.job());
		node("dead").claimOne();
		cancel(id);
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		other.pulse();
		assertThat(other.claim(1)).isEmpty();
		assertThat(result(id).outcome()).isEqualTo(Outcome.CANCELLED);
	}

	@Test
	default void jobAskedToStopDoesNotComeBackAfterItWasHandedBack() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		cancel(id);
		node.complete(claim, new Completion.HandBack());
		node.pulse();
		assertThat(node.claim(1)).isEmpty();
		assertThat(result(id).outcome()).isEqualTo(Outcome.CANCELLED);
	}

	@Test
	default void jobThatHasFailedBeforeIsCancelledWithItsAttempt() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		node.complete(node.claimOne(), Verdicts.failure(Duration.ofHours(1)));
		assertThat(cancel(id)).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(result(id).outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(result(id).run().startedAt()).isNull();
	}

}
