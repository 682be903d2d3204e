package io.jobscheduler.serializer;

import io.jobscheduler.trigger.DateTrigger;

final class DateTriggerCodec implements TriggerCodec<DateTrigger> {

	@Override
	public String kind() {
		return "date";
	}

	@Override
	public Class<DateTrigger> type() {
		return DateTrigger.class;
	}

	@Override
	public void write(DateTrigger trigger, TriggerFields fields) {
		fields.set("at", trigger.instant());
	}

	@Override
	public DateTrigger read(TriggerFields fields) {
		return DateTrigger.at(fields.instant("at"));
	}

}
