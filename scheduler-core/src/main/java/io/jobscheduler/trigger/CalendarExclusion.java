package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Objects;

import io.jobscheduler.calendar.HolidayCalendar;
import org.jspecify.annotations.Nullable;

/**
 * Excludes the dates of a calendar.
 *
 * @param calendar the calendar, of which only the name counts for {@code equals}
 * @param zone the time zone that says when a day begins
 */
public record CalendarExclusion(HolidayCalendar calendar, ZoneId zone) implements Exclusion {

	/**
	 * Checks the calendar.
	 * @throws IllegalArgumentException if the calendar has a name that is not allowed
	 */
	public CalendarExclusion {
		HolidayCalendar.requireName(calendar.name());
		Objects.requireNonNull(zone, "zone");
	}

	@Override
	public Instant skip(Instant from) {
		return LocalRun.firstAllowed(from, this.zone, this::runAt);
	}

	private @Nullable LocalRun runAt(LocalDateTime time) {
		LocalDate date = time.toLocalDate();
		LocalDate end = this.calendar.firstDateNotIn(date).orElse(HolidayCalendar.LAST_DATE.plusDays(2));
		return end.isAfter(date) ? new LocalRun(date.atStartOfDay(), end.atStartOfDay()) : null;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof CalendarExclusion that && this.calendar.name().equals(that.calendar.name())
				&& this.zone.equals(that.zone);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.calendar.name(), this.zone);
	}

	@Override
	public String toString() {
		return "calendar '" + this.calendar.name() + "' in " + this.zone;
	}

}
