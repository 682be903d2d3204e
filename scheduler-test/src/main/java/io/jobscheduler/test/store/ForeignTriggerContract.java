package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.TriggerCodec;
import io.jobscheduler.serializer.TriggerFields;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A node leaves schedules alone whose triggers only newer nodes can read.
 */
interface ForeignTriggerContract extends StoreScenario {

	/** What newer nodes can read. */
	TriggerFormat NEWER = TriggerFormat.standard().with(new NewerCodec());

	private JobStore newerStore() {
		Optional<JobStore> newer = openStore(NEWER);
		assumeTrue(newer.isPresent(), "Triggers are not written");
		return newer.orElseThrow();
	}

	private void addByNewer(JobStore newer, String id, Instant first) {
		TestSchedule schedule = TestSchedule.triggered(id, new NewerTrigger(first), first);
		newer.changeSchedules(List.of(new ScheduleChange(id, schedule.addition())));
	}

	@Test
	default void scheduleThatOnlyNewerNodesCanReadIsLeftToThem() {
		JobStore newer = newerStore();
		addByNewer(newer, "new", now());
		TestNode old = node("old");
		FireReply reply = old.fire(Plans::oneJob);
		assertThat(reply.applied()).isEmpty();
		assertThat(reply.quarantined()).isEmpty();
		TestNode node = new TestNode("new", UUID.randomUUID().toString(), newer, fixture());
		node.open();
		assertThat(node.fire(Plans::oneJob).applied()).extracting((firing) -> firing.planned().id())
			.containsExactly("new");
	}

	@Test
	default void schedulesThatOnlyNewerNodesCanReadTakeNoPlaceInABatch() {
		JobStore newer = newerStore();
		Instant start = now();
		for (int index = 0; index < 5; index++) {
			addByNewer(newer, "new-" + index, start);
		}
		advance(MICROSECOND);
		add(TestSchedule.hourly("known", now()));
		TestNode old = node("old");
		assertThat(old.fire(2, Plans::oneJob).applied()).extracting((firing) -> firing.planned().id())
			.containsExactly("known");
	}

	/** Nothing that a store keeps beside the schedule shows it. */
	@Test
	default void schedulesWhoseDeclarationOnlyNewerNodesCanReadTakeNoPlaceInABatch() {
		JobStore newer = newerStore();
		Instant start = now();
		for (int index = 0; index < 5; index++) {
			Schedule known = TestSchedule.hourly("new-" + index, start).schedule();
			Schedule declared = new Schedule(known.id(), known.uid(), known.version(), known.definition(),
					new Schedule.Declaration("billing", known.definition().withTrigger(new NewerTrigger(start))),
					known.status());
			newer.changeSchedules(List.of(new ScheduleChange(known.id(), new TestSchedule(declared).addition())));
		}
		advance(MICROSECOND);
		add(TestSchedule.hourly("known", now()));
		TestNode old = node("old");
		FireReply reply = old.fire(2, Plans::oneJob);
		assertThat(reply.applied()).extracting((firing) -> firing.planned().id()).containsExactly("known");
		assertThat(reply.quarantined()).isEmpty();
		assertThat(reply.nextDue()).isAfter(now());
		assertThat(old.pulse().nextScheduleDue()).isAfter(now());
	}

	@Test
	default void nodeIsNotWokenForSchedulesThatItCannotRead() {
		JobStore newer = newerStore();
		addByNewer(newer, "new", now());
		Instant next = now().plus(Duration.ofHours(2));
		add(TestSchedule.hourly("known", next));
		TestNode old = node("old");
		assertThat(old.fire(Plans::oneJob).nextDue()).isEqualTo(next);
		assertThat(old.pulse().nextScheduleDue()).isEqualTo(next);
	}

	@Test
	default void scheduleThatCannotBeReadCanBeListedPausedAndRemovedButNotResumed() {
		JobStore newer = newerStore();
		addByNewer(newer, "new", now());
		assertThat(store().findSchedules(ScheduleQuery.all(10)).items()).extracting(Schedule::id)
			.containsExactly("new");
		change("new", ScheduleEdits.pause("by hand"));
		assertThat(schedule("new").status().state()).isEqualTo(ScheduleState.PAUSED);
		assertThatThrownBy(() -> change("new", ScheduleEdits.resume(null))).hasMessageContaining("'new'")
			.hasMessageContaining("newer/1");
		assertThat(newer.schedule("new").orElseThrow().definition().trigger()).isInstanceOf(NewerTrigger.class);
		assertThat(newer.schedule("new").orElseThrow().status().state()).isEqualTo(ScheduleState.PAUSED);
		change("new", ScheduleEdits.remove());
		assertThat(newer.schedule("new")).isEmpty();
	}

	/**
	 * Fires hourly, in a way that older nodes do not know.
	 *
	 * @param first the first fire time
	 */
	record NewerTrigger(Instant first) implements Trigger {

		@Override
		public Optional<Instant> next(Instant after) {
			Instant next = this.first;
			while (!next.isAfter(after)) {
				next = next.plus(TestSchedule.INTERVAL);
			}
			return Optional.of(next);
		}

	}

	/** Writes it. */
	final class NewerCodec implements TriggerCodec<NewerTrigger> {

		@Override
		public String kind() {
			return "newer";
		}

		@Override
		public Class<NewerTrigger> type() {
			return NewerTrigger.class;
		}

		@Override
		public void write(NewerTrigger trigger, TriggerFields fields) {
			fields.set("first", trigger.first());
		}

		@Override
		public NewerTrigger read(TriggerFields fields) {
			return new NewerTrigger(fields.instant("first"));
		}

	}

}
