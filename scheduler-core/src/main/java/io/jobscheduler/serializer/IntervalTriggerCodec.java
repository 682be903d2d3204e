package io.jobscheduler.serializer;

import java.time.Instant;
import java.util.Optional;

import io.jobscheduler.trigger.IntervalTrigger;

final class IntervalTriggerCodec implements TriggerCodec<IntervalTrigger> {

	@Override
	public String kind() {
		return "interval";
	}

	@Override
	public Class<IntervalTrigger> type() {
		return IntervalTrigger.class;
	}

	@Override
	public void write(IntervalTrigger trigger, TriggerFields fields) {
		fields.set("every", trigger.interval()).set("start", trigger.start()).set("end", trigger.end());
	}

	@Override
	public IntervalTrigger read(TriggerFields fields) {
		IntervalTrigger trigger = IntervalTrigger.every(fields.duration("every"));
		Optional<Instant> end = fields.findInstant("end");
		if (end.isPresent()) {
			trigger = trigger.endingAt(end.get());
		}
		// not startingAt: an anchored trigger may start after its end
		return fields.findInstant("start").map(trigger::anchoredAt).orElse(trigger);
	}

}
