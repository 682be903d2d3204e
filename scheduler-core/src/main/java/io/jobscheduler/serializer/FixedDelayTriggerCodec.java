package io.jobscheduler.serializer;

import io.jobscheduler.trigger.FixedDelayTrigger;

final class FixedDelayTriggerCodec implements TriggerCodec<FixedDelayTrigger> {

	@Override
	public String kind() {
		return "fixed-delay";
	}

	@Override
	public Class<FixedDelayTrigger> type() {
		return FixedDelayTrigger.class;
	}

	@Override
	public void write(FixedDelayTrigger trigger, TriggerFields fields) {
		fields.set("delay", trigger.delay()).set("start", trigger.start());
	}

	@Override
	public FixedDelayTrigger read(TriggerFields fields) {
		FixedDelayTrigger trigger = FixedDelayTrigger.of(fields.duration("delay"));
		return fields.findInstant("start").map(trigger::startingAt).orElse(trigger);
	}

}
