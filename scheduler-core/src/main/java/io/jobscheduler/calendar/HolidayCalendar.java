package io.jobscheduler.calendar;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A set of dates under a name, such as the public holidays of a country. Triggers can
 * leave them out.
 * <p>
 * A stored trigger holds only the name. So every node must know a calendar of that name,
 * with the same dates.
 * <p>
 * Both methods are called whenever a fire time is sought: they must be quick, do no input
 * or output, and be safe for use by several threads. Calendars that come with the
 * scheduler are equal if their names are.
 */
public interface HolidayCalendar {

	/** The last date that a calendar is asked about. */
	LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);

	/**
	 * The name that stored triggers refer to.
	 * @return 1 to 60 ASCII letters, digits, dots, hyphens and underscores
	 */
	String name();

	/**
	 * Whether a date is in this calendar.
	 * @param date the date
	 * @return whether it is, for example, a holiday
	 */
	boolean contains(LocalDate date);

	/**
	 * Finds the first date, from the given one on, that is not in this calendar.
	 * @param from where to look from, inclusive
	 * @return the date, or empty if there is none until {@link #LAST_DATE}
	 */
	default Optional<LocalDate> firstDateNotIn(LocalDate from) {
		LocalDate date = from;
		while (!date.isAfter(LAST_DATE)) {
			if (!contains(date)) {
				return Optional.of(date);
			}
			date = date.plusDays(1);
		}
		return Optional.empty();
	}

	/**
	 * Reads the dates again from where they come from. A scheduler that knows this
	 * calendar calls it about once a minute, and finds the next fire times again of
	 * schedules that leave the calendar out.
	 * @return whether the dates have changed; {@code false} unless overridden
	 */
	default boolean reload() {
		return false;
	}

	/**
	 * Says which dates these are: another number for other ones. So it does not matter
	 * who reloads, and how often.
	 * @return the number; always 0 unless overridden, so that only what {@link #reload()}
	 * returns counts
	 */
	default long revision() {
		return 0;
	}

	/**
	 * Returns a calendar of dates that do not change.
	 * @param name its name, as {@link #name()} wants it
	 * @param dates its dates
	 * @return the calendar
	 * @throws IllegalArgumentException if the name is not allowed
	 */
	static HolidayCalendar of(String name, Collection<LocalDate> dates) {
		return new FixedHolidayCalendar(name, new DateSet(dates, List.of()));
	}

	/**
	 * Returns a calendar of dates that do not change.
	 * @param name its name, as {@link #name()} wants it
	 * @param dates its dates
	 * @return the calendar
	 * @throws IllegalArgumentException if the name is not allowed
	 */
	static HolidayCalendar of(String name, LocalDate... dates) {
		return of(name, List.of(dates));
	}

	/**
	 * Checks the name of a calendar.
	 * @param name the name
	 * @return the name
	 * @throws IllegalArgumentException if it is not what {@link #name()} allows
	 */
	static String requireName(String name) {
		if (!name.matches("[A-Za-z0-9._-]{1,60}")) {
			throw new IllegalArgumentException("Invalid calendar name '" + name
					+ "': allowed 1 to 60 ASCII letters, digits, dots, hyphens and underscores");
		}
		return name;
	}

}
