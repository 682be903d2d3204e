package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Due jobs are claimed in order, by one node each, as many as there are slots for.
 */
interface ClaimContract extends StoreScenario {

	private static List<JobId> ids(List<Claim> claims) {
		return claims.stream().map((claim) -> claim.job().id()).toList();
	}

	@Test
	default void claimedJobRunsOnItsNodeUnderALease() {
		TestJob added = TestJob.job();
		add(added);
		TestNode node = node("a");
		Instant before = now();
		Claim claim = node.claimOne();
		Instant after = now();
		assertThat(claim.job().id()).isEqualTo(added.id());
		assertThat(claim.job().spec()).isEqualTo(added.spec());
		assertThat(claim.job().attempt()).isEqualTo(1);
		assertThat(claim.token()).isPositive();
		assertThat(claim.leaseUntil()).isBetween(before.plus(LEASE), after.plus(LEASE));
		Job running = job(added.id());
		assertThat(running.state()).isEqualTo(JobState.RUNNING);
		assertThat(running.attempts().node()).isEqualTo("a");
		assertThat(running.attempts().token()).isEqualTo(claim.token());
		assertThat(running.attempts().leaseUntil()).isEqualTo(claim.leaseUntil());
		assertThat(running).isEqualTo(claim.job());
	}

	@Test
	default void thereIsNothingToClaimInAnEmptyStore() {
		ClaimReply reply = node("a").request(new ClaimRequest.Lane(TestNode.EXECUTOR, 1, TestNode.TASKS));
		assertThat(TestNode.claimed(reply)).isEmpty();
		assertThat(reply.quarantined()).isEmpty();
		assertThat(reply.nextDue()).isNull();
		assertThat(reply.now()).isBetween(now().minusSeconds(60), now());
	}

	@Test
	default void higherPriorityIsClaimedFirstThenTheEarlierDueThenTheLowerId() {
		Instant due = now().minusSeconds(60);
		TestJob low = TestJob.job().withPriority(-1).dueAt(due.minusSeconds(30));
		TestJob third = TestJob.job().dueAt(due);
		TestJob fourth = TestJob.job().dueAt(due);
		TestJob second = TestJob.job().dueAt(due.minus(MICROSECOND));
		TestJob high = TestJob.job().withPriority(1000).dueAt(due.plusSeconds(30));
		add(low, fourth, third, second, high);
		assertThat(ids(node("a").claim(10))).containsExactly(high.id(), second.id(), third.id(), fourth.id(), low.id());
	}

	@Test
	default void orderHoldsFromOneBatchToTheNext() {
		Instant due = now().minusSeconds(60);
		List<TestJob> jobs = new ArrayList<>();
		for (int index = 0; index < 10; index++) {
			jobs.add(TestJob.job().withPriority(index % 3).dueAt(due.plusSeconds(index % 4)));
		}
		add(jobs.toArray(TestJob[]::new));
		TestNode node = node("a");
		List<Claim> claims = new ArrayList<>();
		for (int batch = 0; batch < 5; batch++) {
			claims.addAll(node.claim(2));
		}
		assertThat(ids(claims)).isEqualTo(jobs.stream()
			.sorted(Comparator.comparingInt((TestJob job) -> -job.spec().priority())
				.thenComparing((job) -> job.request().due().resolve(due))
				.thenComparing(TestJob::id))
			.map(TestJob::id)
			.toList());
	}

	@Test
	default void futureJobsAreLeftUntilTheyAreDue() {
		JobId later = add(TestJob.job().dueIn(Duration.ofHours(1)).withPriority(1000));
		JobId due = add(TestJob.job());
		TestNode node = node("a");
		assertThat(ids(node.claim(10))).containsExactly(due);
		assertThat(job(later).state()).isEqualTo(JobState.PENDING);
		advance(Duration.ofHours(1));
		assertThat(ids(node.claim(10))).containsExactly(later);
	}

