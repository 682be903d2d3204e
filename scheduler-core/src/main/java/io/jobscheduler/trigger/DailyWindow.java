package io.jobscheduler.trigger;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Excludes a window of time on certain days of the week, or everything else.
 *
 * @param from where the window begins, inclusive
 * @param to where it ends, exclusive; if that is not after {@code from}, it ends on the
 * next day
 * @param zone the time zone of both
 * @param days the days of the week on which the window begins, at least one, from Monday
 * to Sunday
 * @param outside whether everything outside the window is excluded, and not the window
 */
public record DailyWindow(LocalTime from, LocalTime to, ZoneId zone, Set<DayOfWeek> days,
		boolean outside) implements Exclusion {

	/**
	 * Checks the times and copies the days.
	 * @throws IllegalArgumentException if both times are the same, or there is no day
	 */
	public DailyWindow {
		Objects.requireNonNull(zone, "zone");
		if (from.equals(to)) {
			throw new IllegalArgumentException("Invalid daily window from " + from + " to " + to
					+ ": allowed two different times; for whole days, exclude days of the week or dates");
		}
		if (days.isEmpty()) {
			throw new IllegalArgumentException("Invalid daily window on 0 days of the week: allowed 1 to 7");
		}
		days = Collections.unmodifiableSet(EnumSet.copyOf(days));
	}

	/**
	 * Returns this window on certain days only. One that ends on the next day does so
	 * even if that day is not among them.
	 * @param first a day on which the window begins
	 * @param more more such days
	 * @return the window
	 */
	public DailyWindow on(DayOfWeek first, DayOfWeek... more) {
		return new DailyWindow(this.from, this.to, this.zone, EnumSet.of(first, more), this.outside);
	}

	@Override
	public Instant skip(Instant instant) {
		return LocalRun.firstAllowed(instant, this.zone, this::runAt);
	}

	private @Nullable LocalRun runAt(LocalDateTime time) {
		LocalRun window = windowAt(time);
		if (this.outside) {
			return (window == null) ? new LocalRun(time, nextStart(time)) : null;
		}
		return window;
	}

	private @Nullable LocalRun windowAt(LocalDateTime time) {
		for (int daysBack = 0; daysBack <= 1; daysBack++) {
			LocalDate date = time.toLocalDate().minusDays(daysBack);
			LocalDateTime start = date.atTime(this.from);
			LocalDateTime end = (this.to.isAfter(this.from) ? date : date.plusDays(1)).atTime(this.to);
			if (this.days.contains(date.getDayOfWeek()) && !time.isBefore(start) && time.isBefore(end)) {
				return new LocalRun(start, end);
			}
		}
		return null;
	}

	private LocalDateTime nextStart(LocalDateTime time) {
		LocalDateTime start = time.toLocalDate().atTime(this.from);
		while (!start.isAfter(time) || !this.days.contains(start.getDayOfWeek())) {
			start = start.plusDays(1);
		}
		return start;
	}

	@Override
	public String toString() {
		String on = (this.days.size() == DayOfWeek.values().length) ? ""
				: " on " + this.days.stream().map(DayOfWeek::toString).collect(Collectors.joining(", "));
		return (this.outside ? "outside " : "") + this.from + "-" + this.to + on + " in " + this.zone;
	}

}
