package io.jobscheduler.serializer;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

import io.jobscheduler.trigger.CalendarIntervalTrigger;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.DstOverlap;

/**
 * Units that are zero are left out. The rules for clock changes are always written: what
 * a stored schedule does must not change with a later version's defaults.
 */
final class CalendarIntervalTriggerCodec implements TriggerCodec<CalendarIntervalTrigger> {

	@Override
	public String kind() {
		return "calendar-interval";
	}

	@Override
	public Class<CalendarIntervalTrigger> type() {
		return CalendarIntervalTrigger.class;
	}

	@Override
	public void write(CalendarIntervalTrigger trigger, TriggerFields fields) {
		write("years", trigger.years(), fields);
		write("months", trigger.months(), fields);
		write("weeks", trigger.weeks(), fields);
		write("days", trigger.days(), fields);
		fields.set("at", trigger.time())
			.set("zone", trigger.zone().getId())
			.set("gap", trigger.dstGap().name())
			.set("overlap", trigger.dstOverlap().name())
			.set("start", trigger.startDate())
			.set("end", trigger.endDate());
	}

	private static void write(String unit, int count, TriggerFields fields) {
		if (count > 0) {
			fields.set(unit, count);
		}
	}

	@Override
	public CalendarIntervalTrigger read(TriggerFields fields) {
		CalendarIntervalTrigger.Builder builder = CalendarIntervalTrigger.builder()
			.years(count("years", fields))
			.months(count("months", fields))
			.weeks(count("weeks", fields))
			.days(count("days", fields))
			.at(fields.get("at", LocalTime::parse))
			.zone(fields.get("zone", ZoneId::of))
			.dstGap(fields.get("gap", DstGap::valueOf))
			.dstOverlap(fields.get("overlap", DstOverlap::valueOf));
		fields.find("end", LocalDate::parse).ifPresent(builder::endDate);
		CalendarIntervalTrigger trigger = builder.build();
		// not startDate: an anchored trigger may start after its end
		return fields.find("start", LocalDate::parse).map(trigger::anchoredOn).orElse(trigger);
	}

	private static int count(String unit, TriggerFields fields) {
		return fields.find(unit, Integer::valueOf).orElse(0);
	}

}