	@Test
	default void jobIsDueAtExactlyItsInstantAndNotBefore() {
		assumeTrue(fixture().clockStandsStill(), "The store's clock moves by itself");
		add(TestJob.job().dueAt(now().plus(MICROSECOND)));
		TestNode node = node("a");
		assertThat(node.claim(1)).isEmpty();
		advance(MICROSECOND);
		assertThat(node.claim(1)).hasSize(1);
	}

	@Test
	default void replyTellsWhenTheNextJobOfAnyTaskIsDue() {
		Instant next = now().plus(Duration.ofHours(1));
		add(TestJob.job("unknown here").dueAt(next), TestJob.job().dueAt(next.plusSeconds(1)), TestJob.job(),
				TestJob.job());
		ClaimReply reply = node("a").request(new ClaimRequest.Lane(TestNode.EXECUTOR, 1, TestNode.TASKS));
		assertThat(TestNode.claimed(reply)).hasSize(1);
		assertThat(reply.nextDue()).isEqualTo(next);
	}

	@Test
	default void dueJobsThatWereNotClaimedAreNotNextDue() {
		add(TestJob.job(), TestJob.job(), TestJob.job("unknown here"));
		ClaimReply reply = node("a").request(new ClaimRequest.Lane(TestNode.EXECUTOR, 1, TestNode.TASKS));
		assertThat(reply.nextDue()).isNull();
	}

	@Test
	default void laneTakesNoMoreThanItsSlots() {
		add(TestJob.job(), TestJob.job(), TestJob.job());
		TestNode node = node("a");
		assertThat(node.claim(2)).hasSize(2);
		assertThat(node.claim(2)).hasSize(1);
		assertThat(node.claim(2)).isEmpty();
	}

	@Test
	default void lanesAreFilledByTheTasksTheyRun() {
		TestJob send = TestJob.job("send");
		TestJob send2 = TestJob.job("send");
		TestJob report = TestJob.job("report");
		TestJob cleanup = TestJob.job("cleanup");
		add(send, send2, report, cleanup);
		ClaimReply reply = node("a").request(new ClaimRequest.Lane("mail", 1, TestNode.tasks("send")),
				new ClaimRequest.Lane("batch", 5, TestNode.tasks("report", "cleanup")));
		assertThat(ids(reply.claims().getOrDefault("mail", List.of()))).containsExactly(send.id());
		assertThat(ids(reply.claims().getOrDefault("batch", List.of()))).containsExactly(report.id(), cleanup.id());
		assertThat(job(send2.id()).state()).isEqualTo(JobState.PENDING);
	}

	@Test
	default void laneWithManyJobsTakesNoPlaceFromAnother() {
		for (int index = 0; index < 50; index++) {
			add(TestJob.job("import").withPriority(10));
		}
		JobId quick = add(TestJob.job("send"));
		ClaimReply reply = node("a").request(new ClaimRequest.Lane("batch", 1, TestNode.tasks("import")),
				new ClaimRequest.Lane("mail", 1, TestNode.tasks("send")));
		assertThat(ids(reply.claims().getOrDefault("mail", List.of()))).containsExactly(quick);
		assertThat(reply.claims().getOrDefault("batch", List.of())).hasSize(1);
	}

	@Test
	default void jobOfATaskInTwoLanesIsClaimedByOne() {
		add(TestJob.job(), TestJob.job(), TestJob.job());
		ClaimReply reply = node("a").request(new ClaimRequest.Lane("one", 2, TestNode.tasks("send")),
				new ClaimRequest.Lane("two", 2, TestNode.tasks("send")));
		List<JobId> claimed = reply.claims().values().stream().flatMap((claims) -> ids(claims).stream()).toList();
		assertThat(claimed).hasSize(3).doesNotHaveDuplicates();
	}

	@Test
	default void unknownTasksAreLeftForNodesThatKnowThem() {
		JobId known = add(TestJob.job("send"));
		JobId newer = add(TestJob.job("invented-tomorrow").withPriority(1000));
		assertThat(ids(node("old").claim(10))).containsExactly(known);
		assertThat(job(newer).state()).isEqualTo(JobState.PENDING);
		assertThat(ids(node("new").claim(10, TestNode.tasks("invented-tomorrow")))).containsExactly(newer);
	}

