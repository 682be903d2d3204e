package io.jobscheduler.job;

import java.time.Duration;
import java.time.Instant;

/**
 * The instants and durations that every store can keep and every sum of which can be
 * computed.
 */
public final class Limits {

	/** The earliest instant: the start of the year 1, UTC. */
	public static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

	/** The latest instant: the last microsecond of the year 9999, UTC. */
	public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

	/** The longest duration: 36,500 days, some hundred years. */
	public static final Duration LONGEST = Duration.ofDays(36_500);

	private Limits() {
	}

	/**
	 * Checks an instant.
	 * @param what what it is, for the message: "due time"
	 * @param instant the instant
	 * @return the instant
	 * @throws IllegalArgumentException if it is before {@link #EARLIEST} or after
	 * {@link #LATEST}
	 */
	public static Instant requireInstant(String what, Instant instant) {
		if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
			throw new IllegalArgumentException(
					"Invalid " + what + " " + instant + ": allowed " + EARLIEST + " to " + LATEST);
		}
		return instant;
	}

	/**
	 * Checks a duration.
	 * @param what what it is, for the message: "delay"
	 * @param duration the duration
	 * @return the duration
	 * @throws IllegalArgumentException if it is negative or longer than {@link #LONGEST}
	 */
	public static Duration requireDuration(String what, Duration duration) {
		if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					"Invalid " + what + " " + duration + ": allowed zero to " + LONGEST.toDays() + " days");
		}
		return duration;
	}

}
