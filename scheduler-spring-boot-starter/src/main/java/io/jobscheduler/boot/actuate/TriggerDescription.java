package io.jobscheduler.boot.actuate;

import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * A trigger, in words and as it was given.
 */
final class TriggerDescription {

	private TriggerDescription() {
	}

	static JsonObject of(Trigger trigger) {
		if (trigger instanceof CronTrigger cron) {
			return of("cron", cron.expression().toString(), trigger).with("zone", cron.zone().getId());
		}
		if (trigger instanceof IntervalTrigger interval) {
			return of("fixedRate", interval.interval().toString(), trigger);
		}
		if (trigger instanceof FixedDelayTrigger delay) {
			return of("fixedDelay", delay.delay().toString(), trigger);
		}
		if (trigger instanceof DateTrigger date) {
			return of("date", date.instant().toString(), trigger);
		}
		return of(trigger.getClass().getSimpleName(), null, trigger);
	}

	private static JsonObject of(String type, @Nullable String expression, Trigger trigger) {
		return new JsonObject().with("type", type)
			.with("expression", expression)
			.with("description", trigger.toString());
	}

}
