package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.ResultQuery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is past its retention goes; nothing else does.
 */
interface PruneContract extends StoreScenario {

	/** How long recorded skips, finished schedules and silent nodes are kept. */
	Duration AGE = Duration.ofDays(3);

	private int prune() {
		return prune(1000);
	}

	private int prune(int limit) {
		return store().prune(new PruneRequest(limit, AGE, AGE, AGE));
	}

	private JobId ended(Duration retention) {
		JobId id = add(TestJob.job());
		TestNode node = unregisteredNode("worker");
		node.complete(node.claimOne(), Verdicts.succeeded(now(), retention));
		return id;
	}

	@Test
	default void thereIsNothingToPruneInAnEmptyStore() {
		assertThat(prune()).isZero();
	}

	@Test
	default void resultIsKeptForItsRetentionAndNoLonger() {
		JobId brief = ended(Duration.ofHours(1));
		JobId lasting = ended(Duration.ofHours(3));
		advance(Duration.ofMinutes(50));
		assertThat(prune()).isZero();
		assertThat(store().result(brief)).isPresent();
		advance(Duration.ofMinutes(20));
		assertThat(prune()).isEqualTo(1);
		assertThat(store().result(brief)).isEmpty();
		assertThat(store().result(lasting)).isPresent();
		assertThat(store().findResults(ResultQuery.all(10)).items()).hasSize(1);
	}

	@Test
	default void resultPastItsRetentionIsNotReadEvenBeforeItIsPruned() {
		JobId id = ended(Duration.ofHours(1));
		advance(Duration.ofMinutes(61));
		assertThat(store().result(id)).isEmpty();
	}

	@Test
	default void chosenIdIsFreeOnceTheResultIsPruned() {
		TestJob job = TestJob.job().withChosenId(TestJob.nextId());
		add(job);
		TestNode node = node("a");
		node.complete(node.claimOne(), Verdicts.succeeded(now(), Duration.ofHours(1)));
		advance(Duration.ofHours(2));
		prune();
		add(job);
	}

	@Test
	default void pruningRepeatedFindsNothingMore() {
		ended(Duration.ofHours(1));
		advance(Duration.ofHours(2));
		assertThat(prune()).isEqualTo(1);
		assertThat(prune()).isZero();
	}

	@Test
	default void pruningRemovesNoMoreThanItsLimitAndTheOldestFirst() {
		JobId first = ended(Duration.ofHours(1));
		JobId second = ended(Duration.ofHours(2));
		JobId third = ended(Duration.ofHours(3));
		advance(Duration.ofDays(1));
		assertThat(prune(2)).isEqualTo(2);
		assertThat(store().counts(10).results()).isEqualTo(1);
		assertThat(prune(2)).isEqualTo(1);
		assertThat(List.of(first, second, third)).allSatisfy((id) -> assertThat(store().result(id)).isEmpty());
	}

	@Test
	default void liveJobsAreNeverPruned() {
		add(TestJob.job(), TestJob.job(), TestJob.job().dueIn(Duration.ofDays(1000)));
		unregisteredNode("a").claimOne();
		advance(Duration.ofDays(365));
		prune();
		assertThat(liveJobs()).hasSize(3);
	}

	@Test
	default void recordedSkipsAreForgottenWithAge() {
		Instant fireTime = now();
		add(TestSchedule.hourly("hourly", fireTime));
		TestNode node = unregisteredNode("a");
		node.fire(Plans::skip);
		advance(Duration.ofDays(2));
		node.fire(Plans::skip);
		prune();
		assertThat(store().findSkipped("hourly", 10)).hasSize(2);
		advance(Duration.ofDays(2));
		prune();
		assertThat(store().findSkipped("hourly", 10)).extracting((skipped) -> skipped.first())
			.containsExactly(fireTime.plus(TestSchedule.INTERVAL));
		advance(Duration.ofDays(2));
		prune();
		assertThat(store().findSkipped("hourly", 10)).isEmpty();
	}

	@Test
	default void finishedSchedulesAreForgottenWithAgeUnlessDeclared() {
		add(TestSchedule.hourly("finished", now()).finished());
		add(TestSchedule.hourly("declared", now()).finished().declaredBy("billing"));
		add(TestSchedule.hourly("active", now()));
		add(TestSchedule.hourly("paused", now()).paused("holidays"));
		advance(Duration.ofDays(2));
		prune();
		assertThat(store().schedule("finished")).isPresent();
		advance(Duration.ofDays(2));
		assertThat(prune()).isEqualTo(1);
		assertThat(store().schedule("finished")).isEmpty();
		assertThat(store().counts(10).schedules()).isEqualTo(3);
	}

	@Test
	default void finishedScheduleThatWasRevivedIsKept() {
		TestSchedule schedule = TestSchedule.hourly("revived", now());
		add(schedule.finished());
		advance(Duration.ofDays(2));
		change("revived", TestSchedule.rewrite(schedule));
		advance(Duration.ofDays(2));
		prune();
		assertThat(store().schedule("revived")).isPresent();
	}

	@Test
	default void silentNodesAreForgottenWithAge() {
		node("silent");
		TestNode talking = node("talking");
		advance(Duration.ofDays(2));
		talking.pulse();
		prune();
		assertThat(store().nodes()).hasSize(2);
		advance(Duration.ofDays(2));
		talking.pulse();
		prune();
		assertThat(store().nodes()).extracting((status) -> status.registration().node()).containsExactly("talking");
	}

	@Test
	default void requestToCancelIsForgottenWithItsJob() {
		TestJob job = TestJob.job().withChosenId(TestJob.nextId());
		add(job);
		TestNode node = node("a");
		Claim claim = node.claimOne();
		cancel(job.id());
		node.complete(claim, Verdicts.succeeded(now(), Duration.ZERO));
		prune();
		add(job);
		assertThat(node.pulse().cancelled()).isEmpty();
		assertThat(node.pulse(node.claimOne()).cancel()).isEmpty();
	}

	@Test
	default void resultGoesAtExactlyItsExpiry() {
		assumeTrue(fixture().clockStandsStill(), "The store's clock moves by itself");
		JobId id = ended(Duration.ofHours(1));
		advance(Duration.ofHours(1).minus(MICROSECOND));
		assertThat(prune()).isZero();
		assertThat(store().result(id)).isPresent();
		advance(MICROSECOND);
		assertThat(prune()).isEqualTo(1);
	}

}
