package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.jobscheduler.job.JobSettings;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * A schedule to add, in few words: active, hourly, of a new life.
 *
 * @param schedule the schedule as it is written
 */
record TestSchedule(Schedule schedule) {

	/** How often a schedule fires where the test does not care. */
	static final Duration INTERVAL = Duration.ofHours(1);

	/** A schedule that fires first at the given instant, then hourly. */
	static TestSchedule hourly(String id, Instant first) {
		return triggered(id, IntervalTrigger.every(INTERVAL).startingAt(first), first);
	}

	/** A schedule whose next fire time is the given one. */
	static TestSchedule triggered(String id, Trigger trigger, Instant nextFireTime) {
		ScheduleDefinition definition = new ScheduleDefinition(TestJob.TASK, Payload.EMPTY, trigger,
				SchedulePolicies.DEFAULT, JobSettings.NONE);
		Schedule.Status status = new Schedule.Status(ScheduleState.ACTIVE, null, nextFireTime, nextFireTime, null,
				Schedule.Runs.NONE);
		return new TestSchedule(new Schedule(id, UUID.randomUUID(), 0, definition, null, status));
	}

	TestSchedule ofTask(String task) {
		ScheduleDefinition definition = this.schedule.definition();
		return with(new ScheduleDefinition(task, definition.payload(), definition.trigger(), definition.policies(),
				definition.settings()), this.schedule.declaration());
	}

	TestSchedule withOverlap(OverlapPolicy overlap) {
		return withPolicies(new SchedulePolicies(CoalescePolicy.LATEST, overlap, Duration.ZERO));
	}

	TestSchedule withCoalesce(CoalescePolicy coalesce) {
		return withPolicies(new SchedulePolicies(coalesce, OverlapPolicy.ALLOW, Duration.ZERO));
	}

	private TestSchedule withPolicies(SchedulePolicies policies) {
		return with(this.schedule.definition().withPolicies(policies), this.schedule.declaration());
	}

	TestSchedule declaredBy(String application) {
		return with(this.schedule.definition(), new Schedule.Declaration(application, this.schedule.definition()));
	}

	TestSchedule paused(String reason) {
		return new TestSchedule(paused(this.schedule, reason));
	}

	TestSchedule finished() {
		return new TestSchedule(this.schedule.with(new Schedule.Status(ScheduleState.FINISHED, null, null, null,
				this.schedule.status().watermark(), this.schedule.status().runs())));
	}

	/** Adds the schedule unless its id is taken. */
	ScheduleEdit addition() {
		return (current, now) -> (current == null) ? new ScheduleEdit.Write(this.schedule)
				: new ScheduleEdit.Leave(ScheduleEdit.Reason.TAKEN);
	}

	/** Pauses a schedule, unless it is paused already. */
	static ScheduleEdit pause(String reason) {
		return (current, now) -> {
			if (current == null) {
				return new ScheduleEdit.Leave(ScheduleEdit.Reason.UNKNOWN);
			}
			return (current.status().state() == ScheduleState.PAUSED)
					? new ScheduleEdit.Leave(ScheduleEdit.Reason.UNCHANGED)
					: new ScheduleEdit.Write(paused(current, reason));
		};
	}

	/** Lets a schedule wait for no job any more. */
	static ScheduleEdit stopWaiting() {
		return (current, now) -> {
			if (current == null) {
				return new ScheduleEdit.Leave(ScheduleEdit.Reason.UNKNOWN);
			}
			Schedule.Status status = current.status();
			Schedule.Runs runs = status.runs().waiting(false);
			return new ScheduleEdit.Write(current.with(new Schedule.Status(status.state(), status.reason(),
					status.nextFireTime(), status.dueAt(), status.watermark(), runs)));
		};
	}

	/** Lets a schedule know nothing of its jobs. */
	static ScheduleEdit forgetRuns() {
		return (current, now) -> {
			if (current == null) {
				return new ScheduleEdit.Leave(ScheduleEdit.Reason.UNKNOWN);
			}
			Schedule.Status status = current.status();
			return new ScheduleEdit.Write(current.with(new Schedule.Status(status.state(), status.reason(),
					status.nextFireTime(), status.dueAt(), status.watermark(), Schedule.Runs.NONE)));
		};
	}

	/** Writes a schedule over whatever is there. */
	static ScheduleEdit rewrite(TestSchedule replacement) {
		return (current, now) -> new ScheduleEdit.Write(replacement.schedule());
	}

	/** Replaces the arguments of a schedule, whatever they are. */
	static ScheduleEdit setArguments(String arguments) {
		return (current, now) -> (current != null) ? new ScheduleEdit.Write(withArguments(current, arguments))
				: new ScheduleEdit.Leave(ScheduleEdit.Reason.UNKNOWN);
	}

	/** Removes a schedule, if there is one. */
	static ScheduleEdit removal() {
		return (current, now) -> (current != null) ? new ScheduleEdit.Remove()
				: new ScheduleEdit.Leave(ScheduleEdit.Reason.UNKNOWN);
	}

	static Schedule withArguments(Schedule schedule, String arguments) {
		Payload payload = new Payload(schedule.definition().payload().version(), arguments);
		return new Schedule(schedule.id(), schedule.uid(), schedule.version(),
				schedule.definition().withPayload(payload), schedule.declaration(), schedule.status());
	}

	private static Schedule paused(Schedule schedule, String reason) {
		Schedule.Status status = schedule.status();
		return schedule.with(new Schedule.Status(ScheduleState.PAUSED, reason, status.nextFireTime(), null,
				status.watermark(), status.runs()));
	}

	private TestSchedule with(ScheduleDefinition definition, Schedule.@Nullable Declaration declaration) {
		return new TestSchedule(new Schedule(this.schedule.id(), this.schedule.uid(), this.schedule.version(),
				definition, declaration, this.schedule.status()));
	}

}
