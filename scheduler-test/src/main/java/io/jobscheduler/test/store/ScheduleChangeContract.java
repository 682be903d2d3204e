package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.schedule.SkipReason;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.trigger.IntervalTrigger;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A change to a schedule is decided on what is there, and written in one step.
 */
interface ScheduleChangeContract extends StoreScenario {

	@Test
	default void writtenScheduleIsReadBackByAnotherNodeAsItWasGiven() {
		JobSettings settings = new JobSettings(-7, RetryPolicy.fixed(3, Duration.ofSeconds(10)), Duration.ofHours(1),
				DeliveryGuarantee.AT_LEAST_ONCE, 2, Retention.DEFAULT);
		ScheduleDefinition definition = new ScheduleDefinition("report", new Payload(2, "{\"region\": \"EU\"}"),
				IntervalTrigger.every(Duration.ofMinutes(7))
					.startingAt(now().plusSeconds(5))
					.endingAt(now().plus(Duration.ofDays(365))),
				new SchedulePolicies(CoalescePolicy.ALL, OverlapPolicy.SKIP, Duration.ofMillis(1500)), settings);
		Schedule.Declaration declaration = new Schedule.Declaration("billing",
				definition.withTrigger(IntervalTrigger.every(Duration.ofMinutes(9))));
		Schedule.Status status = new Schedule.Status(ScheduleState.PAUSED, "holidays", now().plusSeconds(5), null,
				now().minusSeconds(9), new Schedule.Runs(now().minusSeconds(9), now().minusSeconds(8), true));
		Schedule given = new Schedule("weekly", UUID.randomUUID(), 0, definition, declaration, status);
		ScheduleReply reply = change("weekly", (current, now) -> new ScheduleEdit.Write(given));
		Schedule read = openStore().schedule("weekly").orElseThrow();
		assertThat(read).isEqualTo(given.withVersion(read.version()));
		assertThat(reply.before()).isNull();
		assertThat(reply.after()).isEqualTo(read);
	}

	@Test
	default void editSeesTheScheduleAsItIsAndTheStoresTime() {
		List<Object> seen = new ArrayList<>();
		Instant before = now();
		change("hourly", (current, now) -> {
			assertThat(current).isNull();
			assertThat(now).isBetween(before, now());
			return new ScheduleEdit.Leave(ScheduleEdit.Reason.UNKNOWN);
		});
		Schedule schedule = add(TestSchedule.hourly("hourly", now()).declaredBy("billing"));
		change("hourly", (current, now) -> {
			seen.add(Objects.requireNonNull(current));
			return new ScheduleEdit.Leave(ScheduleEdit.Reason.UNCHANGED);
		});
		assertThat(seen).containsExactly(schedule);
	}

	@Test
	default void versionRisesWithEveryChangeAndIsNotTheEditorsToChoose() {
		long added = add(TestSchedule.hourly("hourly", now())).version();
		ScheduleReply reply = change("hourly",
				(current, now) -> new ScheduleEdit.Write(Objects.requireNonNull(current).withVersion(0)));
		long changed = schedule("hourly").version();
		assertThat(changed).isGreaterThan(added);
		assertThat(reply.before()).extracting(Schedule::version).isEqualTo(added);
		assertThat(reply.after()).extracting(Schedule::version).isEqualTo(changed);
	}

	@Test
	default void unknownScheduleIsEmpty() {
		assertThat(store().schedule("unknown")).isEmpty();
		assertThat(store().findSkipped("unknown", 10)).isEmpty();
	}

	@Test
	default void leavingWritesNothing() {
		Schedule before = add(TestSchedule.hourly("hourly", now()));
		ScheduleReply reply = change("hourly", (current, now) -> new ScheduleEdit.Leave(ScheduleEdit.Reason.UNCHANGED));
		assertThat(reply.decision()).isEqualTo(new ScheduleEdit.Leave(ScheduleEdit.Reason.UNCHANGED));
		assertThat(reply.before()).isEqualTo(before);
		assertThat(reply.after()).isEqualTo(before);
		assertThat(schedule("hourly")).isEqualTo(before);
	}

	@Test
	default void additionRepeatedFindsTheIdTaken() {
		TestSchedule schedule = TestSchedule.hourly("hourly", now());
		Schedule before = add(schedule);
		assertThat(change("hourly", schedule.addition()).decision())
			.isEqualTo(new ScheduleEdit.Leave(ScheduleEdit.Reason.TAKEN));
		assertThat(schedule("hourly")).isEqualTo(before);
	}

	@Test
	default void pauseRepeatedChangesNothing() {
		add(TestSchedule.hourly("hourly", now()));
		change("hourly", ScheduleEdits.pause("holidays"));
		Schedule paused = schedule("hourly");
		assertThat(change("hourly", ScheduleEdits.pause("holidays")).decision())
			.isEqualTo(new ScheduleEdit.Leave(ScheduleEdit.Reason.UNCHANGED));
		assertThat(schedule("hourly")).isEqualTo(paused);
	}

