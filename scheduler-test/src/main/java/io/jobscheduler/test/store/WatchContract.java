package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.trigger.FixedDelayTrigger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A schedule that waits for its job learns that it has ended.
 */
interface WatchContract extends StoreScenario {

	/** The claim of the job that a schedule waits for. */
	private Claim watchedClaim(TestNode node) {
		add(TestSchedule.hourly("waiting", now()).withOverlap(OverlapPolicy.BUFFER_ONE));
		assertThat(node.fire(Plans::oneWatchedJob).applied()).hasSize(1);
		assertThat(node.fire(Plans::oneJob).applied()).isEmpty();
		return node.claimOne();
	}

	/** Another job that the same schedule watches. */
	private static TestJob sibling(Claim claim) {
		return TestJob.job().madeBy(Objects.requireNonNull(claim.job().spec().origin()));
	}

	private void assertWoken(Instant endedAt) {
		Schedule.Status status = schedule("waiting").status();
		assertThat(status.runs().lastEndedAt()).isEqualTo(endedAt);
		assertThat(status.dueAt()).isBeforeOrEqualTo(now());
	}

	@Test
	default void endOfAWatchedJobWakesTheWaitingSchedule() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		Instant endedAt = now();
		node.complete(claim, Verdicts.succeeded(endedAt));
		assertWoken(endedAt);
		assertThat(node.pulse().nextScheduleDue()).isBeforeOrEqualTo(now());
	}

	@Test
	default void failureOfAWatchedJobWakesTheWaitingSchedule() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		Instant endedAt = now();
		node.complete(claim, Verdicts.failed(endedAt));
		assertWoken(endedAt);
	}

	@Test
	default void abandonmentOfAWatchedJobWakesTheWaitingSchedule() {
		TestNode node = node("a");
		watchedClaim(node);
		advance(TestNode.UNTIL_EXPIRED);
		Instant endedAt = now();
		node("b").reclaim((expired, now) -> Verdicts.abandoned(endedAt));
		assertWoken(endedAt);
	}

	@Test
	default void cancellingAWatchedJobThatIsPendingWakesTheWaitingSchedule() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		node.complete(claim, Verdicts.failure(Duration.ofHours(1)));
		cancel(claim.job().id());
		assertWoken(result(claim.job().id()).run().endedAt());
	}

	@Test
	default void anotherAttemptOfAWatchedJobWakesNobody() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		Schedule before = schedule("waiting");
		node.complete(claim, Verdicts.failure());
		assertThat(schedule("waiting")).isEqualTo(before);
	}

	@Test
	default void endOfAWatchedJobIsKnownToAScheduleThatDoesNotWait() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		change("waiting", TestSchedule.stopWaiting());
		Instant dueAt = schedule("waiting").status().dueAt();
		Instant endedAt = now();
		node.complete(claim, Verdicts.succeeded(endedAt));
		assertThat(schedule("waiting").status().runs().lastEndedAt()).isEqualTo(endedAt);
		assertThat(schedule("waiting").status().dueAt()).isEqualTo(dueAt);
	}

	@Test
	default void endOfAWatchedJobDoesNotWakeAPausedSchedule() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		change("waiting", TestSchedule.pause("holidays"));
		node.succeed(claim);
		assertThat(node.fire(Plans::oneJob).applied()).isEmpty();
		assertThat(node.pulse().nextScheduleDue()).isNull();
	}

	@Test
	default void failuresInARowOfWatchedJobsAreCounted() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		TestJob job = sibling(claim);
		assertThat(schedule("waiting").status().runs().failures()).isZero();
		node.complete(claim, Verdicts.failed(now()));
		add(job);
		node.complete(node.claimOne(), Verdicts.unsuccessful(Outcome.ABANDONED, now()));
		assertThat(schedule("waiting").status().runs().failures()).isEqualTo(2);
		add(sibling(claim));
		node.complete(node.claimOne(), Verdicts.unsuccessful(Outcome.CANCELLED, now()));
		assertThat(schedule("waiting").status().runs().failures()).as("after a cancel").isEqualTo(2);
		add(sibling(claim));
		node.succeed(node.claimOne());
		assertThat(schedule("waiting").status().runs().failures()).as("after a success").isZero();
	}

	@Test
	default void failuresOfABatchAreCountedInItsOrder() {
		TestNode node = node("a");
		Claim first = watchedClaim(node);
		add(sibling(first), sibling(first));
		List<Claim> others = node.claim(2);
		Instant now = now();
		node.store()
			.complete(List.of(new Completion(first, Verdicts.failed(now)),
					new Completion(others.get(0), Verdicts.succeeded(now)),
					new Completion(others.get(1), Verdicts.failed(now))));
		assertThat(schedule("waiting").status().runs().failures()).isEqualTo(1);
	}

	@Test
	default void scheduleIsWrittenWithItsFailures() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		node.complete(claim, Verdicts.failed(now()));
		change("waiting", TestSchedule.pause("holidays"));
		assertThat(schedule("waiting").status().runs().failures()).isEqualTo(1);
		change("waiting", TestSchedule.forgetRuns());
		assertThat(schedule("waiting").status().runs().failures()).isZero();
	}

	@Test
	default void endOfAnUnwatchedJobLeavesTheScheduleAsItIs() {
		add(TestSchedule.hourly("hourly", now()));
		TestNode node = node("a");
		node.fire(Plans::oneJob);
		Schedule before = schedule("hourly");
		node.succeed(node.claimOne());
		assertThat(schedule("hourly")).isEqualTo(before);
	}

	@Test
	default void endOfAWatchedJobOfARemovedScheduleIsRecordedAllTheSame() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		change("waiting", TestSchedule.removal());
		node.succeed(claim);
		assertThat(store().result(claim.job().id())).isPresent();
		assertThat(store().schedule("waiting")).isEmpty();
	}

	@Test
	default void completionRepeatedWakesOnce() {
		TestNode node = node("a");
		Claim claim = watchedClaim(node);
		node.succeed(claim);
		Schedule woken = schedule("waiting");
		node.succeed(claim);
		assertThat(schedule("waiting")).isEqualTo(woken);
	}

	@Test
	default void endBetweenReadingAndWritingIsNotForgotten() {
		Instant fireTime = now().minus(TestSchedule.INTERVAL).minusSeconds(1);
		add(TestSchedule.hourly("waiting", fireTime).withOverlap(OverlapPolicy.BUFFER_ONE));
		TestNode node = node("a");
		node.fire(new DuePlanner());
		Claim claim = node.claimOne();
		advance(TestSchedule.INTERVAL);
		Instant endedAt = now();
		node.fire(Plans.meanwhile(() -> node.complete(claim, Verdicts.succeeded(endedAt)), new DuePlanner()));
		assertThat(schedule("waiting").status().runs().lastEndedAt()).isEqualTo(endedAt);
		assertThat(node.pulse().nextScheduleDue()).isBeforeOrEqualTo(now());
	}

	@Test
	default void bufferedFireTimeGetsItsJobAsSoonAsTheEarlierOneHasEnded() {
		add(TestSchedule.hourly("buffering", now()).withOverlap(OverlapPolicy.BUFFER_ONE));
		TestNode node = node("a");
		node.fire(new DuePlanner());
		Claim first = node.claimOne();
		advance(TestSchedule.INTERVAL);
		assertThat(node.fire(new DuePlanner()).applied()).allSatisfy((firing) -> assertThat(firing.jobs()).isEmpty());
		assertThat(node.claim(1)).isEmpty();
		node.succeed(first);
		assertThat(node.fire(new DuePlanner()).applied()).singleElement()
			.satisfies((firing) -> assertThat(firing.jobs()).hasSize(1));
		assertThat(node.claim(1)).hasSize(1);
	}

	@Test
	default void fixedDelayCountsFromTheEndOfTheLastRun() {
		Duration delay = Duration.ofMinutes(10);
		Instant start = now();
		Schedule schedule = add(
				TestSchedule.triggered("relaxed", FixedDelayTrigger.of(delay).startingAt(start), start));
		TestNode node = node("a");
		node.fire(new DuePlanner());
		Claim first = node.claimOne();
		assertThat(first.job().id()).isEqualTo(Plans.jobId(schedule, start));
		advance(Duration.ofMinutes(5));
		Instant endedAt = now();
		node.complete(first, Verdicts.succeeded(endedAt));
		FireReply woken = node.fire(new DuePlanner());
		assertThat(woken.applied()).singleElement().satisfies((firing) -> assertThat(firing.jobs()).isEmpty());
		Instant next = endedAt.plus(delay);
		assertThat(Objects.requireNonNull(woken.nextDue())).isEqualTo(next);
		advance(delay);
		node.fire(new DuePlanner());
		JobId second = node.claimOne().job().id();
		assertThat(second).isEqualTo(Plans.jobId(schedule, next));
	}

}
