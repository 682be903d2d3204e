package io.jobscheduler.boot.actuate;

import java.beans.Introspector;

import io.jobscheduler.trigger.CalendarIntervalTrigger;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;

/**
 * A trigger, in words and as it was given.
 */
final class TriggerDescription {

	private TriggerDescription() {
	}

	static JsonObject of(Trigger trigger) {
		if (trigger instanceof CronTrigger cron) {
			return of("cron", cron.expression(), trigger).with("zone", cron.zone().getId());
		}
		if (trigger instanceof CalendarIntervalTrigger calendar) {
			return of("calendarInterval", calendar, trigger).with("zone", calendar.zone().getId());
		}
		if (trigger instanceof IntervalTrigger interval) {
			return of("fixedRate", interval.interval(), trigger);
		}
		if (trigger instanceof FixedDelayTrigger delay) {
			return of("fixedDelay", delay.delay(), trigger);
		}
		if (trigger instanceof DateTrigger date) {
			return of("date", date.instant(), trigger);
		}
		String type = trigger.getClass().getSimpleName().replaceFirst("(?<=.)Trigger$", "");
		return of(Introspector.decapitalize(type), trigger, trigger);
	}

	private static JsonObject of(String type, Object expression, Trigger trigger) {
		return new JsonObject().with("type", type)
			.with("expression", expression.toString())
			.with("description", trigger.describe());
	}

}
