package io.jobscheduler.test;

import java.time.Instant;
import java.util.Objects;

import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleState;
import io.jobscheduler.trigger.Trigger;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about a schedule.
 */
public final class ScheduleAssert extends AbstractAssert<ScheduleAssert, Schedule> {

	ScheduleAssert(Schedule actual) {
		super(actual, ScheduleAssert.class);
	}

	/**
	 * Fails unless it fires when it is due.
	 * @return this
	 */
	public ScheduleAssert isActive() {
		return isIn(ScheduleState.ACTIVE);
	}

	/**
	 * Fails unless it waits to be resumed.
	 * @return this
	 */
	public ScheduleAssert isPaused() {
		return isIn(ScheduleState.PAUSED);
	}

	/**
	 * Fails unless it has no further fire time.
	 * @return this
	 */
	public ScheduleAssert isFinished() {
		return isIn(ScheduleState.FINISHED);
	}

	private ScheduleAssert isIn(ScheduleState state) {
		return require(state, this.actual.status().state(), "to be");
	}

	/**
	 * Fails unless it fires next at an instant.
	 * @param instant the instant; {@code null} if it does not fire, or if that depends on
	 * the end of a job
	 * @return this
	 */
	public ScheduleAssert withNextFireTime(@Nullable Instant instant) {
		return require(instant, this.actual.status().nextFireTime(), "with next fire time");
	}

	/**
	 * Fails unless the last fire time that got a job is an instant.
	 * @param instant the instant; {@code null} if it has not fired
	 * @return this
	 */
	public ScheduleAssert withLastFireTime(@Nullable Instant instant) {
		return require(instant, this.actual.status().runs().lastFireTime(), "with last fire time");
	}

	/**
	 * Fails unless it is of a task.
	 * @param task the task's id
	 * @return this
	 */
	public ScheduleAssert ofTask(String task) {
		return require(task, this.actual.definition().task(), "of task");
	}

	/**
	 * Fails unless it has a trigger.
	 * @param trigger the trigger
	 * @return this
	 */
	public ScheduleAssert withTrigger(Trigger trigger) {
		return require(trigger, this.actual.definition().trigger(), "with trigger");
	}

	private ScheduleAssert require(@Nullable Object expected, @Nullable Object found, String words) {
		if (!Objects.equals(expected, found)) {
			throw failure("%nExpecting the schedule '%s' %s %s but it is:%n  %s", this.actual.id(), words, expected,
					Descriptions.of(this.actual));
		}
		return this;
	}

}
