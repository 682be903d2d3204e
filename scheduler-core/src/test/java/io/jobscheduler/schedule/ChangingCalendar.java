package io.jobscheduler.schedule;

import java.time.LocalDate;
import java.util.Set;

import io.jobscheduler.calendar.HolidayCalendar;

/**
 * A calendar that holds whatever dates a test has put into it.
 *
 * @param dates the dates
 */
record ChangingCalendar(Set<LocalDate> dates) implements HolidayCalendar {

	@Override
	public String name() {
		return "changing";
	}

	@Override
	public boolean contains(LocalDate date) {
		return this.dates.contains(date);
	}

}
