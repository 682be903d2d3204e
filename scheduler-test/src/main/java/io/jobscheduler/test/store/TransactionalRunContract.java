package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.TaskSettings;
import io.jobscheduler.test.store.TransactionContract.RolledBack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a transactional run has written, and its outcome, are committed together or not at
 * all. Skipped for stores that do not support such runs.
 */
interface TransactionalRunContract extends StoreScenario {

	@Override
	TransactionalStoreFixture fixture();

	private TestNode transactionalNode(String id) {
		assumeTrue(store().supportsTransactionalRuns(), "the store supports transactional runs");
		return node(id);
	}

	/** Runs in the claim's transaction, and ends the job well. */
	private @Nullable CompletionStatus run(TestNode node, Claim claim, Runnable code) {
		return node.store().completeInTransaction(claim, () -> {
			code.run();
			return Verdicts.succeeded(now());
		});
	}

	private void assertLeftAsItWas(Claim claim) {
		assertThat(fixture().rows()).isEmpty();
		assertThat(store().result(claim.job().id())).isEmpty();
		assertThat(job(claim.job().id()).state()).isEqualTo(JobState.RUNNING);
		assertThat(job(claim.job().id()).attempts().token()).isEqualTo(claim.token());
	}

	@Test
	default void dataAndOutcomeAreCommittedTogether() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThat(run(node, claim, () -> {
			fixture().writeRow("a");
			assertThat(Race.elsewhere(fixture()::rows)).isEmpty();
			assertThat(store().inCallersTransaction()).isTrue();
		})).isEqualTo(CompletionStatus.APPLIED);
		assertThat(fixture().rows()).containsExactly("a");
		assertThat(result(claim.job().id()).outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(result(claim.job().id()).run().token()).isEqualTo(claim.token());
		assertThat(liveJobs()).isEmpty();
		assertThat(store().inCallersTransaction()).isFalse();
	}

