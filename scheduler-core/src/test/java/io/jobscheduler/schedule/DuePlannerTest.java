package io.jobscheduler.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.schedule.Firing.PlannedJob;
import io.jobscheduler.schedule.Schedule.Runs;
import io.jobscheduler.schedule.Schedule.Status;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Exclusion;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class DuePlannerTest {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final Trigger MINUTELY = IntervalTrigger.every(Duration.ofMinutes(1)).startingAt(START);

	private final DuePlanner planner = new DuePlanner();

	private static Instant minute(int minutes) {
		return START.plus(Duration.ofMinutes(minutes));
	}

	private static Schedule schedule(Trigger trigger, CoalescePolicy coalesce, OverlapPolicy overlap,
			JobSettings settings) {
		ScheduleDefinition definition = new ScheduleDefinition("task", Payload.EMPTY, trigger,
				new SchedulePolicies(coalesce, overlap, Duration.ZERO), settings);
		Status status = new Status(ScheduleState.ACTIVE, null, START, START, null, Runs.NONE);
		return new Schedule("id", new UUID(1, 2), 1, definition, null, status);
	}

	private static Schedule minutely(CoalescePolicy coalesce) {
		return schedule(MINUTELY, coalesce, OverlapPolicy.ALLOW, JobSettings.NONE);
	}

	private static List<Instant> fired(Firing firing) {
		return firing.jobs().stream().map(PlannedJob::dueAt).toList();
	}

	@Test
	void aFireTimeThatIsDueMakesAJobAndTheNextOneIsSet() {
		Firing firing = this.planner.plan(minutely(CoalescePolicy.LATEST), ScheduleFacts.NONE, START);
		assertThat(fired(firing)).containsExactly(START);
		assertThat(firing.skipped()).isEmpty();
		assertThat(firing.next()).isEqualTo(
				new Status(ScheduleState.ACTIVE, null, minute(1), minute(1), START, new Runs(START, null, false)));
	}

	@Test
	void nothingIsMadeBeforeItIsDue() {
		Firing firing = this.planner.plan(minutely(CoalescePolicy.LATEST), ScheduleFacts.NONE, START.minusNanos(1000));
		assertThat(firing.jobs()).isEmpty();
		assertThat(firing.next().nextFireTime()).isEqualTo(START);
	}

	@Test
	void aFireTimeThatACalendarHasCalledOffMakesNoJob() {
		Set<LocalDate> holidays = new HashSet<>();
		Trigger workdays = ExceptTrigger.of(CronTrigger.of("@daily", ZoneOffset.UTC),
				Exclusion.calendar(new ChangingCalendar(holidays), ZoneOffset.UTC));
		Schedule schedule = schedule(workdays, CoalescePolicy.LATEST, OverlapPolicy.ALLOW, JobSettings.NONE);
		assertThat(fired(this.planner.plan(schedule, ScheduleFacts.NONE, START))).containsExactly(START);
		holidays.add(LocalDate.of(2026, 1, 1));
		holidays.add(LocalDate.of(2026, 1, 2));
		Firing calledOff = this.planner.plan(schedule, ScheduleFacts.NONE, START);
		assertThat(calledOff.jobs()).isEmpty();
		assertThat(calledOff.skipped()).isEmpty();
		assertThat(calledOff.next().nextFireTime()).isEqualTo("2026-01-03T00:00:00Z");
		assertThat(calledOff.next().watermark()).isNull();
	}

	@Test
	void aTriggerThatDoesNotMoveOnIsAnErrorAndNotALoop() {
		Trigger still = (after) -> Optional.of(START);
		Schedule schedule = schedule(still, CoalescePolicy.LATEST, OverlapPolicy.ALLOW, JobSettings.NONE);
		assertThatIllegalStateException().isThrownBy(() -> this.planner.plan(schedule, ScheduleFacts.NONE, minute(5)))
			.withMessageContaining("does not move on");
		Trigger same = (after) -> Optional.of(after);
		assertThatIllegalStateException()
			.isThrownBy(
					() -> this.planner.plan(schedule(same, CoalescePolicy.ALL, OverlapPolicy.ALLOW, JobSettings.NONE),
							ScheduleFacts.NONE, minute(5)))
			.withMessageContaining("does not move on");
	}

	@Test
	void latestMakesOneJobOfManyFireTimes() {
		Firing firing = this.planner.plan(minutely(CoalescePolicy.LATEST), ScheduleFacts.NONE, minute(5));
		assertThat(fired(firing)).containsExactly(minute(5));
		assertThat(firing.skipped()).containsExactly(new SkippedFireTimes(START, minute(4), 5, SkipReason.COALESCED));
		assertThat(firing.next().watermark()).isEqualTo(minute(5));
		assertThat(firing.next().nextFireTime()).isEqualTo(minute(6));
	}

	@Test
	void earliestMakesOneJobOfManyFireTimes() {
		Firing firing = this.planner.plan(minutely(CoalescePolicy.EARLIEST), ScheduleFacts.NONE, minute(5));
		assertThat(fired(firing)).containsExactly(START);
		assertThat(firing.skipped())
			.containsExactly(new SkippedFireTimes(minute(1), minute(5), 5, SkipReason.COALESCED));
		assertThat(firing.next().watermark()).isEqualTo(minute(5));
	}

	@Test
	void allMakesAJobOfEachInSteps() {
		Firing firing = this.planner.plan(minutely(CoalescePolicy.ALL), ScheduleFacts.NONE, minute(250));
		assertThat(firing.jobs()).hasSize(DuePlanner.JOBS_PER_STEP);
		assertThat(firing.skipped()).isEmpty();
		assertThat(firing.next().nextFireTime()).isEqualTo(minute(100));
	}

	@Test
	void whatIsLaterThanTheGraceTimeIsMissedAndTheRestIsNot() {
		Schedule graced = schedule(MINUTELY, CoalescePolicy.ALL, OverlapPolicy.ALLOW,
				JobSettings.NONE.withMisfireGraceTime(Duration.ofMinutes(2)));
		Firing firing = this.planner.plan(graced, ScheduleFacts.NONE, minute(5));
		assertThat(fired(firing)).containsExactly(minute(3), minute(4), minute(5));
		assertThat(firing.skipped()).containsExactly(new SkippedFireTimes(START, minute(2), 3, SkipReason.MISSED));
	}

	@Test
	void exactlyAtTheGraceTimeIsNotMissed() {
		Schedule graced = schedule(DateTrigger.at(START), CoalescePolicy.LATEST, OverlapPolicy.ALLOW,
				JobSettings.NONE.withMisfireGraceTime(Duration.ofMinutes(2)));
		assertThat(fired(this.planner.plan(graced, ScheduleFacts.NONE, minute(2)))).containsExactly(START);
		Firing late = this.planner.plan(graced, ScheduleFacts.NONE, minute(2).plusNanos(1000));
		assertThat(late.jobs()).isEmpty();
		assertThat(late.skipped()).containsExactly(new SkippedFireTimes(START, START, 1, SkipReason.MISSED));
		assertThat(late.next().state()).isEqualTo(ScheduleState.FINISHED);
		assertThat(late.next().reason()).contains("has no fire time after " + START);
	}

	@Test
	void skipMakesNoJobWhileOneLives() {
		Schedule skipping = schedule(MINUTELY, CoalescePolicy.LATEST, OverlapPolicy.SKIP, JobSettings.NONE);
		Firing firing = this.planner.plan(skipping, new ScheduleFacts(1), minute(1));
		assertThat(firing.jobs()).isEmpty();
		assertThat(firing.skipped()).containsExactly(new SkippedFireTimes(START, minute(1), 2, SkipReason.OVERLAP));
		assertThat(firing.next().nextFireTime()).isEqualTo(minute(2));
	}

	@Test
	void skipMakesAtMostOneJobEvenOfAll() {
		Schedule skipping = schedule(MINUTELY, CoalescePolicy.ALL, OverlapPolicy.SKIP, JobSettings.NONE);
		Firing firing = this.planner.plan(skipping, ScheduleFacts.NONE, minute(2));
		assertThat(fired(firing)).containsExactly(START);
		assertThat(firing.skipped()).containsExactly(new SkippedFireTimes(minute(1), minute(2), 2, SkipReason.OVERLAP));
	}

	@Test
	void bufferOneWaitsWhileOneLivesAndLooksAgainByItself() {
		Schedule buffering = schedule(MINUTELY, CoalescePolicy.LATEST, OverlapPolicy.BUFFER_ONE, JobSettings.NONE);
		Firing firing = this.planner.plan(buffering, new ScheduleFacts(1), minute(1));
		assertThat(firing.jobs()).isEmpty();
		assertThat(firing.next().runs().waiting()).isTrue();
		assertThat(firing.next().dueAt()).isAfter(minute(1)).isBeforeOrEqualTo(minute(1).plusSeconds(30));
		assertThat(firing.next().watermark()).isNull();
	}

	@Test
	void aFixedDelayIsTheDelayAfterTheLastEnd() {
		Schedule delayed = schedule(FixedDelayTrigger.of(Duration.ofMinutes(10)).startingAt(START),
				CoalescePolicy.LATEST, OverlapPolicy.ALLOW, JobSettings.NONE);
		Schedule ended = delayed
			.with(new Status(ScheduleState.ACTIVE, null, null, minute(3), START, new Runs(START, minute(2), true)));
		Firing firing = this.planner.plan(ended, ScheduleFacts.NONE, minute(3));
		assertThat(firing.jobs()).isEmpty();
		assertThat(firing.next().nextFireTime()).isEqualTo(minute(12));
		assertThat(firing.next().runs().waiting()).isFalse();
	}

	@Test
	@Timeout(5)
	void aCenturyOfSecondsIsPlannedAtOnce() {
		Schedule secondly = schedule(CronTrigger.of("* * * * * *", ZoneId.of("UTC")), CoalescePolicy.LATEST,
				OverlapPolicy.ALLOW, JobSettings.NONE);
		Instant now = START.plus(Duration.ofDays(36_500)).plusMillis(500);
		Firing firing = this.planner.plan(secondly, ScheduleFacts.NONE, now);
		assertThat(fired(firing)).containsExactly(now.minusMillis(500));
		assertThat(firing.skipped()).singleElement()
			.satisfies((range) -> assertThat(range.count()).isEqualTo(SkippedFireTimes.MANY));
	}

	@Test
	void jitterIsTheSameForTheSameFireTimeAndWithinItsBound() {
		ScheduleDefinition definition = new ScheduleDefinition("task", Payload.EMPTY, MINUTELY,
				new SchedulePolicies(CoalescePolicy.ALL, OverlapPolicy.ALLOW, Duration.ofSeconds(10)),
				JobSettings.NONE);
		Schedule jittered = new Schedule("id", new UUID(1, 2), 1, definition, null,
				new Status(ScheduleState.ACTIVE, null, START, START, null, Runs.NONE));
		Firing first = this.planner.plan(jittered, ScheduleFacts.NONE, minute(50));
		Firing again = this.planner.plan(jittered, ScheduleFacts.NONE, minute(50));
		assertThat(first).isEqualTo(again);
		Set<Duration> delays = new HashSet<>();
		for (int i = 0; i < first.jobs().size(); i++) {
			Duration delay = Duration.between(minute(i), first.jobs().get(i).dueAt());
			assertThat(delay).isBetween(Duration.ZERO, Duration.ofSeconds(10));
			delays.add(delay);
		}
		assertThat(delays).hasSizeGreaterThan(40);
	}

	@Test
	void theJobOfAFireTimeHasAlwaysTheSameIdAndThatOfAnotherLifeAnother() {
		Firing firing = this.planner.plan(minutely(CoalescePolicy.LATEST), ScheduleFacts.NONE, START);
		assertThat(firing.jobs().get(0).id()).isEqualTo(JobId.ofFireTime(new UUID(1, 2), START))
			.isNotEqualTo(JobId.ofFireTime(new UUID(1, 3), START))
			.isNotEqualTo(JobId.ofFireTime(new UUID(1, 2), minute(1)));
	}

	/**
	 * Whatever the policies and however late the planner is called: each fire time is
	 * accounted for exactly once, by a job or in a range, and the watermark only rises.
	 */
	@Test
	void everyFireTimeIsAccountedForOnce() {
		Random random = new Random(20260101);
		for (int round = 0; round < 500; round++) {
			CoalescePolicy coalesce = CoalescePolicy.values()[random.nextInt(3)];
			OverlapPolicy overlap = OverlapPolicy.values()[random.nextInt(3)];
			JobSettings settings = random.nextBoolean() ? JobSettings.NONE
					: JobSettings.NONE.withMisfireGraceTime(Duration.ofSeconds(random.nextInt(400)));
			Schedule schedule = schedule(MINUTELY, coalesce, overlap, settings);
			Instant now = START;
			Set<Instant> accounted = new HashSet<>();
			for (int step = 0; step < 20; step++) {
				now = now.plusSeconds(random.nextInt(600));
				Firing firing = this.planner.plan(schedule, new ScheduleFacts(random.nextInt(2)), now);
				firing.jobs().forEach((job) -> assertThat(accounted.add(job.dueAt())).isTrue());
				firing.skipped().forEach((range) -> add(accounted, range));
				Instant before = schedule.status().watermark();
				schedule = schedule.with(firing.next());
				assertThat(before == null || !schedule.status().watermark().isBefore(before)).isTrue();
			}
			Instant watermark = schedule.status().watermark();
			long expected = (watermark != null) ? Duration.between(START, watermark).toMinutes() + 1 : 0;
			assertThat(accounted).hasSize((int) expected);
		}
	}

	private static void add(Set<Instant> accounted, SkippedFireTimes range) {
		long count = 0;
		for (Instant time = range.first(); !time.isAfter(range.last()); time = time.plusSeconds(60)) {
			assertThat(accounted.add(time)).isTrue();
			count++;
		}
		assertThat(range.count()).isEqualTo(count);
	}

}