	@Test
	default void newerPayloadVersionsAreLeftForNodesThatUnderstandThem() {
		JobId first = add(TestJob.job().withVersion(1));
		JobId second = add(TestJob.job().withVersion(2));
		JobId third = add(TestJob.job().withVersion(3));
		assertThat(ids(node("old").claim(10, Map.of("send", 2)))).containsExactly(first, second);
		assertThat(ids(node("new").claim(10, Map.of("send", 3)))).containsExactly(third);
	}

	@Test
	default void olderPayloadVersionsOfEachTaskAreTaken() {
		JobId send = add(TestJob.job("send").withVersion(1));
		JobId tooNew = add(TestJob.job("send").withVersion(4));
		JobId report = add(TestJob.job("report").withVersion(4));
		assertThat(ids(node("a").claim(10, Map.of("send", 3, "report", 7)))).containsExactly(send, report);
		assertThat(job(tooNew).state()).isEqualTo(JobState.PENDING);
	}

	@Test
	default void aliasesAreClaimedByTheNameTheJobWasAddedWith() {
		JobId renamed = add(TestJob.job("send-invoice"));
		JobId current = add(TestJob.job("send"));
		List<Claim> claims = node("a").claim(10, TestNode.tasks("send", "send-invoice"));
		assertThat(ids(claims)).containsExactly(renamed, current);
		assertThat(claims).extracting((claim) -> claim.job().spec().task()).containsExactly("send-invoice", "send");
	}

	@Test
	default void taskIdsAreCaseSensitive() {
		add(TestJob.job("Send"));
		TestNode node = node("a");
		assertThat(node.claim(10, TestNode.tasks("send"))).isEmpty();
		assertThat(node.claim(10, TestNode.tasks("Send"))).hasSize(1);
	}

	@Test
	default void twoNodesGetDistinctJobsAndAThirdNothing() {
		add(TestJob.job(), TestJob.job(), TestJob.job(), TestJob.job());
		List<JobId> first = ids(node("a").claim(2));
		List<JobId> second = ids(node("b").claim(2));
		assertThat(first).hasSize(2);
		assertThat(second).hasSize(2).doesNotContainAnyElementsOf(first);
		assertThat(node("c").claim(2)).isEmpty();
	}

	@Test
	default void claimedJobIsNotClaimedAgainEvenWhenItsLeaseHasEnded() {
		add(TestJob.job());
		TestNode node = node("a");
		node.claimOne();
		assertThat(node.claim(1)).isEmpty();
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node.claim(1)).isEmpty();
	}

	@Test
	default void tokensRiseStoreWideAndNeverRepeat() {
		TestNode first = node("a");
		TestNode second = node("b");
		long last = 0;
		for (int round = 0; round < 5; round++) {
			add(TestJob.job(), TestJob.job(), TestJob.job());
			for (TestNode node : List.of(first, second)) {
				for (Claim claim : node.claim(1)) {
					assertThat(claim.token()).isGreaterThan(last);
					last = claim.token();
					node.complete(claim, Verdicts.succeeded(now(), Duration.ZERO));
				}
			}
		}
	}

	@Test
	default void everyClaimOfABatchHasATokenOfItsOwnAboveAllBefore() {
		TestNode node = node("a");
		add(TestJob.job());
		long before = node.claimOne().token();
		add(TestJob.job(), TestJob.job(), TestJob.job());
		assertThat(node.claim(3)).extracting(Claim::token)
			.doesNotHaveDuplicates()
			.allSatisfy((token) -> assertThat(token).isGreaterThan(before));
	}

	@Test
	default void everyNewClaimOfAJobHasAHigherToken() {
		add(TestJob.job());
		TestNode node = node("a");
		long last = 0;
		for (int round = 0; round < 3; round++) {
			Claim claim = node.claimOne();
			assertThat(claim.token()).isGreaterThan(last);
			last = claim.token();
			node.complete(claim, Verdicts.failure());
		}
	}

}
