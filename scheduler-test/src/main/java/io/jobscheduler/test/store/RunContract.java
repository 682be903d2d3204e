package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.job.Progress;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.ResultQuery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a run says while it runs, asks for, and leaves behind.
 */
interface RunContract extends StoreScenario {

	private static TestJob asked() {
		return TestJob.job("report")
			.withUniqueKey("report-é", ConflictPolicy.KEEP)
			.withPayload(new Payload(3, "{\"id\":42}"))
			.withSettings(JobSettings.NONE.withPriority(7).withTimeout(Duration.ofSeconds(5)))
			.withHeaders(Map.of("traceparent", "00-\uD83D\uDE80", "tenant", ""));
	}

	private Claim claim(TestNode node) {
		return node.claim(1, Map.of("report", 3)).get(0);
	}

	private static PulseReply pulse(TestNode node, Claim claim, Progress progress) {
		return node.store()
			.pulse(new PulseRequest(node.id(), node.incarnation(), LEASE, List.of(claim),
					Map.of(claim.job().id(), progress)));
	}

	@Test
	default void headersTravelWithTheJob() {
		TestJob job = asked();
		add(job);
		assertThat(job(job.id()).spec()).isEqualTo(job.spec());
		assertThat(claim(node("a")).job().spec()).isEqualTo(job.spec());
	}

	@Test
	default void headersOfAJobThatIsReplacedAreReplaced() {
		add(asked());
		TestJob replacement = asked().withUniqueKey("report-é", ConflictPolicy.REPLACE)
			.withHeaders(Map.of("tenant", "blue"));
		JobId kept = offer(replacement).id();
		assertThat(job(kept).spec()).isEqualTo(replacement.spec());
	}

	@Test
	default void resultOfAJobThatFailedKeepsWhatItWasAskedToDo() {
		TestNode node = node("a");
		TestJob job = asked();
		add(job);
		node.complete(claim(node), Verdicts.failed(now()));
		assertThat(result(job.id()).spec()).isEqualTo(job.spec());
		assertThat(store().findResults(ResultQuery.all(10)).items()).extracting(JobResult::spec)
			.containsExactly(job.spec());
	}

	@Test
	default void resultOfAJobThatSucceededKeepsNotWhatItWasAskedToDo() {
		TestNode node = node("a");
		TestJob job = asked();
		add(job);
		node.succeed(claim(node));
		assertThat(result(job.id()).spec()).isNull();
	}

	@Test
	default void resultOfAJobCancelledBeforeItStartedKeepsWhatItWasAskedToDo() {
		TestJob job = asked();
		add(job);
		cancel(job.id());
		assertThat(result(job.id()).spec()).isEqualTo(job.spec());
	}

	@Test
	default void resultOfAJobGivenUpKeepsWhatItWasAskedToDo() {
		TestNode node = node("a");
		TestJob job = asked();
		add(job);
		claim(node);
		advance(TestNode.UNTIL_EXPIRED);
		node("b").reclaim(Verdicts.GIVE_UP);
		assertThat(result(job.id()).spec()).isEqualTo(job.spec());
	}

	@Test
	default void logOfTheRunIsKeptWithItsResult() {
		TestNode node = node("a");
		JobId succeeded = add(TestJob.job());
		JobId failed = add(TestJob.job());
		String log = "one\n\"two\"\té\uD83D\uDE80\n" + "x".repeat(JobResult.Run.MAX_LOG - 100);
		Instant now = now();
		for (Claim claim : node.claim(2)) {
			Ending ending = claim.job().id().equals(succeeded) ? Ending.succeeded(null)
					: Ending.unsuccessful(Outcome.FAILED, Verdicts.ERROR);
			node.complete(claim, new Completion.End(ending, now, now, RETENTION, log));
		}
		assertThat(result(succeeded).run().log()).isEqualTo(log);
		assertThat(result(failed).run().log()).isEqualTo(log);
		assertThat(result(failed).spec()).isNotNull();
	}

	@Test
	default void progressIsSeenWhileTheJobRuns() {
		TestNode node = node("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThat(job(claim.job().id()).attempts().progress()).isNull();
		Progress half = new Progress(5, 10, "é half \uD83D\uDE80");
		assertThat(pulse(node, claim, half).lost()).isEmpty();
		assertThat(job(claim.job().id()).attempts().progress()).isEqualTo(half);
		node.pulse(claim);
		assertThat(job(claim.job().id()).attempts().progress()).as("after a pulse that says nothing").isEqualTo(half);
		Progress more = new Progress(6, 0, null);
		pulse(node, claim, more);
		assertThat(store().findJobs(JobQuery.all(10)).items()).extracting((job) -> job.attempts().progress())
			.containsExactly(more);
	}

	@Test
	default void progressOfALostClaimChangesNothing() {
		TestNode dead = node("dead");
		TestNode other = node("b");
		add(TestJob.job());
		Claim lost = dead.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		other.reclaim(Verdicts.ANOTHER_ATTEMPT);
		Claim taken = other.claimOne();
		dead.open();
		assertThat(pulse(dead, lost, new Progress(1, 2, "stale")).lost()).containsExactly(lost.job().id());
		assertThat(job(taken.job().id()).attempts().progress()).isNull();
	}

	@Test
	default void progressEndsWithTheAttempt() {
		TestNode node = node("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		pulse(node, claim, new Progress(1, 2, "first"));
		node.complete(claim, Verdicts.failure());
		assertThat(job(claim.job().id()).attempts().progress()).isNull();
		assertThat(node.claimOne().job().attempts().progress()).isNull();
		assertThat(job(claim.job().id()).attempts().progress()).isNull();
	}

	@Test
	default void progressEndsWithAnAbandonedAttempt() {
		TestNode node = node("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		pulse(node, claim, new Progress(1, 2, "first"));
		advance(TestNode.UNTIL_EXPIRED);
		node.reclaim(Verdicts.ANOTHER_ATTEMPT);
		assertThat(job(claim.job().id()).attempts().progress()).isNull();
	}

	@Test
	default void snoozedJobRunsLaterAndHasUsedNoAttempt() {
		TestNode node = node("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		Completion.Retry snooze = new Completion.Retry(Duration.ofHours(1), Completion.Cause.SNOOZE, null);
		Instant before = now();
		assertThat(node.complete(claim, snooze)).isEqualTo(CompletionStatus.APPLIED);
		Job job = job(claim.job().id());
		assertThat(job.state()).isEqualTo(JobState.PENDING);
		assertThat(job.attempt()).isEqualTo(1);
		assertThat(job.dueAt()).isBetween(before.plusSeconds(3600).minus(MICROSECOND), now().plusSeconds(3600));
		assertThat(node.claim(10)).isEmpty();
		assertThat(node.complete(claim, snooze)).isEqualTo(CompletionStatus.ALREADY);
		advance(Duration.ofHours(1).plusMillis(1));
		assertThat(node.claimOne().job().attempt()).isEqualTo(1);
	}

}
