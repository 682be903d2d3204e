package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobState;
import io.jobscheduler.job.Outcome;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.StoreCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is there is listed page by page, and counted.
 */
interface QueryContract extends StoreScenario {

	private static <T> List<T> allPages(Function<@Nullable String, Page<T>> query, Runnable betweenPages) {
		List<T> items = new ArrayList<>();
		Page<T> page = query.apply(null);
		items.addAll(page.items());
		while (page.nextCursor() != null) {
			betweenPages.run();
			page = query.apply(page.nextCursor());
			items.addAll(page.items());
		}
		return items;
	}

	private List<JobId> jobs(@Nullable JobState state, @Nullable String task, @Nullable String schedule) {
		return store().findJobs(new JobQuery(state, task, schedule, null, 1000)).items().stream().map(Job::id).toList();
	}

	private List<JobId> results(@Nullable Outcome outcome, @Nullable String task, @Nullable String schedule) {
		return store().findResults(new ResultQuery(outcome, task, schedule, null, 1000))
			.items()
			.stream()
			.map(JobResult::jobId)
			.toList();
	}

	private List<String> schedules(@Nullable ScheduleState state, @Nullable String task, @Nullable String application) {
		return store().findSchedules(new ScheduleQuery(state, task, application, null, 1000))
			.items()
			.stream()
			.map(Schedule::id)
			.toList();
	}

	private JobId ended(TestNode node, TestJob job, Outcome outcome, Instant endedAt) {
		add(job);
		Completion.End end = (outcome == Outcome.SUCCEEDED) ? Verdicts.succeeded(endedAt)
				: Verdicts.unsuccessful(outcome, endedAt);
		node.complete(node.claimOne(), end);
		return job.id();
	}

	@Test
	default void emptyStoreListsNothing() {
		assertThat(store().findJobs(JobQuery.all(10))).isEqualTo(new Page<>(List.of(), null));
		assertThat(store().findResults(ResultQuery.all(10))).isEqualTo(new Page<>(List.of(), null));
		assertThat(store().findSchedules(ScheduleQuery.all(10))).isEqualTo(new Page<>(List.of(), null));
		assertThat(store().nodes()).isEmpty();
		assertThat(store().counts(10)).isEqualTo(new StoreCounts(0, 0, 0, 0, 0, 0));
	}

	@Test
	default void jobsAreListedByIdPageByPage() {
		List<JobId> ids = add(TestJob.job(), TestJob.job(), TestJob.job(), TestJob.job(), TestJob.job());
		Page<Job> first = store().findJobs(JobQuery.all(2));
		assertThat(first.items()).extracting(Job::id).isEqualTo(ids.subList(0, 2));
		assertThat(first.nextCursor()).isNotNull();
		assertThat(allPages((cursor) -> store().findJobs(new JobQuery(null, null, null, cursor, 2)), () -> {
		})).extracting(Job::id).isEqualTo(ids);
	}

	@Test
	default void lastPageHasNoCursorEvenWhenItIsFull() {
		add(TestJob.job(), TestJob.job());
		assertThat(store().findJobs(JobQuery.all(2)).nextCursor()).isNull();
		assertThat(store().findJobs(JobQuery.all(1)).nextCursor()).isNotNull();
	}

	@Test
	default void listedJobsAreWhole() {
		add(TestJob.job().withPriority(3), TestJob.job().dueIn(Duration.ofHours(1)));
		node("a").claimOne();
		for (Job job : liveJobs()) {
			assertThat(job).isEqualTo(job(job.id()));
		}
	}

	@Test
	default void jobsAreFilteredByStateTaskAndSchedule() {
		TestNode node = node("a");
		JobOrigin nightly = new JobOrigin("nightly", now(), false);
		JobId running = add(TestJob.job("send").madeBy(nightly));
		node.claimOne();
		JobId quarantined = add(TestJob.job("report").madeBy(nightly));
		node.complete(node.claimOne(), new Completion.Quarantine("unreadable"));
		JobId pending = add(TestJob.job("report").madeBy(new JobOrigin("Nightly", now(), false)));
		JobId direct = add(TestJob.job("send"));
		assertThat(jobs(JobState.RUNNING, null, null)).containsExactly(running);
		assertThat(jobs(JobState.PENDING, null, null)).containsExactly(pending, direct);
		assertThat(jobs(JobState.QUARANTINED, null, null)).containsExactly(quarantined);
		assertThat(jobs(null, "send", null)).containsExactly(running, direct);
		assertThat(jobs(null, null, "nightly")).containsExactly(running, quarantined);
		assertThat(jobs(JobState.PENDING, "send", null)).containsExactly(direct);
		assertThat(jobs(JobState.PENDING, "report", "Nightly")).containsExactly(pending);
		assertThat(jobs(null, "SEND", null)).isEmpty();
		assertThat(jobs(JobState.RUNNING, "report", "nightly")).isEmpty();
	}