	@Test
	default void removedScheduleIsGone() {
		Schedule before = add(TestSchedule.hourly("hourly", now()));
		ScheduleReply reply = change("hourly", TestSchedule.removal());
		assertThat(reply.before()).isEqualTo(before);
		assertThat(reply.after()).isNull();
		assertThat(store().schedule("hourly")).isEmpty();
		TestNode node = node("a");
		assertThat(node.fire(Plans::oneJob).applied()).isEmpty();
		assertThat(node.pulse().nextScheduleDue()).isNull();
	}

	@Test
	default void removalRepeatedFindsNothing() {
		add(TestSchedule.hourly("hourly", now()));
		change("hourly", TestSchedule.removal());
		assertThat(change("hourly", TestSchedule.removal()))
			.isEqualTo(new ScheduleReply(new ScheduleEdit.Leave(ScheduleEdit.Reason.UNKNOWN), null, null));
	}

	@Test
	default void batchIsChangedItemByItemInItsOrder() {
		add(TestSchedule.hourly("removed", now()));
		add(TestSchedule.hourly("paused", now()));
		TestSchedule added = TestSchedule.hourly("added", now());
		List<ScheduleReply> replies = store().changeSchedules(List.of(
				new ScheduleChange("unknown", TestSchedule.removal()),
				new ScheduleChange("removed", TestSchedule.removal()), new ScheduleChange("added", added.addition()),
				new ScheduleChange("paused", TestSchedule.pause("holidays"))));
		assertThat(replies).hasSize(4);
		assertThat(replies.get(0).decision()).isInstanceOf(ScheduleEdit.Leave.class);
		assertThat(replies.get(1).decision()).isInstanceOf(ScheduleEdit.Remove.class);
		assertThat(replies.get(2).after()).isEqualTo(schedule("added"));
		assertThat(replies.get(3).after()).isEqualTo(schedule("paused"));
		assertThat(store().schedule("removed")).isEmpty();
	}

	@Test
	default void batchWithAnEditThatThrowsWritesNothing() {
		Schedule before = add(TestSchedule.hourly("hourly", now()));
		ScheduleEdit throwing = (current, now) -> {
			throw new IllegalStateException("never fires");
		};
		assertThatIllegalStateException()
			.isThrownBy(() -> store().changeSchedules(List
				.of(new ScheduleChange("hourly", TestSchedule.pause("holidays")), new ScheduleChange("bad", throwing))))
			.withMessage("never fires");
		assertThat(schedule("hourly")).isEqualTo(before);
		assertThat(store().schedule("bad")).isEmpty();
	}

	@Test
	default void skippedFireTimesOfAnEditAreRecorded() {
		Instant fireTime = now();
		add(TestSchedule.hourly("hourly", fireTime));
		List<SkippedFireTimes> skipped = List
			.of(new SkippedFireTimes(fireTime, fireTime.plusSeconds(60), 7, SkipReason.PAUSED));
		change("hourly", (current, now) -> new ScheduleEdit.Write(Objects.requireNonNull(current), skipped));
		assertThat(store().findSkipped("hourly", 10)).isEqualTo(skipped);
		assertThat(store().findSkipped("other", 10)).isEmpty();
	}

	@Test
	default void pausedScheduleFiresOnceItIsResumed() {
		add(TestSchedule.hourly("hourly", now()));
		TestNode node = node("a");
		change("hourly", ScheduleEdits.pause("holidays"));
		assertThat(schedule("hourly").status().reason()).isEqualTo("holidays");
		advance(TestSchedule.INTERVAL.plusMinutes(30));
		assertThat(node.fire(Plans::oneJob).applied()).isEmpty();
		change("hourly", ScheduleEdits.resume(null));
		assertThat(node.fire(Plans::oneJob).applied()).isEmpty();
		assertThat(store().findSkipped("hourly", 10)).extracting(SkippedFireTimes::count, SkippedFireTimes::reason)
			.containsExactly(Tuple.tuple(2L, SkipReason.PAUSED));
		advance(TestSchedule.INTERVAL);
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
	}

	@Test
	default void changedTriggerDecidesWhenTheScheduleIsDue() {
		add(TestSchedule.hourly("hourly", now().plus(Duration.ofDays(1))));
		TestNode node = node("a");
		IntervalTrigger sooner = IntervalTrigger.every(Duration.ofMinutes(1)).startingAt(now());
		change("hourly", ScheduleEdits.change((definition) -> definition.withTrigger(sooner)));
		advance(Duration.ofMinutes(1));
		assertThat(node.fire(Plans::oneJob).applied()).hasSize(1);
		assertThat(schedule("hourly").definition().trigger()).isEqualTo(sooner);
	}

}
