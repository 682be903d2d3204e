package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.TaskSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A limit of running jobs holds in the whole cluster, and starves no one else.
 */
interface LimitContract extends StoreScenario {

	private void addImports(int count) {
		List<TestJob> jobs = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			jobs.add(TestJob.job("import"));
		}
		add(jobs.toArray(TestJob[]::new));
	}

	@Test
	default void limitedTaskNeverHasMoreLiveClaims() {
		TestNode node = node("a");
		limit("import", 2, node);
		addImports(3);
		List<Claim> claims = node.claim(10);
		assertThat(claims).hasSize(2);
		assertThat(node.claim(10)).isEmpty();
		node.succeed(claims.get(0));
		assertThat(node.claim(10)).hasSize(1);
		assertThat(node.claim(10)).isEmpty();
	}

	@Test
	default void limitIsSharedByAllNodes() {
		TestNode first = node("a");
		TestNode second = node("b");
		limit("import", 3, first, second);
		addImports(10);
		assertThat(first.claim(2)).hasSize(2);
		assertThat(second.claim(2)).hasSize(1);
		assertThat(first.claim(2)).isEmpty();
	}

	@Test
	default void limitIsSharedByAllLanes() {
		TestNode node = node("a");
		limit("import", 3, node);
		addImports(10);
		ClaimReply reply = node.request(new ClaimRequest.Lane("one", 2, TestNode.tasks("import")),
				new ClaimRequest.Lane("two", 2, TestNode.tasks("import")));
		assertThat(reply.claims().values().stream().mapToInt(List::size).sum()).isEqualTo(3);
	}

	@Test
	default void limitIsSharedWithTheTasksFormerIds() {
		TestNode node = node("a");
		limit(new TaskSettings("import", Set.of("load", "fetch"), 2), node);
		add(TestJob.job("load"), TestJob.job("fetch"), TestJob.job("import"));
		ClaimRequest.Lane lane = new ClaimRequest.Lane(TestNode.EXECUTOR, 10,
				TestNode.tasks("import", "load", "fetch"));
		assertThat(TestNode.claimed(node.request(lane))).hasSize(2);
		assertThat(TestNode.claimed(node.request(lane))).isEmpty();
	}

	@Test
	default void limitOfOneTaskDoesNotTouchAnother() {
		TestNode node = node("a");
		limit("import", 1, node);
		limit("report", 2, node);
		addImports(3);
		add(TestJob.job("report"), TestJob.job("report"), TestJob.job("report"), TestJob.job(), TestJob.job());
		assertThat(node.claim(10)).extracting((claim) -> claim.job().spec().task())
			.containsExactlyInAnyOrder("import", "report", "report", "send", "send");
	}

	@Test
	default void saturatedTaskTakesNoPlaceInTheBatch() {
		TestNode node = node("a");
		limit("import", 1, node);
		addImports(100);
		JobId quick = add(TestJob.job());
		assertThat(node.claim(2)).extracting((claim) -> claim.job().spec().task()).containsExactly("import", "send");
		JobId next = add(TestJob.job());
		assertThat(node.claim(1)).extracting((claim) -> claim.job().id()).containsExactly(next).doesNotContain(quick);
	}

	@Test
	default void saturatedTaskOfHighPriorityTakesNoPlaceInTheBatch() {
		TestNode node = node("a");
		limit("import", 1, node);
		for (int index = 0; index < 100; index++) {
			add(TestJob.job("import").withPriority(1000));
		}
		node.claimOne();
		JobId quick = add(TestJob.job().withPriority(-1000));
		assertThat(node.claim(1)).extracting((claim) -> claim.job().id()).containsExactly(quick);
	}

	@Test
	default void limitedTaskIsClaimedInOrder() {
		TestNode node = node("a");
		limit("import", 1, node);
		TestJob low = TestJob.job("import");
		TestJob high = TestJob.job("import").withPriority(5);
		add(low, high);
		Claim first = node.claimOne();
		assertThat(first.job().id()).isEqualTo(high.id());
		node.succeed(first);
		assertThat(node.claimOne().job().id()).isEqualTo(low.id());
	}

	@Test
	default void expiredClaimCountsUntilItIsReclaimed() {
		TestNode dead = node("dead");
		TestNode other = node("b");
		limit("import", 1, dead, other);
		addImports(2);
		dead.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(other.claim(10)).isEmpty();
		assertThat(other.reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(1);
		assertThat(other.claim(10)).hasSize(1);
	}

	@Test
	default void everyWayToEndAClaimFreesItsPlace() {
		TestNode node = node("a");
		limit("import", 1, node);
		addImports(6);
		node.complete(node.claimOne(), Verdicts.failed(now()));
		node.complete(node.claimOne(), Verdicts.failure());
		node.complete(node.claimOne(), new Completion.HandBack());
		node.complete(node.claimOne(), new Completion.Quarantine("unreadable"));
		node.complete(node.claimOne(), Verdicts.succeeded(now(), Duration.ZERO));
		node.claimOne();
		assertThat(node.claim(10)).isEmpty();
	}

	@Test
	default void repeatedCompletionFreesNoSecondPlace() {
		TestNode node = node("a");
		limit("import", 2, node);
		addImports(4);
		Claim first = node.claim(2).get(0);
		node.succeed(first);
		node.succeed(first);
		assertThat(node.claim(10)).hasSize(1);
	}

	@Test
	default void raisedLimitHoldsFromTheNextPulse() {
		TestNode node = node("a");
		limit("import", 1, node);
		addImports(10);
		assertThat(node.claim(10)).hasSize(1);
		limit("import", 3, node);
		assertThat(node.claim(10)).hasSize(2);
	}

	@Test
	default void loweredLimitLetsRunningJobsEndAndAdmitsNoMore() {
		TestNode node = node("a");
		limit("import", 3, node);
		addImports(10);
		List<Claim> claims = node.claim(10);
		assertThat(claims).hasSize(3);
		limit("import", 1, node);
		assertThat(node.pulse(claims.toArray(Claim[]::new)).lost()).isEmpty();
		node.succeed(claims.get(0));
		node.succeed(claims.get(1));
		assertThat(node.claim(10)).isEmpty();
		node.succeed(claims.get(2));
		assertThat(node.claim(10)).hasSize(1);
	}

	@Test
	default void limitThatIsLiftedLimitsNoMore() {
		TestNode node = node("a");
		limit("import", 1, node);
		addImports(10);
		assertThat(node.claim(10)).hasSize(1);
		limit("import", null, node);
		assertThat(node.claim(10)).hasSize(9);
	}

	@Test
	default void claimsFromBeforeTheLimitCount() {
		TestNode node = node("a");
		addImports(10);
		assertThat(node.claim(2)).hasSize(2);
		limit("import", 2, node);
		assertThat(node.claim(10)).isEmpty();
	}

	@Test
	default void lastToSetALimitWins() {
		TestNode first = node("a");
		TestNode second = node("b");
		first.store().putTasks(List.of(new TaskSettings("import", Set.of(), 5)));
		second.store().putTasks(List.of(new TaskSettings("import", Set.of(), 1)));
		second.store().putTasks(List.of(new TaskSettings("import", Set.of(), 1)));
		first.pulse();
		second.pulse();
		addImports(10);
		assertThat(first.claim(10)).hasSize(1);
	}

}
