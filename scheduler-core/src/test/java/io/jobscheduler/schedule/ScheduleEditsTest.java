package io.jobscheduler.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.schedule.Schedule.Declaration;
import io.jobscheduler.schedule.Schedule.Runs;
import io.jobscheduler.schedule.Schedule.Status;
import io.jobscheduler.schedule.ScheduleEdit.Leave;
import io.jobscheduler.schedule.ScheduleEdit.Reason;
import io.jobscheduler.schedule.ScheduleEdit.Write;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.trigger.CalendarIntervalTrigger;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Exclusion;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.OrTrigger;
import io.jobscheduler.trigger.Trigger;
import io.jobscheduler.trigger.UnreadableTrigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScheduleEditsTest {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:30Z");

	private static final Trigger HOURLY = CronTrigger.of("0 * * * *", ZoneOffset.UTC);

	private static final Trigger DAILY = CronTrigger.of("0 2 * * *", ZoneOffset.UTC);

	private static ScheduleDefinition definition(Trigger trigger) {
		return new ScheduleDefinition("task", Payload.EMPTY, trigger, SchedulePolicies.DEFAULT, JobSettings.NONE);
	}

	private static Schedule written(ScheduleEdit edit, @Nullable Schedule current, Instant now) {
		ScheduleEdit.Decision decision = edit.decide(current, now);
		assertThat(decision).isInstanceOf(Write.class);
		return ((Write) decision).schedule();
	}

	private static Schedule added(Trigger trigger) {
		return written(ScheduleEdits.add("id", definition(trigger), ConflictPolicy.REJECT), null, NOW);
	}

	private static Schedule declared(ScheduleDefinition definition, @Nullable Schedule current, Instant now) {
		return written(ScheduleEdits.declare("id", new Declaration("app", definition)), current, now);
	}

	@Test
	void anIntervalIsAnchoredWhenItIsFirstAdded() {
		Schedule added = added(IntervalTrigger.every(Duration.ofMinutes(5)));
		assertThat(added.definition().trigger())
			.isEqualTo(IntervalTrigger.every(Duration.ofMinutes(5)).startingAt(NOW));
		assertThat(added.status().nextFireTime()).isEqualTo(NOW);
	}

	@Test
	void aRestartDoesNotMoveAnAnchor() {
		ScheduleDefinition definition = definition(IntervalTrigger.every(Duration.ofMinutes(5)));
		Schedule first = declared(definition, null, NOW);
		assertThat(ScheduleEdits.declare("id", new Declaration("app", definition)).decide(first, NOW.plusSeconds(100)))
			.isEqualTo(new Leave(Reason.UNCHANGED));
		assertThat(written(ScheduleEdits.add("id", definition, ConflictPolicy.REPLACE), first, NOW.plusSeconds(100))
			.definition()).isEqualTo(first.definition());
	}

	@Test
	void aRestartDoesNotMoveTheAnchorsOfATriggerThatIsMadeOfOthers() {
		Trigger biweekly = CalendarIntervalTrigger.builder().weeks(2).zone(ZoneId.of("Pacific/Kiritimati")).build();
		Trigger monthly = CalendarIntervalTrigger.builder().months(1).zone(ZoneId.of("Pacific/Pago_Pago")).build();
		Trigger rate = IntervalTrigger.every(Duration.ofHours(5));
		Instant later = NOW.plus(Duration.ofDays(3));
		for (Trigger trigger : List.of(biweekly, OrTrigger.of(biweekly, monthly), OrTrigger.of(monthly, biweekly),
				OrTrigger.of(biweekly, OrTrigger.of(HOURLY, rate)))) {
			ScheduleDefinition definition = definition(trigger);
			Schedule first = declared(definition, null, NOW);
			assertThat(first.definition().trigger()).isNotEqualTo(trigger);
			assertThat(ScheduleEdits.declare("id", new Declaration("app", definition)).decide(first, later))
				.isEqualTo(new Leave(Reason.UNCHANGED));
			assertThat(written(ScheduleEdits.add("id", definition, ConflictPolicy.REPLACE), first, later).definition())
				.isEqualTo(first.definition());
		}
	}

	@Test
	void aTakenIdIsKeptOrReplaced() {
		Schedule current = added(HOURLY);
		assertThat(ScheduleEdits.add("id", definition(DAILY), ConflictPolicy.KEEP).decide(current, NOW))
			.isEqualTo(new Leave(Reason.TAKEN));
		assertThat(ScheduleEdits.add("id", definition(DAILY), ConflictPolicy.REJECT).decide(current, NOW))
			.isEqualTo(new Leave(Reason.TAKEN));
		Schedule replaced = written(ScheduleEdits.add("id", definition(DAILY), ConflictPolicy.REPLACE), current, NOW);
		assertThat(replaced.uid()).isEqualTo(current.uid());
		assertThat(replaced.status().nextFireTime()).isEqualTo("2026-01-01T02:00:00Z");
	}

	@Test
	void aReplacementWithTheSameTriggerKeepsTheNextFireTime() {
		Schedule current = added(HOURLY);
		Schedule replaced = written(ScheduleEdits.add("id",
				definition(HOURLY).withSettings(JobSettings.NONE.withPriority(3)), ConflictPolicy.REPLACE), current,
				NOW.plus(Duration.ofHours(5)));
		assertThat(replaced.status()).isEqualTo(current.status());
		assertThat(replaced.definition().settings().priority()).isEqualTo(3);
	}

	@Test
	void aTriggerThatNeverFiresIsRefused() {
		Trigger over = IntervalTrigger.every(Duration.ofMinutes(5))
			.startingAt(NOW.minusSeconds(900))
			.endingAt(NOW.minusSeconds(1));
		assertThatIllegalArgumentException().isThrownBy(() -> added(over)).withMessageContaining("'id' never fires");
	}

	@Test
	void aDateInThePastIsDueAtOnce() {
		Schedule added = added(DateTrigger.at(NOW.minusSeconds(5)));
		assertThat(added.status().dueAt()).isEqualTo(NOW.minusSeconds(5));
	}

	@Test
	void onlyWhatChangedInTheDeclarationIsApplied() {
		Schedule first = declared(definition(HOURLY), null, NOW);
		Schedule changedByHand = written(ScheduleEdits.change((definition) -> definition.withTrigger(DAILY)), first,
				NOW);
		Schedule redeclared = declared(definition(HOURLY).withSettings(JobSettings.NONE.withPriority(7)), changedByHand,
				NOW);
		assertThat(redeclared.definition().trigger()).isEqualTo(DAILY);
		assertThat(redeclared.definition().settings().priority()).isEqualTo(7);
		Schedule moved = declared(
				definition(CronTrigger.of("0 5 * * *", ZoneOffset.UTC)).withSettings(JobSettings.NONE.withPriority(7)),
				redeclared, NOW);
		assertThat(moved.status().nextFireTime()).isEqualTo("2026-01-01T05:00:00Z");
	}

	@Test
	void aPauseSurvivesADeclaration() {
		Schedule paused = written(ScheduleEdits.pause("holidays"), declared(definition(HOURLY), null, NOW), NOW);
		Schedule redeclared = declared(definition(DAILY), paused, NOW);
		assertThat(redeclared.status().state()).isEqualTo(ScheduleState.PAUSED);
		assertThat(redeclared.status().dueAt()).isNull();
		assertThat(written(ScheduleEdits.resume(null), redeclared, NOW).status().nextFireTime())
			.isEqualTo("2026-01-01T02:00:00Z");
	}

	@Test
	void retirementConcernsOnlyTheApplicationThatDeclared() {
		Schedule declared = declared(definition(HOURLY), null, NOW);
		assertThat(ScheduleEdits.retire("other").decide(declared, NOW)).isEqualTo(new Leave(Reason.UNCHANGED));
		assertThat(ScheduleEdits.retire("app").decide(added(HOURLY), NOW)).isEqualTo(new Leave(Reason.UNCHANGED));
		Schedule retired = written(ScheduleEdits.retire("app"), declared, NOW);
		assertThat(retired.status().reason()).isEqualTo(Schedule.RETIRED);
		Schedule back = declared(definition(HOURLY), retired, NOW.plus(Duration.ofHours(3)));
		assertThat(back.status().state()).isEqualTo(ScheduleState.ACTIVE);
		assertThat(back.status().dueAt()).isEqualTo("2026-01-01T01:00:00Z");
	}

	@Test
	void retirementDoesNotTouchWhatWasPausedByHand() {
		Schedule paused = written(ScheduleEdits.pause("holidays"), declared(definition(HOURLY), null, NOW), NOW);
		assertThat(ScheduleEdits.retire("app").decide(paused, NOW)).isEqualTo(new Leave(Reason.UNCHANGED));
		assertThat(ScheduleEdits.declare("id", new Declaration("app", definition(HOURLY))).decide(paused, NOW))
			.isEqualTo(new Leave(Reason.UNCHANGED));
	}

	@Test
	void whatPassedDuringAPauseIsRecordedAtTheResume() {
		Schedule paused = written(ScheduleEdits.pause("holidays"), added(HOURLY), NOW);
		Write resumed = (Write) ScheduleEdits.resume(null).decide(paused, NOW.plus(Duration.ofMinutes(150)));
		assertThat(resumed.skipped()).containsExactly(new SkippedFireTimes(Instant.parse("2026-01-01T01:00:00Z"),
				Instant.parse("2026-01-01T02:00:00Z"), 2, SkipReason.PAUSED));
		assertThat(resumed.schedule().status().nextFireTime()).isEqualTo("2026-01-01T03:00:00Z");
		assertThat(resumed.schedule().status().watermark()).isEqualTo("2026-01-01T02:00:00Z");
	}

	@Test
	void aResumeFromThePastCatchesUpButNotBelowTheWatermark() {
		Schedule fired = added(HOURLY).with(new Status(ScheduleState.PAUSED, "holidays",
				Instant.parse("2026-01-01T06:00:00Z"), null, Instant.parse("2026-01-01T05:00:00Z"), Runs.NONE));
		Schedule resumed = written(ScheduleEdits.resume(Instant.parse("2026-01-01T01:00:00Z")), fired,
				Instant.parse("2026-01-01T09:00:00Z"));
		assertThat(resumed.status().nextFireTime()).isEqualTo("2026-01-01T06:00:00Z");
	}

	@Test
	void aResumeFromTheFutureWaitsUntilThen() {
		Schedule paused = written(ScheduleEdits.pause("holidays"), added(HOURLY), NOW);
		Schedule resumed = written(ScheduleEdits.resume(Instant.parse("2026-01-05T00:00:00Z")), paused, NOW);
		assertThat(resumed.status().nextFireTime()).isEqualTo("2026-01-05T00:00:00Z");
	}

	@Test
	void whatIsNotThereIsUnknown() {
		assertThat(ScheduleEdits.pause("x").decide(null, NOW)).isEqualTo(new Leave(Reason.UNKNOWN));
		assertThat(ScheduleEdits.resume(null).decide(null, NOW)).isEqualTo(new Leave(Reason.UNKNOWN));
		assertThat(ScheduleEdits.remove().decide(null, NOW)).isEqualTo(new Leave(Reason.UNKNOWN));
	}

	@Test
	void aCalendarThatChangesMovesTheNextFireTimeBothWays() {
		Set<LocalDate> holidays = new HashSet<>();
		Schedule schedule = added(workdays(holidays));
		assertThat(schedule.status().nextFireTime()).isEqualTo("2026-01-01T02:00:00Z");
		assertThat(ScheduleEdits.recompute().decide(schedule, NOW)).isEqualTo(new Leave(Reason.UNCHANGED));
		holidays.add(LocalDate.of(2026, 1, 1));
		Schedule later = written(ScheduleEdits.recompute(), schedule, NOW);
		assertThat(later.status().nextFireTime()).isEqualTo("2026-01-02T02:00:00Z");
		assertThat(later.status().dueAt()).isEqualTo("2026-01-02T02:00:00Z");
		holidays.clear();
		Schedule earlier = written(ScheduleEdits.recompute(), later, NOW);
		assertThat(earlier.status()).isEqualTo(schedule.status());
	}

	@Test
	void aCalendarThatChangesBringsBackNoFireTimeThatWasDealtWith() {
		Set<LocalDate> holidays = new HashSet<>();
		Schedule schedule = added(workdays(holidays));
		Instant fired = Instant.parse("2026-01-01T02:00:00Z");
		Instant next = Instant.parse("2026-01-02T02:00:00Z");
		Schedule running = schedule
			.with(new Status(ScheduleState.ACTIVE, null, next, next, fired, new Runs(fired, null, false)));
		assertThat(ScheduleEdits.recompute().decide(running, NOW)).isEqualTo(new Leave(Reason.UNCHANGED));
	}

	@Test
	void aFireTimeThatIsDueIsLeftToThePlannerWhenACalendarChanges() {
		Set<LocalDate> holidays = new HashSet<>();
		Schedule schedule = added(workdays(holidays));
		holidays.add(LocalDate.of(2026, 1, 1));
		assertThat(ScheduleEdits.recompute().decide(schedule, Instant.parse("2026-01-01T02:00:00Z")))
			.isEqualTo(new Leave(Reason.UNCHANGED));
	}

	@Test
	void aPausedScheduleStaysPausedWhenACalendarChanges() {
		Set<LocalDate> holidays = new HashSet<>();
		Schedule paused = written(ScheduleEdits.pause("by hand"), added(workdays(holidays)), NOW);
		holidays.add(LocalDate.of(2026, 1, 1));
		Status status = written(ScheduleEdits.recompute(), paused, NOW).status();
		assertThat(status.state()).isEqualTo(ScheduleState.PAUSED);
		assertThat(status.reason()).isEqualTo("by hand");
		assertThat(status.dueAt()).isNull();
		assertThat(status.nextFireTime()).isEqualTo("2026-01-02T02:00:00Z");
	}

	@Test
	void aScheduleThatWasFinishedByACalendarIsActiveAgainWhenThatChanges() {
		Set<LocalDate> holidays = new HashSet<>();
		Schedule once = added(
				ExceptTrigger.of(CronTrigger.builder().year("2026").month("3").zone(ZoneOffset.UTC).build(),
						Exclusion.calendar(new ChangingCalendar(holidays), ZoneOffset.UTC)));
		holidays.add(LocalDate.of(2026, 3, 1));
		Schedule finished = written(ScheduleEdits.recompute(), once, NOW);
		assertThat(finished.status().state()).isEqualTo(ScheduleState.FINISHED);
		assertThat(finished.status().reason()).contains("no fire time after");
		holidays.clear();
		assertThat(written(ScheduleEdits.recompute(), finished, NOW).status()).isEqualTo(once.status());
	}

	@Test
	void aCalendarThatChangesWhileAScheduleWaitsForItsJobIsNotForgotten() {
		Set<LocalDate> holidays = new HashSet<>(Set.of(LocalDate.of(2026, 1, 2)));
		Instant fired = Instant.parse("2026-01-01T02:00:00Z");
		Instant look = fired.plusSeconds(1);
		Instant next = Instant.parse("2026-01-03T02:00:00Z");
		Schedule waiting = added(workdays(holidays))
			.with(new Status(ScheduleState.ACTIVE, null, next, look, fired, new Runs(fired, null, true)));
		holidays.clear();
		Status status = written(ScheduleEdits.recompute(), waiting, look).status();
		assertThat(status.nextFireTime()).isEqualTo("2026-01-02T02:00:00Z");
		assertThat(status.dueAt()).isEqualTo(look);
		assertThat(status.runs().waiting()).isTrue();
	}

	@Test
	void whatCannotBeReadHereIsNeitherRedeclaredNorChangedNorRecomputed() {
		Trigger unreadable = new UnreadableTrigger("newer/1");
		Declaration redeclared = new Declaration("app", definition(DAILY));
		Schedule byNewer = declared(definition(HOURLY), null, NOW);
		Schedule changed = new Schedule(byNewer.id(), byNewer.uid(), 2, definition(unreadable), byNewer.declaration(),
				byNewer.status());
		Schedule declaredByNewer = new Schedule(byNewer.id(), byNewer.uid(), 2, byNewer.definition(),
				new Declaration("app", definition(unreadable)), byNewer.status());
		for (Schedule current : List.of(changed, declaredByNewer)) {
			assertThat(ScheduleEdits.declare("id", redeclared).decide(current, NOW))
				.isEqualTo(new Leave(Reason.UNCHANGED));
		}
		assertThatThrownBy(
				() -> ScheduleEdits.change((definition) -> definition.withTrigger(DAILY)).decide(changed, NOW))
			.isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("'id' cannot be changed on this node")
			.hasMessageContaining("newer/1");
		assertThat(ScheduleEdits.recompute().decide(changed, NOW)).isEqualTo(new Leave(Reason.UNCHANGED));
	}

	@Test
	void whatCannotBeReadHereIsActiveAgainWhenItIsDeclaredAgain() {
		Schedule byNewer = declared(definition(HOURLY), null, NOW);
		Schedule unreadable = new Schedule(byNewer.id(), byNewer.uid(), 2, definition(new UnreadableTrigger("newer/1")),
				byNewer.declaration(), byNewer.status());
		Schedule retired = written(ScheduleEdits.retire("app"), unreadable, NOW);
		Schedule active = declared(definition(HOURLY), retired, NOW);
		assertThat(active.status().state()).isEqualTo(ScheduleState.ACTIVE);
		assertThat(active.definition()).isEqualTo(unreadable.definition());
	}

	@Test
	void aFireTimeThatIsKeptRoundedUpIsFoundWhenAScheduleIsResumedFromIt() {
		Instant start = Instant.parse("2026-01-01T07:00:00.000000500Z");
		Schedule paused = written(ScheduleEdits.pause("by hand"),
				added(IntervalTrigger.every(Duration.ofHours(1)).startingAt(start)), NOW);
		Instant shown = Instant.parse("2026-01-01T07:00:00.000001Z");
		assertThat(paused.status().nextFireTime()).isEqualTo(shown);
		assertThat(written(ScheduleEdits.resume(shown), paused, NOW).status().nextFireTime()).isEqualTo(shown);
	}

	private static Trigger workdays(Set<LocalDate> holidays) {
		return ExceptTrigger.of(DAILY, Exclusion.calendar(new ChangingCalendar(holidays), ZoneOffset.UTC));
	}

}