	@Test
	default void filteredJobsArePagedToo() {
		List<JobId> sent = new ArrayList<>();
		for (int index = 0; index < 5; index++) {
			sent.add(add(TestJob.job("send")));
			add(TestJob.job("report"));
		}
		assertThat(allPages((cursor) -> store().findJobs(new JobQuery(null, "send", null, cursor, 2)), () -> {
		})).extracting(Job::id).isEqualTo(sent);
	}

	@Test
	default void pagesOfJobsShowEachOnceWhileOthersComeAndGo() {
		List<JobId> ids = add(TestJob.job(), TestJob.job(), TestJob.job(), TestJob.job(), TestJob.job());
		TestNode node = node("a");
		assertThat(allPages((cursor) -> store().findJobs(new JobQuery(null, null, null, cursor, 2)), () -> {
			if (node.store().counts(100).results() < 2) {
				node.succeed(node.claimOne());
				add(TestJob.job());
			}
		})).extracting(Job::id).doesNotHaveDuplicates().containsAll(ids).isSorted();
	}

	@Test
	default void resultsAreListedTheLatestFirstPageByPage() {
		TestNode node = node("a");
		Instant end = now();
		JobId second = ended(node, TestJob.job(), Outcome.SUCCEEDED, end.minusSeconds(20));
		JobId third = ended(node, TestJob.job(), Outcome.SUCCEEDED, end.minusSeconds(20).minus(MICROSECOND));
		JobId first = ended(node, TestJob.job(), Outcome.FAILED, end.minusSeconds(10));
		assertThat(results(null, null, null)).containsExactly(first, second, third);
		assertThat(allPages((cursor) -> store().findResults(new ResultQuery(null, null, null, cursor, 1)), () -> {
		})).extracting(JobResult::jobId).containsExactly(first, second, third);
	}

	@Test
	default void resultsOfTheSameInstantAreEachListedOnce() {
		TestNode node = node("a");
		Instant end = now();
		List<JobId> ids = new ArrayList<>();
		for (int index = 0; index < 5; index++) {
			ids.add(ended(node, TestJob.job(), Outcome.SUCCEEDED, end));
		}
		assertThat(allPages((cursor) -> store().findResults(new ResultQuery(null, null, null, cursor, 2)), () -> {
		})).extracting(JobResult::jobId).containsExactlyInAnyOrderElementsOf(ids);
	}

	@Test
	default void pagesOfResultsShowEachOnceWhileOthersAreAdded() {
		TestNode node = node("a");
		Instant end = now();
		List<JobId> ids = new ArrayList<>();
		for (int index = 0; index < 5; index++) {
			ids.add(0, ended(node, TestJob.job(), Outcome.SUCCEEDED, end.minusSeconds(60 - index)));
		}
		assertThat(allPages((cursor) -> store().findResults(new ResultQuery(null, null, null, cursor, 2)),
				() -> ended(node, TestJob.job(), Outcome.SUCCEEDED, end)))
			.extracting(JobResult::jobId)
			.isEqualTo(ids);
	}

	@Test
	default void resultsAreFilteredByOutcomeTaskAndSchedule() {
		TestNode node = node("a");
		JobOrigin nightly = new JobOrigin("nightly", now(), false);
		Instant end = now();
		JobId sent = ended(node, TestJob.job("send").madeBy(nightly), Outcome.SUCCEEDED, end);
		JobId failed = ended(node, TestJob.job("send"), Outcome.FAILED, end.minusSeconds(1));
		JobId reported = ended(node, TestJob.job("report").madeBy(nightly), Outcome.FAILED, end.minusSeconds(2));
		assertThat(results(Outcome.FAILED, null, null)).containsExactly(failed, reported);
		assertThat(results(null, "send", null)).containsExactly(sent, failed);
		assertThat(results(null, null, "nightly")).containsExactly(sent, reported);
		assertThat(results(Outcome.FAILED, "report", "nightly")).containsExactly(reported);
		assertThat(results(Outcome.MISSED, null, null)).isEmpty();
	}

	@Test
	default void listedResultsAreWhole() {
		TestNode node = node("a");
		ended(node, TestJob.job().madeBy(new JobOrigin("nightly", now(), false)), Outcome.SUCCEEDED, now());
		ended(node, TestJob.job(), Outcome.FAILED, now());
		for (JobResult result : store().findResults(ResultQuery.all(10)).items()) {
			assertThat(result).isEqualTo(result(result.jobId()));
		}
	}

