package io.jobscheduler.schedule;

import java.time.Instant;
import java.util.stream.Stream;

import io.jobscheduler.trigger.CalendarIntervalTrigger;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;

/**
 * Where a trigger that depends on its first addition may have been anchored: at the start
 * of one of those that it is made of. Of a calendar interval only the date is kept; the
 * latest beginning of several such dates, each in its zone, is on all of them.
 */
final class Anchors {

	private Anchors() {
	}

	static Stream<Instant> of(Trigger trigger) {
		if (trigger instanceof IntervalTrigger interval) {
			return interval.start().stream();
		}
		if (trigger instanceof FixedDelayTrigger fixedDelay) {
			return fixedDelay.start().stream();
		}
		if (trigger instanceof CalendarIntervalTrigger calendar) {
			return calendar.startDate().map((date) -> date.atStartOfDay(calendar.zone()).toInstant()).stream();
		}
		return trigger.parts().stream().flatMap(Anchors::of);
	}

}
