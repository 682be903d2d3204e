package io.jobscheduler.calendar;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Collection;
import java.util.Set;

/**
 * An immutable set of dates: some that come once, and some that come every year; those of
 * 29 February only in leap years.
 *
 * @param dates the dates that come once
 * @param yearly the days that come every year
 */
record DateSet(Set<LocalDate> dates, Set<MonthDay> yearly) {

	DateSet(Collection<LocalDate> dates, Collection<MonthDay> yearly) {
		this(Set.copyOf(dates), Set.copyOf(yearly));
	}

	boolean isEmpty() {
		return this.dates.isEmpty() && this.yearly.isEmpty();
	}

	boolean contains(LocalDate date) {
		return this.dates.contains(date) || this.yearly.contains(MonthDay.from(date));
	}

}
