package io.jobscheduler.boot.task;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * Properties of calendars.
 *
 * @param calendars Calendars of dates, such as holidays, on which schedules do not fire,
 * by name.
 */
@ConfigurationProperties("jobscheduler")
record CalendarProperties(@DefaultValue Map<String, CalendarFile> calendars) {

	/**
	 * Properties of a calendar.
	 *
	 * @param location Location of its dates, a plain text file or an iCalendar file, such
	 * as 'file:/etc/holidays.ics' or 'classpath:holidays.txt'. It is read again about
	 * once a minute.
	 */
	record CalendarFile(@Nullable Resource location) {
	}

}
