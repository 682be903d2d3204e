package io.jobscheduler.serializer;

import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.jobscheduler.cron.CronExpression;
import io.jobscheduler.cron.CronField;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.DstOverlap;

/**
 * An expression is written in one line, or as the fields that were given one by one, each
 * under its name. The rules for clock changes are always written, even where they are the
 * expression's own: what a stored schedule does must not change with a later version's
 * defaults.
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
		Map<CronField, String> given = trigger.expression().fields();
		if (given.isEmpty()) {
			fields.set("expression", trigger.expression());
		}
		given.forEach((field, text) -> fields.set(field.key(), text));
		fields.set("zone", trigger.zone().getId())
			.set("gap", trigger.dstGap().name())
			.set("overlap", trigger.dstOverlap().name())
			.set("start", trigger.start())
			.set("end", trigger.end());
	}

	@Override
	public CronTrigger read(TriggerFields fields) {
		CronExpression expression = fields.find("expression", CronExpression::parse)
			.orElseGet(() -> CronExpression.of(givenFields(fields)));
		CronTrigger trigger = CronTrigger.of(expression, fields.get("zone", ZoneId::of))
			.dstGap(fields.get("gap", DstGap::valueOf))
			.dstOverlap(fields.get("overlap", DstOverlap::valueOf));
		Optional<Instant> start = fields.findInstant("start");
		if (start.isPresent()) {
			trigger = trigger.startingAt(start.get());
		}
		return fields.findInstant("end").map(trigger::endingAt).orElse(trigger);
	}

	private static Map<CronField, String> givenFields(TriggerFields fields) {
		Map<CronField, String> given = new EnumMap<>(CronField.class);
		for (CronField field : CronField.values()) {
			fields.find(field.key(), Function.identity()).ifPresent((text) -> given.put(field, text));
		}
		return given;
	}

}