	@Test
	default void schedulesAreListedByIdPageByPageWhileOthersAreAdded() {
		for (String id : List.of("d", "b", "e", "a", "c")) {
			add(TestSchedule.hourly(id, now()));
		}
		List<Integer> added = new ArrayList<>();
		assertThat(allPages((cursor) -> store().findSchedules(new ScheduleQuery(null, null, null, cursor, 2)), () -> {
			added.add(added.size());
			add(TestSchedule.hourly("0" + added.size(), now()));
		})).extracting(Schedule::id).containsExactly("a", "b", "c", "d", "e");
	}

	@Test
	default void schedulesAreFilteredByStateTaskAndApplication() {
		add(TestSchedule.hourly("a", now()).ofTask("send").declaredBy("billing"));
		add(TestSchedule.hourly("b", now()).ofTask("send").declaredBy("shop").paused("holidays"));
		add(TestSchedule.hourly("c", now()).ofTask("report").declaredBy("billing").paused("holidays"));
		add(TestSchedule.hourly("d", now()).ofTask("report").finished());
		assertThat(schedules(ScheduleState.ACTIVE, null, null)).containsExactly("a");
		assertThat(schedules(ScheduleState.PAUSED, null, null)).containsExactly("b", "c");
		assertThat(schedules(ScheduleState.FINISHED, null, null)).containsExactly("d");
		assertThat(schedules(null, "send", null)).containsExactly("a", "b");
		assertThat(schedules(null, null, "billing")).containsExactly("a", "c");
		assertThat(schedules(ScheduleState.PAUSED, "report", "billing")).containsExactly("c");
		assertThat(schedules(null, null, "Billing")).isEmpty();
	}

	@Test
	default void skippedFireTimesAreListedTheLatestFirst() {
		Instant first = now().minus(TestSchedule.INTERVAL.multipliedBy(2)).minusSeconds(1);
		add(TestSchedule.hourly("hourly", first));
		TestNode node = node("a");
		for (int round = 0; round < 3; round++) {
			node.fire(Plans::skip);
		}
		assertThat(store().findSkipped("hourly", 10)).extracting((skipped) -> skipped.first())
			.containsExactly(first.plus(TestSchedule.INTERVAL.multipliedBy(2)), first.plus(TestSchedule.INTERVAL),
					first);
		assertThat(store().findSkipped("hourly", 1)).extracting((skipped) -> skipped.first())
			.containsExactly(first.plus(TestSchedule.INTERVAL.multipliedBy(2)));
	}

	@Test
	default void everythingIsCounted() {
		TestNode node = node("a");
		add(TestSchedule.hourly("one", now()));
		add(TestSchedule.hourly("two", now()).paused("holidays"));
		ended(node, TestJob.job(), Outcome.SUCCEEDED, now());
		add(TestJob.job(), TestJob.job(), TestJob.job());
		List<Claim> claims = node.claim(3);
		node.complete(claims.get(0), new Completion.Quarantine("unreadable"));
		add(TestJob.job().dueIn(Duration.ofHours(1)));
		StoreCounts counts = store().counts(100);
		assertThat(counts).isEqualTo(new StoreCounts(2, 1, 2, 1, 1, 0));
	}

	@Test
	default void countsEndAtTheirCap() {
		TestNode node = node("a");
		for (int index = 0; index < 3; index++) {
			add(TestSchedule.hourly("schedule-" + index, now()));
			ended(node, TestJob.job(), Outcome.SUCCEEDED, now());
		}
		add(TestJob.job(), TestJob.job(), TestJob.job(), TestJob.job(), TestJob.job(), TestJob.job());
		node.claim(3);
		StoreCounts counts = store().counts(2);
		assertThat(counts.schedules()).isEqualTo(2);
		assertThat(counts.pending()).isEqualTo(2);
		assertThat(counts.running()).isEqualTo(2);
		assertThat(counts.results()).isEqualTo(2);
	}

	@Test
	default void longestOverdueJobTellsTheLag() {
		add(TestJob.job().dueAt(now().minus(Duration.ofHours(2))),
				TestJob.job().dueAt(now().minus(Duration.ofHours(1))), TestJob.job().dueIn(Duration.ofHours(1)));
		assertThat(Duration.ofNanos(store().counts(10).overdueMicros() * 1000)).isBetween(Duration.ofHours(2),
				Duration.ofHours(2).plusMinutes(1));
	}

}
