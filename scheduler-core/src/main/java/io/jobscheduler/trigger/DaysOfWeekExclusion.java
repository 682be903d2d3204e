package io.jobscheduler.trigger;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Excludes whole days of the week.
 *
 * @param zone the time zone that says when a day begins
 * @param days the days, 1 to 6 of them, from Monday to Sunday
 */
public record DaysOfWeekExclusion(ZoneId zone, Set<DayOfWeek> days) implements Exclusion {

	/**
	 * Checks and copies the days.
	 * @throws IllegalArgumentException if there is no day, or all seven
	 */
	public DaysOfWeekExclusion {
		Objects.requireNonNull(zone, "zone");
		if (days.isEmpty() || days.size() == DayOfWeek.values().length) {
			throw new IllegalArgumentException(
					"Invalid exclusion of " + days.size() + " days of the week: allowed 1 to 6");
		}
		days = Collections.unmodifiableSet(EnumSet.copyOf(days));
	}

	@Override
	public Instant skip(Instant from) {
		return LocalRun.firstAllowed(from, this.zone, this::runAt);
	}

	private @Nullable LocalRun runAt(LocalDateTime time) {
		LocalDate end = time.toLocalDate();
		while (this.days.contains(end.getDayOfWeek())) {
			end = end.plusDays(1);
		}
		LocalDateTime start = time.toLocalDate().atStartOfDay();
		return end.isAfter(time.toLocalDate()) ? new LocalRun(start, end.atStartOfDay()) : null;
	}

	@Override
	public String toString() {
		return this.days.stream().map(DayOfWeek::toString).collect(Collectors.joining(", ")) + " in " + this.zone;
	}

}
