package io.jobscheduler.serializer;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;

import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.DstOverlap;

/**
 * The rules for clock changes are always written, even where they are the expression's
 * own: what a stored schedule does must not change with a later version's defaults.
 */
final class CronTriggerCodec implements TriggerCodec<CronTrigger> {

	@Override
	public String kind() {
		return "cron";
	}

	@Override
	public Class<CronTrigger> type() {
		return CronTrigger.class;
	}

	@Override
	public void write(CronTrigger trigger, TriggerFields fields) {
		fields.set("expression", trigger.expression())
			.set("zone", trigger.zone().getId())
			.set("gap", trigger.dstGap().name())
			.set("overlap", trigger.dstOverlap().name())
			.set("start", trigger.start())
			.set("end", trigger.end());
	}

	@Override
	public CronTrigger read(TriggerFields fields) {
		CronTrigger trigger = CronTrigger
			.of(fields.get("expression", Function.identity()), fields.get("zone", ZoneId::of))
			.dstGap(fields.get("gap", DstGap::valueOf))
			.dstOverlap(fields.get("overlap", DstOverlap::valueOf));
		Optional<Instant> start = fields.findInstant("start");
		if (start.isPresent()) {
			trigger = trigger.startingAt(start.get());
		}
		return fields.findInstant("end").map(trigger::endingAt).orElse(trigger);
	}

}
