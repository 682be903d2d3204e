package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.TaskSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A rate limit holds in the whole cluster, in every period, and starves no one else.
 */
interface RateLimitContract extends StoreScenario {

	/** How long the period of the limits here is: longer than any test takes. */
	Duration PERIOD = Duration.ofHours(1);

	/** Long enough for a period to have passed. */
	Duration PAST_PERIOD = PERIOD.plusMillis(1);

	private void rate(String task, int permits, TestNode... nodes) {
		limit(new TaskSettings(task, Set.of(), null, new RateLimit(permits, PERIOD)), nodes);
	}

	private void addImports(int count) {
		for (int index = 0; index < count; index++) {
			add(TestJob.job("import"));
		}
	}

	@Test
	default void noMoreAreClaimedInAPeriodThanPermitted() {
		TestNode node = node("a");
		rate("import", 3, node);
		addImports(5);
		List<Claim> claims = node.claim(10);
		assertThat(claims).hasSize(3);
		claims.forEach(node::succeed);
		assertThat(node.claim(10)).isEmpty();
		advance(PAST_PERIOD);
		node.pulse();
		assertThat(node.claim(10)).hasSize(2);
	}

	@Test
	default void periodSlides() {
		TestNode node = node("a");
		rate("import", 2, node);
		addImports(5);
		node.succeed(node.claimOne());
		advance(PERIOD.dividedBy(2));
		node.succeed(node.claimOne());
		assertThat(node.claim(10)).isEmpty();
		advance(PERIOD.dividedBy(2).plusMillis(1));
		node.pulse();
		assertThat(node.claim(10)).hasSize(1);
		assertThat(node.claim(10)).isEmpty();
	}

	@Test
	default void rateIsSharedByAllNodesAndLanes() {
		TestNode first = node("a");
		TestNode second = node("b");
		rate("import", 3, first, second);
		addImports(10);
		assertThat(first.claim(1)).hasSize(1);
		ClaimReply reply = second.request(new ClaimRequest.Lane("one", 5, TestNode.tasks("import")),
				new ClaimRequest.Lane("two", 5, TestNode.tasks("import")));
		assertThat(reply.claims().values().stream().mapToInt(List::size).sum()).isEqualTo(2);
		assertThat(first.claim(10)).isEmpty();
	}

	@Test
	default void rateIsSharedWithTheTasksFormerIds() {
		TestNode node = node("a");
		limit(new TaskSettings("import", Set.of("load"), null, new RateLimit(2, PERIOD)), node);
		add(TestJob.job("load"), TestJob.job("import"), TestJob.job("load"));
		ClaimRequest.Lane lane = new ClaimRequest.Lane(TestNode.EXECUTOR, 10, TestNode.tasks("import", "load"));
		assertThat(TestNode.claimed(node.request(lane))).hasSize(2);
		assertThat(TestNode.claimed(node.request(lane))).isEmpty();
	}

	@Test
	default void taskAtItsRateTakesNoPlaceInTheBatch() {
		TestNode node = node("a");
		rate("import", 1, node);
		for (int index = 0; index < 100; index++) {
			add(TestJob.job("import").withPriority(1000));
		}
		node.claimOne();
		JobId quick = add(TestJob.job().withPriority(-1000));
		assertThat(node.claim(1)).extracting((claim) -> claim.job().id()).containsExactly(quick);
	}

	@Test
	default void replySaysWhenTheNextJobMayBeClaimed() {
		TestNode node = node("a");
		rate("import", 1, node);
		addImports(2);
		Instant before = now();
		node.claimOne();
		ClaimReply reply = node.request(new ClaimRequest.Lane(TestNode.EXECUTOR, 10, TestNode.TASKS));
		assertThat(TestNode.claimed(reply)).isEmpty();
		assertThat(reply.nextDue()).isNotNull()
			.isAfterOrEqualTo(before.plus(PERIOD).minus(MICROSECOND))
			.isBeforeOrEqualTo(now().plus(PERIOD));
	}

	@Test
	default void taskAtItsRateWithNothingPendingWakesNobody() {
		TestNode node = node("a");
		rate("import", 1, node);
		addImports(1);
		node.claimOne();
		assertThat(node.request(new ClaimRequest.Lane(TestNode.EXECUTOR, 10, TestNode.TASKS)).nextDue()).isNull();
	}

	@Test
	default void claimThatIsHandedBackCountsAllTheSame() {
		TestNode node = node("a");
		rate("import", 1, node);
		addImports(1);
		node.complete(node.claimOne(), new Completion.HandBack());
		assertThat(node.claim(10)).isEmpty();
		advance(PAST_PERIOD);
		node.pulse();
		assertThat(node.claim(10)).hasSize(1);
	}

	@Test
	default void rateAndLimitOfRunningJobsHoldTogether() {
		TestNode node = node("a");
		limit(new TaskSettings("import", Set.of(), 1, new RateLimit(2, PERIOD)), node);
		addImports(5);
		Claim first = node.claimOne();
		assertThat(node.claim(10)).isEmpty();
		node.succeed(first);
		Claim second = node.claimOne();
		node.succeed(second);
		assertThat(node.claim(10)).isEmpty();
	}

	@Test
	default void rateThatIsLiftedLimitsNoMore() {
		TestNode node = node("a");
		rate("import", 1, node);
		addImports(10);
		assertThat(node.claim(10)).hasSize(1);
		limit("import", null, node);
		assertThat(node.claim(10)).hasSize(9);
	}

	@Test
	default void raisedRateHoldsFromTheNextPulse() {
		TestNode node = node("a");
		rate("import", 1, node);
		addImports(10);
		assertThat(node.claim(10)).hasSize(1);
		rate("import", 4, node);
		assertThat(node.claim(10)).hasSize(3);
	}

	@Test
	default void settingTheSameRateAgainForgetsNoClaim() {
		TestNode node = node("a");
		rate("import", 2, node);
		addImports(10);
		assertThat(node.claim(1)).hasSize(1);
		rate("import", 2, node);
		assertThat(node.claim(10)).hasSize(1);
	}

	private static int claimOften(TestNode node) {
		int claimed = 0;
		for (int round = 0; round < 5; round++) {
			claimed += node.claim(3).size();
		}
		return claimed;
	}

	@Test
	default void claimersInARaceStayBelowTheRate() {
		TestNode[] nodes = { node("a"), node("b"), node("c"), node("d") };
		rate("import", 7, nodes);
		addImports(40);
		int claimed = Race.run(nodes.length, (number) -> () -> claimOften(nodes[number]))
			.stream()
			.mapToInt(Integer::intValue)
			.sum();
		assertThat(claimed + claimOften(nodes[0])).isEqualTo(7);
	}

}
