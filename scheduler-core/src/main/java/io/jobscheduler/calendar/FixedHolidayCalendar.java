package io.jobscheduler.calendar;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * A calendar of dates that do not change.
 */
final class FixedHolidayCalendar implements HolidayCalendar {

	private final String name;

	private final DateSet dates;

	FixedHolidayCalendar(String name, DateSet dates) {
		this.name = HolidayCalendar.requireName(name);
		this.dates = dates;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public boolean contains(LocalDate date) {
		return this.dates.contains(date);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof HolidayCalendar that && this.name.equals(that.name());
	}

	@Override
	public int hashCode() {
		return this.name.hashCode();
	}

	@Override
	public String toString() {
		return "calendar '" + this.name + "'";
	}

}
