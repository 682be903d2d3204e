package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A run ends once, by the claim that holds the job, however often that is said.
 */
interface CompletionContract extends StoreScenario {

	@Test
	default void endedJobLeavesItsResult() {
		JobOrigin origin = new JobOrigin("nightly", now(), false);
		JobId id = add(TestJob.job("report").madeBy(origin));
		TestNode node = node("a");
		Claim claim = node.claimOne();
		Instant started = now();
		advance(Duration.ofSeconds(90));
		Instant ended = now();
		Completion.End end = new Completion.End(Ending.succeeded("{\"total\": 7}"), started, ended, RETENTION);
		assertThat(node.complete(claim, end)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(store().job(id)).isEmpty();
		JobResult result = result(id);
		assertThat(result.jobId()).isEqualTo(id);
		assertThat(result.task()).isEqualTo("report");
		assertThat(result.origin()).isEqualTo(origin);
		assertThat(result.ending()).isEqualTo(end.ending());
		assertThat(result.run()).isEqualTo(new JobResult.Run(1, claim.token(), "a", started, ended));
		assertThat(result.expiresAt()).isBetween(ended.plus(RETENTION), now().plus(RETENTION));
	}

	@Test
	default void everyOutcomeIsKeptWithItsError() {
		TestNode node = node("a");
		for (Outcome outcome : List.of(Outcome.FAILED, Outcome.CANCELLED, Outcome.MISSED, Outcome.ABANDONED)) {
			JobId id = add(TestJob.job());
			node.complete(node.claimOne(), Verdicts.unsuccessful(outcome, now()));
			assertThat(result(id).ending()).isEqualTo(Ending.unsuccessful(outcome, Verdicts.ERROR));
		}
	}

	@Test
	default void jobThatNeverStartedHasNoStart() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Ending missed = Ending.unsuccessful(Outcome.MISSED, Verdicts.ERROR);
		node.complete(node.claimOne(), new Completion.End(missed, null, now(), RETENTION));
		assertThat(result(id).run().startedAt()).isNull();
	}

