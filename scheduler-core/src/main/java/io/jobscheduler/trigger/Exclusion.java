package io.jobscheduler.trigger;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.jobscheduler.calendar.HolidayCalendar;

/**
 * Times at which an {@link ExceptTrigger} does not fire.
 * <p>
 * Days and times of day are those that the clocks of a zone show, whatever was done to
 * the clocks: an instant is excluded if the local time shown at it is. So a window from
 * 02:00 to 03:00 excludes nothing on the day on which clocks are put forward over it, and
 * two hours on the day on which they are put back over it; a fire time that was moved to
 * the end of a gap is judged by the time shown there. Local times are reckoned with in
 * the years from 1 to 9999: before, no date and no time of day is excluded; after, all
 * are.
 */
public sealed interface Exclusion
		permits FireTimesExclusion, DatesExclusion, DaysOfWeekExclusion, DailyWindow, CalendarExclusion {

	/**
	 * Skips what this excludes, as much of it at once as can be.
	 * @param from where to skip from
	 * @return the given instant, if it is not excluded; or else a later one, before which
	 * everything is; {@link Instant#MAX} if everything later is
	 */
	Instant skip(Instant from);

	/**
	 * Excludes the fire times of a trigger.
	 * @param trigger the trigger; no {@link FixedDelayTrigger}
	 * @return the exclusion
	 * @throws IllegalArgumentException if the trigger is or holds a fixed delay
	 */
	static Exclusion fireTimes(Trigger trigger) {
		return new FireTimesExclusion(trigger);
	}

	/**
	 * Excludes whole days.
	 * @param zone the time zone that says when a day begins
	 * @param dates the dates, at least one
	 * @return the exclusion
	 * @throws IllegalArgumentException if there is no date
	 */
	static Exclusion dates(ZoneId zone, LocalDate... dates) {
		return dates(zone, List.of(dates));
	}

	/**
	 * Excludes whole days.
	 * @param zone the time zone that says when a day begins
	 * @param dates the dates, at least one
	 * @return the exclusion
	 * @throws IllegalArgumentException if there is no date
	 */
	static Exclusion dates(ZoneId zone, Collection<LocalDate> dates) {
		return new DatesExclusion(zone, Set.copyOf(dates));
	}

	/**
	 * Excludes whole days of the week.
	 * @param zone the time zone that says when a day begins
	 * @param days the days, 1 to 6 of them
	 * @return the exclusion
	 * @throws IllegalArgumentException if there is no day, or all seven
	 */
	static Exclusion daysOfWeek(ZoneId zone, DayOfWeek... days) {
		return new DaysOfWeekExclusion(zone, Set.of(days));
	}

	/**
	 * Excludes Saturdays and Sundays.
	 * @param zone the time zone that says when a day begins
	 * @return the exclusion
	 */
	static Exclusion weekends(ZoneId zone) {
		return daysOfWeek(zone, DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
	}

	/**
	 * Excludes Mondays to Fridays.
	 * @param zone the time zone that says when a day begins
	 * @return the exclusion
	 */
	static Exclusion weekdays(ZoneId zone) {
		return new DaysOfWeekExclusion(zone, EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
	}

	/**
	 * Excludes a window of time on every day, or on those that {@link DailyWindow#on}
	 * names.
	 * @param from where it begins, inclusive
	 * @param to where it ends, exclusive; if that is not after {@code from}, it ends on
	 * the next day, so midnight is the end of the day
	 * @param zone the time zone of both
	 * @return the exclusion
	 * @throws IllegalArgumentException if both times are the same
	 */
	static DailyWindow between(LocalTime from, LocalTime to, ZoneId zone) {
		return new DailyWindow(from, to, zone, EnumSet.allOf(DayOfWeek.class), false);
	}

	/**
	 * Excludes everything but a window of time on every day, or on those that
	 * {@link DailyWindow#on} names: {@code outside(nine, five, zone).on(MONDAY)} leaves
	 * only Mondays from nine to five.
	 * @param from where the window begins, inclusive
	 * @param to where it ends, exclusive; if that is not after {@code from}, it ends on
	 * the next day, so midnight is the end of the day
	 * @param zone the time zone of both
	 * @return the exclusion
	 * @throws IllegalArgumentException if both times are the same
	 */
	static DailyWindow outside(LocalTime from, LocalTime to, ZoneId zone) {
		return new DailyWindow(from, to, zone, EnumSet.allOf(DayOfWeek.class), true);
	}

	/**
	 * Excludes the dates of a calendar. If the calendar changes, fire times found from
	 * then on do too.
	 * @param calendar the calendar
	 * @param zone the time zone that says when a day begins
	 * @return the exclusion, equal to another if the names of their calendars are
	 * @throws IllegalArgumentException if the calendar has a name that is not allowed
	 */
	static Exclusion calendar(HolidayCalendar calendar, ZoneId zone) {
		return new CalendarExclusion(calendar, zone);
	}

}
