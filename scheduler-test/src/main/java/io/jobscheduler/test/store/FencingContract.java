package io.jobscheduler.test.store;

import java.util.List;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A run whose claim was taken away changes nothing any more.
 */
interface FencingContract extends StoreScenario {

	@Test
	default void retryRepeatedAfterTheNextClaimIsStale() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim first = node.claimOne();
		node.complete(first, Verdicts.failure());
		Claim second = node("b").claimOne();
		assertThat(node.complete(first, Verdicts.failure())).isEqualTo(CompletionStatus.STALE);
		assertThat(job(id)).isEqualTo(second.job());
	}

	@Test
	default void completionAfterTheLeaseEndedIsAppliedUnlessReclaimed() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
	}

	@Test
	default void completionAfterReclaimIsStaleAndChangesNothing() {
		JobId id = add(TestJob.job());
		TestNode slow = node("slow");
		Claim claim = slow.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		node("b").reclaim(Verdicts.ANOTHER_ATTEMPT);
		Job before = job(id);
		assertThat(slow.succeed(claim)).isEqualTo(CompletionStatus.STALE);
		assertThat(job(id)).isEqualTo(before);
		assertThat(store().result(id)).isEmpty();
	}

	@Test
	default void retryAfterReclaimCountsNoFailure() {
		JobId id = add(TestJob.job());
		TestNode slow = node("slow");
		Claim claim = slow.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		node("b").reclaim(Verdicts.ANOTHER_ATTEMPT);
		Job before = job(id);
		assertThat(slow.complete(claim, Verdicts.failure())).isNotEqualTo(CompletionStatus.APPLIED);
		assertThat(job(id)).isEqualTo(before);
	}

	@Test
	default void staleTokenChangesNothingWhileAnotherNodeHoldsTheJob() {
		JobId id = add(TestJob.job());
		TestNode slow = node("slow");
		Claim stale = slow.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		Claim current = other.claimOne();
		for (Completion.Verdict verdict : List.of(Verdicts.succeeded(now()), Verdicts.failure(),
				new Completion.HandBack(), new Completion.Quarantine("unreadable"))) {
			assertThat(slow.complete(stale, verdict)).isEqualTo(CompletionStatus.STALE);
		}
		assertThat(job(id)).isEqualTo(current.job());
		assertThat(other.succeed(current)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(slow.complete(stale, Verdicts.failed(now()))).isEqualTo(CompletionStatus.STALE);
		assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(result(id).run().node()).isEqualTo("b");
	}

	@Test
	default void abandonedJobIsNotBroughtBackByItsLateNode() {
		JobId id = add(TestJob.job());
		TestNode slow = node("slow");
		Claim claim = slow.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		node("b").reclaim(Verdicts.GIVE_UP);
		assertThat(slow.succeed(claim)).isEqualTo(CompletionStatus.STALE);
		assertThat(slow.complete(claim, Verdicts.failure())).isEqualTo(CompletionStatus.STALE);
		assertThat(result(id).outcome()).isEqualTo(Outcome.ABANDONED);
		assertThat(store().job(id)).isEmpty();
	}

}
