package io.jobscheduler.schedule;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.jobscheduler.trigger.FireTimePreview;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.Trigger;
import io.jobscheduler.trigger.TriggerPreview;

/**
 * Shows the next fire times of a schedule as clocks will show them.
 */
public final class SchedulePreview {

	private SchedulePreview() {
	}

	/**
	 * Lists the next fire times of a schedule, and those in between that are dropped
	 * because clocks skip them.
	 * @param schedule the schedule
	 * @param now the present instant, from which on dropped ones are listed
	 * @param count how many fire times to list, apart from those that are dropped, from 1
	 * to {@value TriggerPreview#MAX_COUNT}
	 * @return the fire times, in order, in the zone of the trigger, or in UTC if it has
	 * none; empty unless the schedule is active; one at most if it waits for its last run
	 * to end, as only that says when the next ones are
	 * @throws IllegalArgumentException if the count is out of range
	 */
	public static List<FireTimePreview> of(Schedule schedule, Instant now, int count) {
		Instant next = schedule.status().nextFireTime();
		TriggerPreview preview = TriggerPreview.of(schedule.definition().trigger(), ZoneOffset.UTC);
		if (next == null || schedule.status().state() != ScheduleState.ACTIVE) {
			return List.of();
		}
		Trigger trigger = schedule.definition().trigger();
		int known = (trigger instanceof FixedDelayTrigger) ? Math.min(count, 1) : count;
		// a fire time is kept rounded up
		Instant beforeNext = next.minus(1, ChronoUnit.MICROS);
		boolean fromNow = now.isBefore(beforeNext) && isNextFrom(now, beforeNext, trigger);
		return preview.after(fromNow ? now : beforeNext, known);
	}

	/**
	 * There are fire times before the next one if it was resumed from a later instant.
	 */
	private static boolean isNextFrom(Instant now, Instant beforeNext, Trigger trigger) {
		return trigger.next(now).filter((first) -> first.isAfter(beforeNext)).isPresent();
	}

}
