package io.jobscheduler.test.store;

import java.time.Duration;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.PruneRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A caller that keeps its transaction open makes no step of the engine wait.
 */
interface OpenTransactionContract extends StoreScenario {

	@Override
	TransactionalStoreFixture fixture();

	@Test
	default void openTransactionThatAddsJobsDoesNotStallClaiming() {
		JobId committed = add(TestJob.job());
		TestNode node = node("a");
		fixture().inTransaction(() -> {
			add(TestJob.job().withPriority(10), TestJob.job());
			assertThat(Race.elsewhere(() -> node.claim(10))).extracting((claim) -> claim.job().id())
				.containsExactly(committed);
		});
		assertThat(node.claim(10)).hasSize(2);
	}

	@Test
	default void openTransactionThatReplacesAJobDoesNotStallClaiming() {
		JobId replaced = add(TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP));
		JobId other = add(TestJob.job());
		TestNode node = node("a");
		fixture().inTransaction(() -> {
			offer(TestJob.job("report").withUniqueKey("key", ConflictPolicy.REPLACE));
			assertThat(Race.elsewhere(() -> node.claim(10))).extracting((claim) -> claim.job().id()).contains(other);
		});
		node.claim(10);
		assertThat(job(replaced).attempts().node()).isEqualTo("a");
	}

	@Test
	default void openTransactionThatChangesAScheduleDoesNotStallFiring() {
		add(TestSchedule.hourly("changed", now().minusSeconds(1)));
		add(TestSchedule.hourly("other", now()));
		TestNode node = node("a");
		fixture().inTransaction(() -> {
			change("changed", TestSchedule.setArguments("{\"changed\": true}"));
			FireReply reply = Race.elsewhere(() -> node.fire(Plans::oneJob));
			assertThat(reply.applied()).extracting((firing) -> firing.planned().id()).contains("other");
		});
		assertThat(schedule("changed").definition().payload().arguments()).isEqualTo("{\"changed\": true}");
	}

	@Test
	default void openTransactionThatRemovesAndAddsSchedulesDoesNotStallFiring() {
		add(TestSchedule.hourly("removed", now().minusSeconds(1)));
		add(TestSchedule.hourly("other", now()));
		TestNode node = node("a");
		fixture().inTransaction(() -> {
			change("removed", TestSchedule.removal());
			add(TestSchedule.hourly("added", now()));
			FireReply reply = Race.elsewhere(() -> node.fire(Plans::oneJob));
			assertThat(reply.applied()).extracting((firing) -> firing.planned().id()).contains("other");
		});
		assertThat(store().schedule("removed")).isEmpty();
		assertThat(node.fire(Plans::oneJob).applied()).extracting((firing) -> firing.planned().id())
			.containsExactly("added");
	}

	@Test
	default void openTransactionThatCancelsDoesNotStallTheRunsItCancels() {
		JobId running = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		JobId pending = add(TestJob.job());
		fixture().inTransaction(() -> {
			cancel(running);
			cancel(pending);
			assertThat(Race.elsewhere(() -> node.pulse(claim)).lost()).isEmpty();
			assertThat(Race.elsewhere(() -> node.claim(1))).hasSize(1);
			assertThat(Race.elsewhere(() -> node.succeed(claim))).isEqualTo(CompletionStatus.APPLIED);
		});
		node.pulse();
		assertThat(result(running).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	default void openTransactionDoesNotStallTheEndOfAJobItsScheduleWatches() {
		add(TestSchedule.hourly("waiting", now()).withOverlap(OverlapPolicy.BUFFER_ONE));
		TestNode node = node("a");
		node.fire(Plans::oneWatchedJob);
		Claim claim = node.claimOne();
		fixture().inTransaction(() -> {
			change("waiting", TestSchedule.setArguments("{\"changed\": true}"));
			assertThat(Race.elsewhere(() -> node.succeed(claim))).isEqualTo(CompletionStatus.APPLIED);
		});
		assertThat(result(claim.job().id()).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	default void openTransactionDoesNotStallReclaiming() {
		add(TestSchedule.hourly("waiting", now()).withOverlap(OverlapPolicy.BUFFER_ONE));
		TestNode node = node("a");
		node.fire(Plans::oneWatchedJob);
		Claim watched = node.claimOne();
		JobId cancelled = add(TestJob.job());
		node.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		TestNode other = node("b");
		fixture().inTransaction(() -> {
			change("waiting", TestSchedule.setArguments("{\"changed\": true}"));
			cancel(cancelled);
			assertThat(Race.elsewhere(() -> other.reclaim(Verdicts.GIVE_UP))).hasSize(2);
		});
		assertThat(result(watched.job().id()).outcome()).isEqualTo(Outcome.ABANDONED);
	}

	@Test
	default void openTransactionDoesNotStallPruningAndHeartbeats() {
		add(TestSchedule.hourly("finished", now()).finished());
		add(TestSchedule.hourly("changed", now()).finished());
		add(TestJob.job());
		TestNode node = node("a");
		node.complete(node.claimOne(), Verdicts.succeeded(now(), Duration.ofHours(1)));
		advance(Duration.ofDays(2));
		PruneRequest request = new PruneRequest(100, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));
		fixture().inTransaction(() -> {
			change("changed", TestSchedule.setArguments("{\"changed\": true}"));
			add(TestJob.job());
			assertThat(Race.elsewhere(() -> node.pulse()).registered()).isTrue();
			assertThat(Race.elsewhere(() -> node.store().prune(request))).isPositive();
			assertThat(Race.elsewhere(() -> unregisteredNode("b").open()).twin()).isNull();
		});
		assertThat(store().counts(10).results()).isZero();
	}

	@Test
	default void openTransactionDoesNotStallAClaimOfALimitedTask() {
		TestNode node = node("a");
		limit("import", 1, node);
		JobId committed = add(TestJob.job("import"));
		fixture().inTransaction(() -> {
			add(TestJob.job("import"));
			assertThat(Race.elsewhere(() -> node.claim(10))).extracting((claim) -> claim.job().id())
				.containsExactly(committed);
		});
		assertThat(node.claim(10)).isEmpty();
	}

}
