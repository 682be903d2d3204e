package io.jobscheduler.boot.task;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.calendar.HolidayCalendarException;
import io.jobscheduler.calendar.ReloadableHolidayCalendar;

import org.springframework.core.io.Resource;

/**
 * The calendars that the application has, as properties and as beans.
 */
public final class KnownCalendars {

	private final Map<String, HolidayCalendar> calendars = new LinkedHashMap<>();

	KnownCalendars(CalendarProperties properties, Iterable<HolidayCalendar> beans) {
		properties.calendars().forEach((name, file) -> add(load(name, file)));
		beans.forEach(this::add);
	}

	private static HolidayCalendar load(String name, CalendarProperties.CalendarFile file) {
		String property = "jobscheduler.calendars." + name + ".location";
		Resource location = file.location();
		if (location == null) {
			throw new InvalidConfigurationException("Calendar '" + name + "' has no location",
					"Set the property " + property + ", as to file:/etc/holidays.ics.");
		}
		try {
			return ReloadableHolidayCalendar.of(name, location.getDescription(), location::getInputStream);
		}
		catch (IllegalArgumentException | HolidayCalendarException ex) {
			throw new InvalidConfigurationException(ex.getMessage() + " (property '" + property + "')",
					"Mend the file, or change the property.", ex);
		}
	}

	private void add(HolidayCalendar calendar) {
		if (this.calendars.putIfAbsent(calendar.name(), calendar) != null) {
			throw new InvalidConfigurationException("There are two calendars named '" + calendar.name() + "'",
					"Give one of them another name, as a bean or in jobscheduler.calendars.");
		}
	}

	/**
	 * All calendars.
	 * @return those of properties first
	 */
	public Collection<HolidayCalendar> all() {
		return this.calendars.values();
	}

	/**
	 * Finds a calendar.
	 * @param name its name
	 * @return the calendar
	 * @throws IllegalArgumentException if there is none
	 */
	HolidayCalendar get(String name) {
		HolidayCalendar calendar = this.calendars.get(name);
		if (calendar == null) {
			throw new IllegalArgumentException("there is no calendar '" + name + "'; there are "
					+ this.calendars.keySet() + ". Add it as jobscheduler.calendars." + name + ".location");
		}
		return calendar;
	}

}
