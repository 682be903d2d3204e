package io.jobscheduler.boot.task;

import java.time.ZoneId;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of declared schedules.
 *
 * @param timeZone Time zone of declared schedules that name none. The system's by
 * default.
 * @param schedules Overrides of declared schedules, by schedule id.
 */
@ConfigurationProperties("jobscheduler")
record DeclarationProperties(@Nullable ZoneId timeZone, @DefaultValue Map<String, ScheduleOverride> schedules) {

	private static final ScheduleOverride NONE = new ScheduleOverride();

	ScheduleOverride of(String schedule) {
		return this.schedules.getOrDefault(schedule, NONE);
	}

	static String property(String schedule, String attribute) {
		String key = schedule.matches("[a-z0-9-]+") ? "." + schedule : "[" + schedule + "]";
		return "jobscheduler.schedules" + key + "." + DataObjectPropertyName.toDashedForm(attribute);
	}

}