	@Test
	default void nothingOfARunIsSeenBeforeItsCommit() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		run(node, claim, () -> {
			fixture().writeRow("a");
			fixture().beforeCommit(() -> {
				assertThat(Race.elsewhere(fixture()::rows)).isEmpty();
				assertThat(Race.elsewhere(() -> openStore().result(claim.job().id()))).isEmpty();
				assertThat(Race.elsewhere(() -> openStore().job(claim.job().id()))).isPresent();
			});
		});
		assertThat(fixture().rows()).hasSize(1);
	}

	@Test
	default void runWhoseLeaseWasTakenOverLeavesNothing() {
		TestNode node = transactionalNode("a");
		TestNode other = node("b");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThat(run(node, claim, () -> {
			fixture().writeRow("a");
			advance(TestNode.UNTIL_EXPIRED);
			assertThat(Race.elsewhere(() -> other.reclaim(Verdicts.ANOTHER_ATTEMPT))).hasSize(1);
		})).isEqualTo(CompletionStatus.STALE);
		assertThat(fixture().rows()).isEmpty();
		assertThat(store().result(claim.job().id())).isEmpty();
		assertThat(job(claim.job().id()).attempts().abandonments()).isEqualTo(1);
	}

	@Test
	default void ofTwoRunsOfAJobOnlyTheOneThatHoldsItLeavesSomething() {
		TestNode frozen = transactionalNode("a");
		TestNode other = node("b");
		add(TestJob.job());
		Claim stale = frozen.claimOne();
		assertThat(run(frozen, stale, () -> {
			fixture().writeRow("a");
			advance(TestNode.UNTIL_EXPIRED);
			assertThat(Race.elsewhere(() -> {
				other.reclaim(Verdicts.ANOTHER_ATTEMPT);
				return run(other, other.claimOne(), () -> fixture().writeRow("b"));
			})).isEqualTo(CompletionStatus.APPLIED);
		})).isEqualTo(CompletionStatus.STALE);
		assertThat(fixture().rows()).containsExactly("b");
		assertThat(result(stale.job().id()).run().token()).isGreaterThan(stale.token());
	}

	@Test
	default void runThatThrowsLeavesTheJobAsItIs() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThatExceptionOfType(RolledBack.class).isThrownBy(() -> run(node, claim, () -> {
			fixture().writeRow("a");
			throw new RolledBack();
		}));
		assertLeftAsItWas(claim);
		assertThat(node.complete(claim, Verdicts.failure())).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	default void runThatEndsInAnErrorLeavesTheJobAsItIs() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> run(node, claim, () -> {
			fixture().writeRow("a");
			throw new StackOverflowError();
		}));
		assertLeftAsItWas(claim);
	}

	@Test
	default void runWithoutAnOutcomeLeavesTheJobAsItIs() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThat(node.store().completeInTransaction(claim, () -> {
			fixture().writeRow("a");
			return null;
		})).isNull();
		assertLeftAsItWas(claim);
	}

	@Test
	default void commitThatFailsLeavesTheJobAsItIs() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThatExceptionOfType(RolledBack.class).isThrownBy(() -> run(node, claim, () -> {
			fixture().writeRow("a");
			fixture().beforeCommit(() -> {
				throw new RolledBack();
			});
		}));
		assertLeftAsItWas(claim);
	}

	@Test
	default void codeThatJoinsAndFailsDoomsTheRunThatIgnoresIt() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThatThrownBy(() -> run(node, claim,
				() -> assertThatExceptionOfType(RolledBack.class).isThrownBy(() -> fixture().inTransaction(() -> {
					fixture().writeRow("a");
					throw new RolledBack();
				}))))
			.isInstanceOf(RuntimeException.class);
		assertLeftAsItWas(claim);
	}

	@Test
	default void statementThatFailsAndIsIgnoredLeavesAllOrNothing() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		boolean committed = false;
		try {
			committed = run(node, claim, () -> {
				fixture().writeRow("a");
				assertThatThrownBy(() -> fixture().writeRow("a")).isInstanceOf(RuntimeException.class);
			}) == CompletionStatus.APPLIED;
		}
		catch (RuntimeException ex) {
			assertThat(ex).hasMessageContaining("one of its statements had failed");
		}
		assertThat(fixture().rows()).hasSize(committed ? 1 : 0);
		assertThat(store().result(claim.job().id()).isPresent()).isEqualTo(committed);
	}

	@Test
	default void whatJoinsIsCommittedWithTheRun() {
		TestNode node = transactionalNode("a");
		JobId id = add(TestJob.job());
		TestJob next = TestJob.job().dueIn(Duration.ofHours(1));
		Claim claim = node.claimOne();
		run(node, claim, () -> {
			fixture().inTransaction(() -> fixture().writeRow("a"));
			add(next);
			assertThat(Race.elsewhere(() -> openStore().job(next.id()))).isEmpty();
		});
		assertThat(fixture().rows()).containsExactly("a");
		assertThat(liveJobs()).extracting((job) -> job.id()).containsExactly(next.id());
		assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	default void whatAFailedRunAddedIsGone() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		TestJob next = TestJob.job();
		assertThatExceptionOfType(RolledBack.class).isThrownBy(() -> run(node, claim, () -> {
			add(next);
			add(TestSchedule.hourly("added", now()));
			throw new RolledBack();
		}));
		assertThat(store().job(next.id())).isEmpty();
		assertThat(store().schedule("added")).isEmpty();
		assertLeftAsItWas(claim);
	}

	@Test
	default void runInsideATransactionIsRefused() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		fixture().inTransaction(() -> assertThatIllegalStateException()
			.isThrownBy(() -> run(node, claim, () -> fixture().writeRow("a")))
			.withMessageContaining("active on this thread"));
		assertLeftAsItWas(claim);
	}

	@Test
	default void leaseIsRenewedWhileTheRunGoesOn() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThat(run(node, claim, () -> {
			fixture().writeRow("a");
			assertThat(job(claim.job().id()).attempts().token()).isEqualTo(claim.token());
			for (int pulse = 0; pulse < 3; pulse++) {
				advance(LEASE.dividedBy(2));
				assertThat(Race.elsewhere(() -> node.pulse(claim)).lost()).isEmpty();
			}
		})).isEqualTo(CompletionStatus.APPLIED);
	}

	@Test
	default void watchingScheduleHearsOfTheEndWithTheCommit() {
		TestNode node = transactionalNode("a");
		add(TestSchedule.hourly("waiting", now()));
		node.fire(Plans::oneWatchedJob);
		Claim claim = node.claimOne();
		run(node, claim, () -> fixture().beforeCommit(() -> assertThat(
				Race.elsewhere(() -> openStore().schedule("waiting").orElseThrow()).status().runs().lastEndedAt())
			.isNull()));
		assertThat(schedule("waiting").status().runs().lastEndedAt()).isNotNull();
		assertThat(node.pulse().nextScheduleDue()).isBeforeOrEqualTo(now());
	}

	@Test
	default void runThatStandsStillBeforeItsCommitStallsNoStepOfTheEngine() {
		TestNode frozen = transactionalNode("frozen");
		TestNode node = node("b");
		add(TestSchedule.hourly("waiting", now()));
		frozen.fire(Plans::oneWatchedJob);
		Claim stale = frozen.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		node.reclaim(Verdicts.ANOTHER_ATTEMPT);
		frozen.open();
		Claim claim = frozen.claimOne();
		assertThat(run(frozen, claim, () -> {
			fixture().writeRow("a");
			fixture().beforeCommit(() -> {
				advance(TestNode.UNTIL_EXPIRED);
				Race.elsewhere(() -> {
					everyStepOfAnother(node("c"), claim, stale);
					return null;
				});
				assertThat(Race.elsewhere(() -> frozen.pulse(claim)).lost()).as("lost by the frozen node").isEmpty();
			});
		})).isEqualTo(CompletionStatus.APPLIED);
		assertThat(fixture().rows()).containsExactly("a");
		assertThat(result(claim.job().id()).run().token()).isEqualTo(claim.token());
	}

	private void everyStepOfAnother(TestNode node, Claim claim, Claim stale) {
		JobId held = claim.job().id();
		JobStore engine = node.store();
		engine.putTasks(List.of(new TaskSettings(TestJob.TASK, Set.of(), 3)));
		List<JobId> ids = add(TestJob.job(), TestJob.job(), TestJob.job().dueIn(Duration.ofHours(1)));
		node.pulse();
		List<Claim> claims = node.claim(10);
		assertThat(claims).extracting((each) -> each.job().id()).containsExactlyInAnyOrder(ids.get(0), ids.get(1));
		assertThat(node.pulse(claims.get(0), claims.get(1), stale).lost()).containsExactly(held);
		assertThat(node.complete(stale, Verdicts.failure())).isEqualTo(CompletionStatus.STALE);
		assertThat(node.succeed(claims.get(0))).isEqualTo(CompletionStatus.APPLIED);
		assertThat(node.reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		add(TestSchedule.hourly("other", now()));
		assertThat(node.fire(Plans::oneJob).applied()).extracting((firing) -> firing.planned().id()).contains("other");
		assertThat(cancel(held)).isEqualTo(CancelReply.Status.REQUESTED);
		assertThat(cancel(ids.get(2))).isEqualTo(CancelReply.Status.CANCELLED);
		assertThat(node.pulse(claims.get(1)).cancelled()).isEmpty();
		engine.prune(new PruneRequest(100, Duration.ZERO, Duration.ZERO, Duration.ofDays(365)));
		assertThat(offer(TestJob.job().withUniqueKey("key", ConflictPolicy.REPLACE)).status())
			.isEqualTo(AddReply.Status.ADDED);
		assertThat(job(held).attempts().token()).isEqualTo(claim.token());
		assertThat(schedule("waiting").status().state()).isEqualTo(ScheduleState.ACTIVE);
		assertThat(engine.counts(10).running()).isEqualTo(2);
		node.leave();
	}

	@Test
	default void claimWhoseCommitIsOpenIsCompletedByNobodyElse() {
		TestNode node = transactionalNode("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		CompletionStatus status = run(node, claim, () -> fixture().beforeCommit(() -> Race.elsewhere(() -> {
			assertThatExceptionOfType(JobStoreException.class)
				.isThrownBy(() -> node.complete(claim, Verdicts.failure()));
			return null;
		})));
		assertThat(status).isEqualTo(CompletionStatus.APPLIED);
		assertThat(result(claim.job().id()).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

}
