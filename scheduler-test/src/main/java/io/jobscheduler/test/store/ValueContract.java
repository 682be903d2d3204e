package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.Attempts;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.Identifiers;
import io.jobscheduler.job.JobError;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.trigger.DateTrigger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values at the edge of what is allowed are kept as they are.
 */
interface ValueContract extends StoreScenario {

	/** A name of the greatest length, half of it beyond the basic multilingual plane. */
	String LONGEST_NAME = "\uD83D\uDE80".repeat(50) + "é".repeat(50) + "x".repeat(Identifiers.MAX_LENGTH - 150);

	/** The last microsecond that ISO 8601 writes with four digits. */
	Instant FAR_FUTURE = Instant.parse("9999-12-31T23:59:59.999999Z");

	/** An instant before 1970, with a fraction. */
	Instant FAR_PAST = Instant.parse("1901-02-03T04:05:06.000007Z");

	@Test
	default void longestNamesOfAJobAreKept() {
		TestJob job = TestJob.job(LONGEST_NAME).withUniqueKey(LONGEST_NAME, ConflictPolicy.REJECT);
		add(job);
		TestNode node = new TestNode(LONGEST_NAME, LONGEST_NAME, openStore(), fixture());
		assertThat(node.open().twin()).isNull();
		assertThat(offer(TestJob.job().withUniqueKey(LONGEST_NAME, ConflictPolicy.REJECT)).status())
			.isEqualTo(AddReply.Status.REJECTED);
		Claim claim = node.claim(1, Map.of(LONGEST_NAME, 1)).get(0);
		assertThat(claim.job().spec()).isEqualTo(job.spec());
		assertThat(node.pulse(claim).lost()).isEmpty();
		assertThat(store().findJobs(new JobQuery(null, LONGEST_NAME, null, null, 10)).items()).hasSize(1);
		node.succeed(claim);
		assertThat(result(job.id()).task()).isEqualTo(LONGEST_NAME);
		assertThat(result(job.id()).run().node()).isEqualTo(LONGEST_NAME);
	}

	@Test
	default void longestNamesOfAScheduleAreKept() {
		Schedule schedule = add(TestSchedule.hourly(LONGEST_NAME, now()).ofTask(LONGEST_NAME).declaredBy(LONGEST_NAME));
		assertThat(schedule.id()).isEqualTo(LONGEST_NAME);
		node("a").fire(Plans::skip);
		assertThat(store().findSkipped(LONGEST_NAME, 10)).hasSize(1);
		assertThat(store().findSchedules(new ScheduleQuery(null, LONGEST_NAME, LONGEST_NAME, null, 10)).items())
			.hasSize(1);
	}

	@Test
	default void longestNamesOfANodeAreKept() {
		JobStore.NodeRegistration registration = new JobStore.NodeRegistration(LONGEST_NAME, LONGEST_NAME, LONGEST_NAME,
				"both", List.of(LONGEST_NAME, "two"), LEASE);
		store().open(registration);
		assertThat(store().nodes()).extracting(JobStore.NodeStatus::registration).containsExactly(registration);
	}

