package io.jobscheduler.test.store;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Batches may be empty, and may be large.
 */
interface BatchContract extends StoreScenario {

	/** How many make a large batch; also the most that a page lists. */
	int MANY = 1000;

	private List<JobId> addMany() {
		return add(IntStream.range(0, MANY).mapToObj((index) -> TestJob.job()).toArray(TestJob[]::new));
	}

	@Test
	default void emptyBatchesDoNothing() {
		TestNode node = node("a");
		assertThat(store().addJobs(List.of())).isEmpty();
		assertThat(store().changeSchedules(List.of())).isEmpty();
		assertThat(store().requestCancel(new CancelRequest(List.of(), RETENTION))).isEmpty();
		assertThat(store().complete(List.of())).isEmpty();
		store().putTasks(List.of());
		ClaimReply reply = node.request();
		assertThat(reply.claims().values()).allSatisfy((claims) -> assertThat(claims).isEmpty());
	}

	@Test
	default void thousandJobsAreAddedAtOnce() {
		List<TestJob> jobs = IntStream.range(0, MANY).mapToObj((index) -> TestJob.job()).toList();
		List<AddReply> replies = store().addJobs(jobs.stream().map(TestJob::request).toList());
		assertThat(replies)
			.isEqualTo(jobs.stream().map((job) -> new AddReply(job.id(), AddReply.Status.ADDED)).toList());
		assertThat(liveJobs()).extracting(Job::id).isEqualTo(jobs.stream().map(TestJob::id).toList());
	}

	@Test
	default void thousandClaimsAreTakenExtendedAndEndedAtOnce() {
		List<JobId> jobs = addMany();
		TestNode node = node("a");
		List<Claim> claims = node.claim(MANY);
		assertThat(claims).extracting((claim) -> claim.job().id()).containsExactlyInAnyOrderElementsOf(jobs);
		assertThat(node.pulse(claims.toArray(Claim[]::new)).lost()).isEmpty();
		List<CompletionStatus> statuses = node.store()
			.complete(claims.stream().map((claim) -> new Completion(claim, Verdicts.succeeded(now()))).toList());
		assertThat(statuses).hasSize(MANY).containsOnly(CompletionStatus.APPLIED);
		assertThat(store().counts(MANY + 1).results()).isEqualTo(MANY);
		PulseReply late = node.pulse(claims.toArray(Claim[]::new));
		assertThat(late.lost()).containsExactlyInAnyOrderElementsOf(jobs);
	}

	@Test
	default void thousandClaimsAreReclaimedAtOnce() {
		addMany();
		node("dead").claim(MANY);
		advance(TestNode.UNTIL_EXPIRED);
		assertThat(node("b").reclaim(Verdicts.ANOTHER_ATTEMPT)).hasSize(MANY);
		assertThat(store().counts(MANY).pending()).isEqualTo(MANY);
	}

	@Test
	default void thousandJobsAreCancelledAtOnce() {
		List<JobId> jobs = addMany();
		List<CancelReply> replies = store().requestCancel(new CancelRequest(jobs, RETENTION));
		assertThat(replies)
			.isEqualTo(jobs.stream().map((id) -> new CancelReply(id, CancelReply.Status.CANCELLED)).toList());
		assertThat(liveJobs()).isEmpty();
	}

	@Test
	default void hundredSchedulesAreAddedAndFiredAtOnce() {
		List<ScheduleReply> replies = store().changeSchedules(IntStream.range(0, 100)
			.mapToObj((index) -> TestSchedule.hourly("schedule-" + index, now()))
			.map((schedule) -> new ScheduleChange(schedule.schedule().id(), schedule.addition()))
			.toList());
		assertThat(replies).hasSize(100)
			.allSatisfy((reply) -> assertThat(Objects.requireNonNull(reply.after()).version()).isPositive());
		assertThat(node("a").fire(Plans::oneJob).applied()).hasSize(100);
		assertThat(liveJobs()).hasSize(100);
	}

}
