package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.PulseReply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is added, changed and cancelled in the caller's transaction commits or rolls back
 * with it.
 */
interface TransactionContract extends StoreScenario {

	@Override
	TransactionalStoreFixture fixture();

	private void rolledBack(Runnable action) {
		assertThatExceptionOfType(RolledBack.class).isThrownBy(() -> fixture().inTransaction(() -> {
			action.run();
			throw new RolledBack();
		}));
	}

	@Test
	default void storeKnowsWhetherTheCallerIsInATransaction() {
		assertThat(store().inCallersTransaction()).isFalse();
		fixture().inTransaction(() -> {
			assertThat(store().inCallersTransaction()).isTrue();
			assertThat(Race.elsewhere(store()::inCallersTransaction)).isFalse();
		});
		assertThat(store().inCallersTransaction()).isFalse();
	}

	@Test
	default void addedJobIsSeenByOthersAfterTheCommitAndNotBefore() {
		TestJob job = TestJob.job();
		TestNode node = node("a");
		fixture().inTransaction(() -> {
			add(job);
			assertThat(store().job(job.id())).isPresent();
			assertThat(Race.elsewhere(() -> node.claim(1))).isEmpty();
			assertThat(Race.elsewhere(() -> node.store().job(job.id()))).isEmpty();
		});
		assertThat(node.claimOne().job().id()).isEqualTo(job.id());
	}

	@Test
	default void addedJobIsGoneAfterARollback() {
		TestJob job = TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT);
		rolledBack(() -> add(job));
		assertThat(store().job(job.id())).isEmpty();
		assertThat(node("a").claim(1)).isEmpty();
		add(TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT));
	}

	@Test
	default void replacedJobIsItsOldSelfAfterARollback() {
		JobId id = add(TestJob.job("send").withUniqueKey("key", ConflictPolicy.KEEP));
		rolledBack(() -> assertThat(offer(TestJob.job("report").withUniqueKey("key", ConflictPolicy.REPLACE)).status())
			.isEqualTo(AddReply.Status.REPLACED));
		assertThat(job(id).spec().task()).isEqualTo("send");
	}

	@Test
	default void refusedJobDoesNotSpoilTheTransaction() {
		JobId holder = add(TestJob.job().withUniqueKey("key", ConflictPolicy.KEEP));
		TestJob other = TestJob.job();
		fixture().inTransaction(() -> {
			assertThat(offer(TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT)))
				.isEqualTo(new AddReply(holder, AddReply.Status.REJECTED));
			add(other);
		});
		assertThat(job(other.id()).state()).isEqualTo(JobState.PENDING);
	}

	@Test
	default void jobAddedAgainAfterARollbackIsNew() {
		TestJob job = TestJob.job().withChosenId(TestJob.nextId());
		rolledBack(() -> add(job));
		fixture().inTransaction(() -> add(job));
		assertThat(store().job(job.id())).isPresent();
	}

	@Test
	default void addedScheduleFiresAfterTheCommitAndNotBefore() {
		TestNode node = node("a");
		fixture().inTransaction(() -> {
			add(TestSchedule.hourly("hourly", now()));
			assertThat(Race.elsewhere(() -> node.fire(Plans::oneJob)).applied()).isEmpty();
		});
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
	}

	@Test
	default void changedScheduleIsItsOldSelfAfterARollback() {
		Schedule before = add(TestSchedule.hourly("changed", now()));
		add(TestSchedule.hourly("removed", now()));
		rolledBack(() -> {
			change("changed", TestSchedule.pause("holidays"));
			assertThat(schedule("changed").status().state()).isEqualTo(ScheduleState.PAUSED);
			change("removed", TestSchedule.removal());
			add(TestSchedule.hourly("added", now()));
		});
		assertThat(schedule("changed")).isEqualTo(before);
		assertThat(store().schedule("removed")).isPresent();
		assertThat(store().schedule("added")).isEmpty();
	}

	@Test
	default void scheduleChangedTwiceInOneTransactionKeepsBothChanges() {
		add(TestSchedule.hourly("hourly", now()));
		fixture().inTransaction(() -> {
			change("hourly", TestSchedule.setArguments("{\"once\": 1}"));
			change("hourly", TestSchedule.pause("holidays"));
		});
		assertThat(schedule("hourly").definition().payload().arguments()).isEqualTo("{\"once\": 1}");
		assertThat(schedule("hourly").status().state()).isEqualTo(ScheduleState.PAUSED);
	}

	@Test
	default void cancellingIsCarriedOutAfterTheCommit() {
		JobId pending = add(TestJob.job().dueIn(Duration.ofHours(1)));
		TestNode node = node("a");
		fixture().inTransaction(() -> {
			assertThat(cancel(pending)).isEqualTo(CancelReply.Status.REQUESTED);
			assertThat(Race.elsewhere(() -> node.pulse()).cancelled()).isEmpty();
			assertThat(Race.elsewhere(() -> node.store().job(pending))).isPresent();
		});
		PulseReply reply = node.pulse();
		assertThat(reply.cancelled()).singleElement().satisfies((result) -> {
			assertThat(result.jobId()).isEqualTo(pending);
			assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
		});
		assertThat(result(pending).outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(store().job(pending)).isEmpty();
		assertThat(node.pulse().cancelled()).isEmpty();
	}

	@Test
	default void runningJobIsAskedToStopAfterTheCommit() {
		JobId running = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		fixture().inTransaction(() -> {
			assertThat(cancel(running)).isEqualTo(CancelReply.Status.REQUESTED);
			assertThat(Race.elsewhere(() -> node.pulse(claim)).cancel()).isEmpty();
		});
		assertThat(node.pulse(claim).cancel()).containsExactly(running);
	}

	@Test
	default void cancellingIsForgottenAfterARollback() {
		JobId pending = add(TestJob.job());
		rolledBack(() -> cancel(pending));
		TestNode node = node("a");
		assertThat(node.pulse().cancelled()).isEmpty();
		assertThat(node.claimOne().job().id()).isEqualTo(pending);
	}

	@Test
	default void jobCancelledInTheTransactionThatAddedItNeverRuns() {
		TestJob job = TestJob.job().dueIn(Duration.ofHours(1));
		fixture().inTransaction(() -> {
			add(job);
			cancel(job.id());
		});
		TestNode node = node("a");
		assertThat(node.pulse().cancelled()).extracting(JobResult::jobId).containsExactly(job.id());
		advance(Duration.ofHours(2));
		assertThat(node.claim(1)).isEmpty();
	}

	@Test
	default void actionsRunAfterTheCommitInTheirOrder() {
		List<String> events = new ArrayList<>();
		TestJob job = TestJob.job();
		TestNode node = node("a");
		fixture().inTransaction(() -> {
			add(job);
			store().afterCommit(() -> events
				.add("first sees job: " + Race.elsewhere(() -> node.store().job(job.id()).isPresent())));
			store().afterCommit(() -> events.add("second"));
			events.add("before the commit");
		});
		assertThat(events).containsExactly("before the commit", "first sees job: true", "second");
	}

	@Test
	default void actionsNeverRunAfterARollback() {
		List<String> events = new ArrayList<>();
		rolledBack(() -> store().afterCommit(() -> events.add("committed")));
		assertThat(events).isEmpty();
	}

	@Test
	default void engineStepsOnOtherThreadsAreNoPartOfTheTransaction() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		rolledBack(() -> {
			add(TestJob.job());
			Race.elsewhere(() -> node.succeed(claim));
		});
		assertThat(result(id).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	/** Makes a transaction roll back. */
	final class RolledBack extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