	@Test
	default void scheduleIdsAreCaseAndAccentSensitive() {
		for (String id : new String[] { "report", "Report", "REPORT", "répört", "rep-ort" }) {
			add(TestSchedule.hourly(id, now()));
		}
		change("Report", TestSchedule.removal());
		assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).extracting(Schedule::id)
			.containsExactlyInAnyOrder("report", "REPORT", "répört", "rep-ort");
	}

	@Test
	default void nodeIdsAreCaseSensitive() {
		node("a");
		node("A");
		assertThat(store().nodes()).hasSize(2);
	}

	@Test
	default void namesAreValuesAndNotPatternsOrStatements() {
		String quoted = "it's 100%_\"\\`; -- {x} $1 ?";
		JobId id = add(TestJob.job(quoted).withUniqueKey(quoted, ConflictPolicy.KEEP));
		add(TestJob.job("it's 100 other"));
		Schedule schedule = add(TestSchedule.hourly(quoted, now()).ofTask(quoted).declaredBy(quoted));
		assertThat(schedule.id()).isEqualTo(quoted);
		assertThat(store().findJobs(new JobQuery(null, quoted, null, null, 10)).items()).singleElement()
			.satisfies((job) -> assertThat(job.id()).isEqualTo(id));
		assertThat(node("a").claim(10, Map.of(quoted, 1))).hasSize(1);
	}

	@Test
	default void longestArgumentsAreKept() {
		String text = "\uD83D\uDE80\\\"é'".repeat(Payload.MAX_LENGTH / 6);
		String arguments = text + "x".repeat(Payload.MAX_LENGTH - text.length());
		TestJob job = TestJob.job().withPayload(new Payload(1, arguments));
		add(job);
		assertThat(node("a").claimOne().job().spec().payload().arguments()).isEqualTo(arguments);
	}

	@Test
	default void longestArgumentsOfAScheduleReachItsJobs() {
		String arguments = "é".repeat(Payload.MAX_LENGTH);
		add(TestSchedule.hourly("big", now()));
		change("big", TestSchedule.setArguments(arguments));
		TestNode node = node("a");
		node.fire(Plans::oneJob);
		assertThat(node.claimOne().job().spec().payload().arguments()).isEqualTo(arguments);
	}

	@Test
	default void longestErrorsAndValuesAreKept() {
		JobError error = new JobError("x".repeat(300), "\uD83D\uDE80".repeat(JobError.MAX_MESSAGE / 2),
				"é\tat\n".repeat(JobError.MAX_TRACE / 5));
		String value = "\"" + "é".repeat(500_000) + "\"";
		TestNode node = node("a");
		JobId failed = add(TestJob.job());
		node.complete(node.claimOne(),
				new Completion.End(Ending.unsuccessful(Outcome.FAILED, error), now(), now(), RETENTION));
		JobId succeeded = add(TestJob.job());
		node.complete(node.claimOne(), new Completion.End(Ending.succeeded(value), now(), now(), RETENTION));
		assertThat(result(failed).ending().error()).isEqualTo(error);
		assertThat(result(succeeded).ending().value()).isEqualTo(value);
	}

	@Test
	default void longErrorOfAnAttemptIsCutAndNotRefused() {
		JobError error = new JobError("x".repeat(300), "\uD83D\uDE80".repeat(JobError.MAX_MESSAGE / 2), null);
		JobId retried = add(TestJob.job());
		TestNode node = node("a");
		node.complete(node.claimOne(), new Completion.Retry(Duration.ofHours(1), Completion.Cause.FAILURE, error));
		assertThat(job(retried).attempts().lastError()).hasSizeBetween(300, Attempts.MAX_ERROR);
		JobId quarantined = add(TestJob.job());
		node.complete(node.claimOne(), new Completion.Quarantine("\uD83D\uDE80".repeat(1000)));
		assertThat(job(quarantined).attempts().lastError()).startsWith("\uD83D\uDE80")
			.hasSizeLessThanOrEqualTo(Attempts.MAX_ERROR);
	}

	@Test
	default void emptyTextsAreNotMissingOnes() {
		JobError error = new JobError("empty", "", "");
		JobId id = add(TestJob.job());
		TestNode node = node("a");
		node.complete(node.claimOne(),
				new Completion.End(Ending.unsuccessful(Outcome.FAILED, error), null, now(), RETENTION));
		assertThat(result(id).ending().error()).isEqualTo(error);
	}

	@Test
	default void instantsKeepTheirMicroseconds() {
		Instant due = now().plusSeconds(3600).plus(MICROSECOND);
		assertThat(job(add(TestJob.job().dueAt(due))).dueAt()).isEqualTo(due);
		assertThat(job(add(TestJob.job().dueAt(FAR_PAST))).dueAt()).isEqualTo(FAR_PAST);
		Instant started = now().minus(MICROSECOND);
		TestNode node = node("a");
		Claim claim = node.claimOne();
		node.complete(claim, new Completion.End(Ending.succeeded(null), started, started.plus(MICROSECOND), RETENTION));
		assertThat(result(claim.job().id()).run().duration()).isEqualTo(MICROSECOND);
	}

	@Test
	default void instantsFarInTheFutureAreKept() {
		JobId id = add(TestJob.job().dueAt(FAR_FUTURE));
		add(TestSchedule.triggered("someday", DateTrigger.at(FAR_FUTURE), FAR_FUTURE));
		assertThat(job(id).dueAt()).isEqualTo(FAR_FUTURE);
		assertThat(schedule("someday").status().nextFireTime()).isEqualTo(FAR_FUTURE);
		assertThat(schedule("someday").definition().trigger()).isEqualTo(DateTrigger.at(FAR_FUTURE));
		TestNode node = node("a");
		assertThat(node.claim(1)).isEmpty();
		assertThat(node.pulse().nextJobDue()).isEqualTo(FAR_FUTURE);
		assertThat(node.pulse().nextScheduleDue()).isEqualTo(FAR_FUTURE);
	}

	@Test
	default void reasonsAndPrioritiesAtTheirBoundsAreKept() {
		String reason = "\uD83D\uDE80 holidays ".repeat(20).strip();
		add(TestSchedule.hourly("paused", now()));
		change("paused",
				(current, now) -> new ScheduleEdit.Write(TestSchedule.hourly("paused", now).paused(reason).schedule()));
		assertThat(schedule("paused").status().reason()).isEqualTo(reason);
		JobId low = add(TestJob.job().withPriority(-1000));
		JobId high = add(TestJob.job().withPriority(1000));
		assertThat(node("a").claim(2)).extracting((claim) -> claim.job().id()).containsExactly(high, low);
	}

}
