package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.AddReply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job that was acknowledged is there, once, as it was given.
 */
interface AddContract extends StoreScenario {

	@Test
	default void addedJobIsReadBackByAnotherNodeAsItWasGiven() {
		JobSettings settings = new JobSettings(7,
				RetryPolicy.exponential(5, Duration.ofMillis(1500), Duration.ofHours(1)), Duration.ofMinutes(3),
				DeliveryGuarantee.AT_MOST_ONCE, 4,
				new Retention(Duration.ofDays(1), Duration.ofDays(2), Duration.ofMinutes(3)));
		TestJob given = TestJob.job("report")
			.dueAt(now().plusSeconds(90))
			.withSettings(settings)
			.withPayload(new Payload(3, "{\"invoiceId\": 42, \"note\": \"Grüße ✓\"}"))
			.withUniqueKey("invoice-42", ConflictPolicy.REJECT)
			.madeBy(new JobOrigin("nightly", now(), true));
		Instant before = now();
		add(given);
		Job read = openStore().job(given.id()).orElseThrow();
		assertThat(read.spec()).isEqualTo(given.spec());
		assertThat(read.dueAt()).isEqualTo(given.request().due().at());
		assertThat(read.createdAt()).isBetween(before, now());
		assertThat(read.state()).isEqualTo(JobState.PENDING);
		assertThat(read.attempts()).isEqualTo(Attempts.NONE);
		assertThat(store().result(given.id())).isEmpty();
	}

	@Test
	default void jobThatComesFromAnotherStoreKeepsItsAttempts() {
		TestJob given = TestJob.job().withAttempts(new Attempts(9, 2, 1, "there", now(), "no answer"));
		add(given);
		assertThat(job(given.id()).attempts()).isEqualTo(new Attempts(0, 2, 1, null, null, "no answer"));
		assertThat(job(given.id()).attempt()).isEqualTo(4);
		TestJob keyed = TestJob.job()
			.withUniqueKey("moved", ConflictPolicy.REJECT)
			.withAttempts(new Attempts(0, 1, 0, null, null, null));
		add(keyed);
		assertThat(node("a").claim(2)).extracting((claim) -> claim.job().attempt()).containsExactlyInAnyOrder(4, 2);
	}

	@Test
	default void settingsThatAreNotSetStayUnset() {
		TestJob given = TestJob.job().madeBy(new JobOrigin("by-hand", null, false));
		add(given);
		assertThat(job(given.id()).spec()).isEqualTo(given.spec());
	}

	@Test
	default void delayCountsFromTheStoresTime() {
		Instant before = now();
		JobId id = add(TestJob.job().dueIn(Duration.ofMinutes(5)));
		assertThat(job(id).dueAt()).isBetween(before.plus(Duration.ofMinutes(5)), now().plus(Duration.ofMinutes(5)));
	}

	@Test
	default void unknownJobIsNeitherLiveNorAResult() {
		JobId unknown = TestJob.nextId();
		assertThat(store().job(unknown)).isEmpty();
		assertThat(store().result(unknown)).isEmpty();
	}

	@Test
	default void addingRepeatedAddsNothing() {
		TestJob job = TestJob.job();
		add(job);
		assertThat(offer(job)).isEqualTo(new AddReply(job.id(), AddReply.Status.EXISTS));
		assertThat(liveJobs()).hasSize(1);
	}

	@Test
	default void addingRepeatedWithItsUniqueKeyChangesNothing() {
		TestJob job = TestJob.job().withUniqueKey("key", ConflictPolicy.REPLACE);
		add(job);
		Job before = job(job.id());
		assertThat(offer(job.dueIn(Duration.ofHours(1)))).isEqualTo(new AddReply(job.id(), AddReply.Status.EXISTS));
		assertThat(job(job.id())).isEqualTo(before);
	}

	@Test
	default void addingRepeatedWhileTheJobRunsLeavesItRunning() {
		TestJob job = TestJob.job();
		add(job);
		Claim claim = node("a").claimOne();
		assertThat(offer(job).status()).isEqualTo(AddReply.Status.EXISTS);
		assertThat(job(job.id()).attempts().token()).isEqualTo(claim.token());
	}

	@Test
	default void chosenIdIsTakenAsLongAsTheResultIsKept() {
		TestJob job = TestJob.job().withChosenId(TestJob.nextId());
		add(job);
		TestNode node = node("a");
		node.succeed(node.claimOne());
		assertThat(offer(job)).isEqualTo(new AddReply(job.id(), AddReply.Status.EXISTS));
		assertThat(store().job(job.id())).isEmpty();
	}

	@Test
	default void batchIsCarriedOutItemByItem() {
		TestJob held = TestJob.job().withUniqueKey("held", ConflictPolicy.REJECT);
		add(held);
		TestJob fresh = TestJob.job();
		TestJob refused = TestJob.job().withUniqueKey("held", ConflictPolicy.REJECT);
		TestJob keyed = TestJob.job().withUniqueKey("free", ConflictPolicy.KEEP);
		TestJob second = TestJob.job().withUniqueKey("free", ConflictPolicy.KEEP);
		List<AddReply> replies = store().addJobs(List.of(fresh.request(), refused.request(), held.request(),
				keyed.request(), second.request(), fresh.request()));
		assertThat(replies).containsExactly(new AddReply(fresh.id(), AddReply.Status.ADDED),
				new AddReply(held.id(), AddReply.Status.REJECTED), new AddReply(held.id(), AddReply.Status.EXISTS),
				new AddReply(keyed.id(), AddReply.Status.ADDED), new AddReply(keyed.id(), AddReply.Status.KEPT),
				new AddReply(fresh.id(), AddReply.Status.EXISTS));
		assertThat(liveJobs()).extracting(Job::id).containsExactly(held.id(), fresh.id(), keyed.id());
	}

}
