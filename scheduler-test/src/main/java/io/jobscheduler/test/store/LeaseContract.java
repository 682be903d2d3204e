package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.Reclaimed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A claim holds as long as its lease, which its node extends by naming it.
 */
interface LeaseContract extends StoreScenario {

	@Test
	default void expiredLeaseIsReclaimedByAnotherNode() {
		JobId id = add(TestJob.job());
		Claim lost = node("dead").claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		assertThat(other.reclaim(Verdicts.ANOTHER_ATTEMPT)).extracting(Reclaimed::claim)
			.extracting(Claim::token)
			.containsExactly(lost.token());
		Claim again = other.claimOne();
		assertThat(again.job().id()).isEqualTo(id);
		assertThat(again.token()).isGreaterThan(lost.token());
	}

	@Test
	default void leaseThatHoldsIsNotReclaimed() {
		add(TestJob.job());
		Claim claim = node("a").claimOne();
		advance(LEASE.minusMinutes(1));
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		assertThat(job(claim.job().id()).state()).isEqualTo(JobState.RUNNING);
	}

	@Test
	default void leaseHoldsAtExactlyItsEndAndIsLostRightAfter() {
		assumeTrue(fixture().clockStandsStill(), "The store's clock moves by itself");
		add(TestJob.job());
		Claim claim = node("a").claimOne();
		TestNode other = node("b");
		advance(LEASE);
		assertThat(now()).isEqualTo(claim.leaseUntil());
		assertThat(other.reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		advance(MICROSECOND);
		assertThat(other.reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
	}

	@Test
	default void pulseExtendsTheClaimsItNames() {
		add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		advance(LEASE.minusMinutes(1));
		Instant before = now();
		PulseReply reply = node.pulse(claim);
		assertThat(reply.lost()).isEmpty();
		assertThat(job(claim.job().id()).attempts().leaseUntil()).isBetween(before.plus(LEASE), now().plus(LEASE));
		advance(LEASE.minusMinutes(1));
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
	}

	@Test
	default void pulseDoesNotExtendClaimsOfTheNodeThatItDoesNotName() {
		add(TestJob.job(), TestJob.job());
		TestNode node = node("a");
		Claim named = node.claimOne();
		Claim forgotten = node.claimOne();
		advance(LEASE.minusMinutes(1));
		node.pulse(named);
		advance(Duration.ofMinutes(2));
		assertThat(node.reclaim(Verdicts.ANOTHER_ATTEMPT)).extracting(Reclaimed::claim)
			.extracting(Claim::token)
			.containsExactly(forgotten.token());
	}

	@Test
	default void claimOfAnEarlierIncarnationIsNotExtendedByTheNextOne() {
		add(TestJob.job());
		TestNode dead = node("a");
		Claim orphan = dead.claimOne();
		dead.leave();
		advance(LEASE.minusMinutes(1));
		TestNode restarted = node("a");
		assertThat(restarted.pulse().lost()).isEmpty();
		advance(Duration.ofMinutes(2));
		assertThat(restarted.reclaim(Verdicts.ANOTHER_ATTEMPT)).extracting(Reclaimed::claim)
			.extracting(Claim::token)
			.containsExactly(orphan.token());
	}

	@Test
	default void expiredClaimThatNobodyReclaimedIsExtended() {
		add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node.pulse(claim).lost()).isEmpty();
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		assertThat(node.succeed(claim)).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	default void pulseRepeatedSaysTheSame() {
		JobId cancelled = add(TestJob.job());
		add(TestJob.job());
		TestNode node = node("a");
		Claim first = node.claimOne();
		Claim second = node.claimOne();
		cancel(cancelled);
		node.succeed(second);
		PulseReply once = node.pulse(first, second);
		PulseReply twice = node.pulse(first, second);
		assertThat(once.lost()).containsExactly(second.job().id());
		assertThat(once.cancel()).containsExactly(cancelled);
		assertThat(twice.lost()).isEqualTo(once.lost());
		assertThat(twice.cancel()).isEqualTo(once.cancel());
		assertThat(job(cancelled).attempts().token()).isEqualTo(first.token());
	}

	@Test
	default void pulseTellsOfAClaimThatWasReclaimed() {
		JobId id = add(TestJob.job());
		TestNode slow = node("slow");
		Claim claim = slow.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		node("b").reclaim(Verdicts.ANOTHER_ATTEMPT);
		assertThat(slow.pulse(claim).lost()).containsExactly(id);
		assertThat(job(id).state()).isEqualTo(JobState.PENDING);
	}

	@Test
	default void pulseTellsOfAClaimThatAnotherNodeHoldsNowAndLeavesThatOneAlone() {
		JobId id = add(TestJob.job());
		TestNode slow = node("slow");
		Claim old = slow.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		Claim current = other.claimOne();
		advance(Duration.ofMinutes(1));
		assertThat(slow.pulse(old).lost()).containsExactly(id);
		assertThat(job(id).attempts().leaseUntil()).isEqualTo(current.leaseUntil());
		assertThat(other.pulse(current).lost()).isEmpty();
	}

	@Test
	default void pulseTellsOfAClaimWhoseJobEndedElsewhere() {
		JobId id = add(TestJob.job());
		TestNode slow = node("slow");
		Claim claim = slow.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		node("b").reclaim(Verdicts.GIVE_UP);
		assertThat(slow.pulse(claim).lost()).containsExactly(id);
	}

	@Test
	default void pulseTellsOfAClaimTakenAnewByTheSameNode() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim old = node.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		node.reclaim(Verdicts.ANOTHER_ATTEMPT);
		node.claimOne();
		assertThat(node.pulse(old).lost()).containsExactly(id);
	}

}
