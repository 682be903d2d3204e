package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.Completion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A unique key belongs to one job until that job ends.
 */
interface UniqueKeyContract extends StoreScenario {

	/** The key that the tests contend for. */
	String KEY = "invoice-42";

	private static TestJob contender(ConflictPolicy onConflict) {
		return TestJob.job().withUniqueKey(KEY, onConflict);
	}

	private void assertTakenBy(JobId holder) {
		assertThat(offer(contender(ConflictPolicy.REJECT))).isEqualTo(new AddReply(holder, AddReply.Status.REJECTED));
	}

	@Test
	default void keepLeavesTheHolderOfTheKey() {
		JobId holder = add(contender(ConflictPolicy.KEEP));
		Job before = job(holder);
		TestJob late = contender(ConflictPolicy.KEEP).dueIn(Duration.ofDays(1));
		assertThat(offer(late)).isEqualTo(new AddReply(holder, AddReply.Status.KEPT));
		assertThat(store().job(late.id())).isEmpty();
		assertThat(job(holder)).isEqualTo(before);
	}

	@Test
	default void rejectRefusesAndNamesTheHolderOfTheKey() {
		JobId holder = add(contender(ConflictPolicy.REJECT));
		TestJob late = contender(ConflictPolicy.REJECT);
		assertThat(offer(late)).isEqualTo(new AddReply(holder, AddReply.Status.REJECTED));
		assertThat(store().job(late.id())).isEmpty();
	}

	@Test
	default void replaceGivesAPendingHolderTheNewSpecAndDueTime() {
		JobId holder = add(contender(ConflictPolicy.REPLACE));
		Instant due = now().plus(Duration.ofDays(1));
		TestJob replacement = TestJob.job("report")
			.withUniqueKey(KEY, ConflictPolicy.REPLACE)
			.withPayload(new Payload(2, "{\"invoiceId\": 43}"))
			.withPriority(9)
			.dueAt(due);
		assertThat(offer(replacement)).isEqualTo(new AddReply(holder, AddReply.Status.REPLACED));
		assertThat(job(holder).spec()).isEqualTo(replacement.spec());
		assertThat(job(holder).dueAt()).isEqualTo(due);
		assertThat(liveJobs()).hasSize(1);
	}

	@Test
	default void replacedJobIsClaimedByItsNewTaskPriorityAndDueTime() {
		JobId holder = add(contender(ConflictPolicy.REPLACE).dueIn(Duration.ofDays(1)));
		add(TestJob.job());
		offer(TestJob.job("report").withUniqueKey(KEY, ConflictPolicy.REPLACE).withPriority(1));
		Claim first = node("a").claimOne();
		assertThat(first.job().id()).isEqualTo(holder);
		assertThat(first.job().spec().task()).isEqualTo("report");
	}

	@Test
	default void replaceLeavesARunningHolderAsItIs() {
		JobId holder = add(contender(ConflictPolicy.REPLACE));
		Claim claim = node("a").claimOne();
		TestJob replacement = TestJob.job("report").withUniqueKey(KEY, ConflictPolicy.REPLACE);
		assertThat(offer(replacement)).isEqualTo(new AddReply(holder, AddReply.Status.KEPT));
		assertThat(job(holder).spec()).isEqualTo(claim.job().spec());
		assertThat(job(holder).state()).isEqualTo(JobState.RUNNING);
	}

	@Test
	default void replaceLeavesNoCountsOfTheJobBehind() {
		JobId holder = add(contender(ConflictPolicy.REPLACE));
		TestNode node = node("a");
		Claim claim = node.claimOne();
		node.complete(claim, Verdicts.failure(Duration.ofHours(1)));
		assertThat(offer(contender(ConflictPolicy.REPLACE)).status()).isEqualTo(AddReply.Status.REPLACED);
		assertThat(node.claimOne().job().id()).isEqualTo(holder);
	}

	@Test
	default void keyIsHeldWhileTheJobRunsAndBetweenItsAttempts() {
		JobId holder = add(contender(ConflictPolicy.KEEP));
		assertTakenBy(holder);
		TestNode node = node("a");
		Claim claim = node.claimOne();
		assertTakenBy(holder);
		node.complete(claim, Verdicts.failure(Duration.ofHours(1)));
		assertTakenBy(holder);
		advance(Duration.ofHours(1));
		node.complete(node.claimOne(), new Completion.HandBack());
		assertTakenBy(holder);
		node.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		assertTakenBy(holder);
		node.reclaim(Verdicts.ANOTHER_ATTEMPT);
		assertTakenBy(holder);
	}

	@Test
	default void keyIsHeldWhileTheJobIsQuarantined() {
		JobId holder = add(contender(ConflictPolicy.KEEP));
		TestNode node = node("a");
		node.complete(node.claimOne(), new Completion.Quarantine("unreadable"));
		assertTakenBy(holder);
		assertThat(offer(contender(ConflictPolicy.REPLACE))).isEqualTo(new AddReply(holder, AddReply.Status.KEPT));
	}

	@Test
	default void keyIsFreeOnceTheJobHasSucceeded() {
		add(contender(ConflictPolicy.REJECT));
		TestNode node = node("a");
		node.succeed(node.claimOne());
		add(contender(ConflictPolicy.REJECT));
	}

	@Test
	default void keyIsFreeOnceTheJobHasFailed() {
		add(contender(ConflictPolicy.REJECT));
		TestNode node = node("a");
		node.complete(node.claimOne(), Verdicts.failed(now()));
		add(contender(ConflictPolicy.REJECT));
	}

	@Test
	default void keyIsFreeOnceThePendingJobIsCancelled() {
		JobId holder = add(contender(ConflictPolicy.REJECT));
		cancel(holder);
		add(contender(ConflictPolicy.REJECT));
	}

	@Test
	default void keyIsFreeOnceTheJobIsAbandoned() {
		add(contender(ConflictPolicy.REJECT));
		TestNode node = node("a");
		node.claimOne();
		advance(TestNode.UNTIL_EXPIRED);
		node.reclaim(Verdicts.GIVE_UP);
		add(contender(ConflictPolicy.REJECT));
	}

	@Test
	default void keyIsFreeWhenNoResultIsKeptToo() {
		add(contender(ConflictPolicy.REJECT));
		TestNode node = node("a");
		node.complete(node.claimOne(), Verdicts.succeeded(now(), Duration.ZERO));
		add(contender(ConflictPolicy.REJECT));
	}

	@Test
	default void keysAreCaseSensitiveAndNotSharedWithOtherKeys() {
		add(TestJob.job().withUniqueKey("Key", ConflictPolicy.REJECT));
		add(TestJob.job().withUniqueKey("key", ConflictPolicy.REJECT));
		add(TestJob.job().withUniqueKey("kéy", ConflictPolicy.REJECT));
		add(TestJob.job());
		add(TestJob.job());
	}

	@Test
	default void keyIsSharedByAllTasks() {
		JobId holder = add(TestJob.job("send").withUniqueKey(KEY, ConflictPolicy.KEEP));
		assertThat(offer(TestJob.job("report").withUniqueKey(KEY, ConflictPolicy.KEEP)).id()).isEqualTo(holder);
	}

}