	@Test
	default void valueThatIsMissingStaysMissing() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		node.complete(node.claimOne(), new Completion.End(Ending.succeeded(null), now(), now(), RETENTION));
		assertThat(result(id).ending()).isEqualTo(Ending.succeeded(null));
	}

	@Test
	default void zeroRetentionKeepsNoResult() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Completion.End end = Verdicts.succeeded(now(), Duration.ZERO);
		assertThat(node.complete(node.claimOne(), end)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(store().job(id)).isEmpty();
		assertThat(store().result(id)).isEmpty();
	}

	@Test
	default void completionRepeatedIsAlreadyAppliedAndDoublesNothing() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		Completion.End end = Verdicts.succeeded(now());
		assertThat(node.complete(claim, end)).isEqualTo(CompletionStatus.APPLIED);
		JobResult before = result(id);
		assertThat(node.complete(claim, end)).isEqualTo(CompletionStatus.ALREADY);
		assertThat(result(id)).isEqualTo(before);
		assertThat(store().counts(10).results()).isEqualTo(1);
	}

	@Test
	default void completionRepeatedIsAlreadyAppliedWhenNoResultIsKept() {
		add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		Completion.End end = Verdicts.succeeded(now(), Duration.ZERO);
		node.complete(claim, end);
		assertThat(node.complete(claim, end)).isEqualTo(CompletionStatus.ALREADY);
	}

	@Test
	default void failedAttemptIsRetriedAfterItsDelay() {
		JobId id = add(TestJob.job().withPriority(3));
		TestNode node = node("a");
		Claim claim = node.claimOne();
		Instant before = now();
		assertThat(node.complete(claim, Verdicts.failure(Duration.ofMinutes(5)))).isEqualTo(CompletionStatus.APPLIED);
		Job waiting = job(id);
		assertThat(waiting.state()).isEqualTo(JobState.PENDING);
		assertThat(waiting.dueAt()).isBetween(before.plus(Duration.ofMinutes(5)), now().plus(Duration.ofMinutes(5)));
		assertThat(waiting.spec()).isEqualTo(claim.job().spec());
		assertThat(waiting.createdAt()).isEqualTo(claim.job().createdAt());
		assertThat(waiting.attempts().node()).isNull();
		assertThat(waiting.attempts().leaseUntil()).isNull();
		assertThat(waiting.attempts().failures()).isEqualTo(1);
		assertThat(waiting.attempts().abandonments()).isZero();
		assertThat(waiting.attempts().lastError()).contains("no route to host");
		assertThat(waiting.attempt()).isEqualTo(2);
		assertThat(node.claim(1)).isEmpty();
		advance(Duration.ofMinutes(5));
		assertThat(node.claimOne().job().attempt()).isEqualTo(2);
	}

	@Test
	default void retryRepeatedIsAlreadyAppliedAndCountsOnce() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		node.complete(claim, Verdicts.failure());
		Job before = job(id);
		assertThat(node.complete(claim, Verdicts.failure())).isEqualTo(CompletionStatus.ALREADY);
		assertThat(job(id)).isEqualTo(before);
	}

	@Test
	default void retryWithoutAnErrorKeepsTheLastOne() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		node.complete(node.claimOne(), Verdicts.failure());
		String error = job(id).attempts().lastError();
		node.complete(node.claimOne(), new Completion.Retry(Duration.ZERO, Completion.Cause.FAILURE, null));
		assertThat(job(id).attempts().failures()).isEqualTo(2);
		assertThat(job(id).attempts().lastError()).isNotNull().isEqualTo(error);
	}

	@Test
	default void failuresAndAbandonmentsAreCountedApart() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		node.complete(node.claimOne(), Verdicts.failure());
		node.complete(node.claimOne(), Verdicts.abandonment());
		node.complete(node.claimOne(), Verdicts.failure());
		Attempts attempts = job(id).attempts();
		assertThat(attempts.failures()).isEqualTo(2);
		assertThat(attempts.abandonments()).isEqualTo(1);
		assertThat(job(id).attempt()).isEqualTo(4);
	}

	@Test
	default void resultNamesTheAttemptThatEndedTheJob() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		node.complete(node.claimOne(), Verdicts.failure());
		node.complete(node.claimOne(), Verdicts.abandonment());
		Claim last = node.claimOne();
		node.succeed(last);
		assertThat(result(id).run().attempt()).isEqualTo(3);
		assertThat(result(id).run().token()).isEqualTo(last.token());
	}

	@Test
	default void handedBackJobIsPendingAsIfNeverClaimed() {
		JobId id = add(TestJob.job());
		Job before = job(id);
		TestNode node = node("a");
		Claim claim = node.claimOne();
		assertThat(node.complete(claim, new Completion.HandBack())).isEqualTo(CompletionStatus.APPLIED);
		Job after = job(id);
		assertThat(after.state()).isEqualTo(JobState.PENDING);
		assertThat(after.dueAt()).isEqualTo(before.dueAt());
		assertThat(after.attempts()).isEqualTo(new Attempts(claim.token(), 0, 0, null, null, null));
		assertThat(after.attempt()).isEqualTo(1);
		assertThat(node("b").claimOne().token()).isGreaterThan(claim.token());
	}

	@Test
	default void handingBackRepeatedIsAlreadyApplied() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		node.complete(claim, new Completion.HandBack());
		Job before = job(id);
		assertThat(node.complete(claim, new Completion.HandBack())).isEqualTo(CompletionStatus.ALREADY);
		assertThat(job(id)).isEqualTo(before);
	}

	@Test
	default void quarantinedJobIsSetAsideWithTheReason() {
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		Claim claim = node.claimOne();
		Completion.Quarantine verdict = new Completion.Quarantine("arguments are no JSON");
		assertThat(node.complete(claim, verdict)).isEqualTo(CompletionStatus.APPLIED);
		assertThat(job(id).state()).isEqualTo(JobState.QUARANTINED);
		assertThat(job(id).attempts().lastError()).isEqualTo("arguments are no JSON");
		assertThat(job(id).attempts().node()).isNull();
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node.claim(1)).isEmpty();
		assertThat(node.reclaim(Verdicts.ANOTHER_ATTEMPT)).isEmpty();
		assertThat(node.complete(claim, verdict)).isEqualTo(CompletionStatus.ALREADY);
		assertThat(node.pulse().nextJobDue()).isNull();
	}

	@Test
	default void batchIsCompletedItemByItemInItsOrder() {
		add(TestJob.job(), TestJob.job(), TestJob.job(), TestJob.job());
		TestNode node = node("a");
		List<Claim> claims = node.claim(4);
		node.succeed(claims.get(1));
		Claim forged = new Claim(claims.get(2).job(), claims.get(2).token() + 1000, claims.get(2).leaseUntil());
		List<CompletionStatus> statuses = node.store()
			.complete(List.of(new Completion(claims.get(0), Verdicts.succeeded(now())),
					new Completion(claims.get(1), Verdicts.succeeded(now())),
					new Completion(forged, Verdicts.succeeded(now())),
					new Completion(claims.get(3), Verdicts.failure())));
		assertThat(statuses).containsExactly(CompletionStatus.APPLIED, CompletionStatus.ALREADY, CompletionStatus.STALE,
				CompletionStatus.APPLIED);
		assertThat(liveJobs()).extracting(Job::state).containsExactly(JobState.RUNNING, JobState.PENDING);
	}

}
