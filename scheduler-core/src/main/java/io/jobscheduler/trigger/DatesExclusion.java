package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Excludes whole days.
 *
 * @param zone the time zone that says when a day begins
 * @param dates the dates, at least one
 */
public record DatesExclusion(ZoneId zone, Set<LocalDate> dates) implements Exclusion {

	private static final int SHOWN = 3;

	/**
	 * Checks and copies the dates.
	 * @throws IllegalArgumentException if there is no date
	 */
	public DatesExclusion {
		Objects.requireNonNull(zone, "zone");
		dates = Set.copyOf(dates);
		if (dates.isEmpty()) {
			throw new IllegalArgumentException("Invalid exclusion of 0 dates: allowed 1 or more");
		}
	}

	@Override
	public Instant skip(Instant from) {
		return LocalRun.firstAllowed(from, this.zone, this::runAt);
	}

	private @Nullable LocalRun runAt(LocalDateTime time) {
		LocalDate end = time.toLocalDate();
		while (this.dates.contains(end)) {
			end = end.plusDays(1);
		}
		LocalDateTime start = time.toLocalDate().atStartOfDay();
		return end.isAfter(time.toLocalDate()) ? new LocalRun(start, end.atStartOfDay()) : null;
	}

	@Override
	public String toString() {
		String shown = new TreeSet<>(this.dates).stream()
			.limit(SHOWN)
			.map(LocalDate::toString)
			.collect(Collectors.joining(", "));
		String more = (this.dates.size() > SHOWN) ? " and " + (this.dates.size() - SHOWN) + " more dates" : "";
		return shown + more + " in " + this.zone;
	}

}
