package io.jobscheduler.trigger;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Fires again and again, a fixed time apart. The time is elapsed time: neither time zones
 * nor daylight saving play a part, and a day is 24 hours.
 * <p>
 * The first fire time is the start; all others lie a whole number of intervals after it.
 * Without a start, the fire times are those in step with 1970-01-01T00:00:00Z, until
 * {@link #anchoredAt(Instant)} gives the trigger a start.
 */
public final class IntervalTrigger implements Trigger {

	/** The smallest interval there can be. */
	private static final Duration SHORTEST = Duration.ofMillis(1);

	/** The longest time that still fits into a {@code long} of nanoseconds. */
	private static final Duration LONGEST_IN_NANOS = Duration.ofNanos(Long.MAX_VALUE);

	private final Duration interval;

	private final Bounds bounds;

	private IntervalTrigger(Duration interval, Bounds bounds) {
		this.interval = interval;
		this.bounds = bounds;
	}

	/**
	 * Returns a trigger that fires a fixed time apart, without start or end.
	 * @param interval the time between two fire times, at least a millisecond
	 * @return the trigger
	 * @throws IllegalArgumentException if the interval is less than a millisecond
	 */
	public static IntervalTrigger every(Duration interval) {
		if (interval.compareTo(SHORTEST) < 0) {
			throw new IllegalArgumentException("Invalid interval " + interval + ": allowed from " + SHORTEST);
		}
		return new IntervalTrigger(interval, Bounds.NONE);
	}

	/**
	 * Returns this trigger with another start.
	 * @param start the first fire time
	 * @return a trigger that fires first at {@code start}
	 * @throws IllegalArgumentException if the start is after the end
	 */
	public IntervalTrigger startingAt(Instant start) {
		return new IntervalTrigger(this.interval, this.bounds.startingAt(start));
	}

	/**
	 * Returns this trigger with another end.
	 * @param end the last instant at which it may fire, inclusive
	 * @return a trigger that does not fire after {@code end}
	 * @throws IllegalArgumentException if the end is before the start
	 */
	public IntervalTrigger endingAt(Instant end) {
		return new IntervalTrigger(this.interval, this.bounds.endingAt(end));
	}

	/**
	 * Returns this trigger if it has a start, or else one that fires first at the given
	 * instant. If that is after the end, the result never fires.
	 */
	@Override
	public IntervalTrigger anchoredAt(Instant instant) {
		return (this.bounds.start() != null) ? this
				: new IntervalTrigger(this.interval, this.bounds.anchoredAt(instant));
	}

	/**
	 * Returns the time between two fire times.
	 * @return at least a millisecond
	 */
	public Duration interval() {
		return this.interval;
	}

	/**
	 * Returns the first fire time.
	 * @return the start, or empty if there is none
	 */
	public Optional<Instant> start() {
		return Optional.ofNullable(this.bounds.start());
	}

	/**
	 * Returns the last instant at which this trigger may fire.
	 * @return the end, inclusive, or empty if there is none
	 */
	public Optional<Instant> end() {
		return Optional.ofNullable(this.bounds.end());
	}

	@Override
	public Optional<Instant> next(Instant after) {
		Instant start = this.bounds.start();
		if (start != null && start.isAfter(after)) {
			return this.bounds.untilEnd(start);
		}
		Instant origin = (start != null) ? start : Instant.EPOCH;
		Duration wait = this.interval.minus(sinceLastFire(elapsed(origin, after)));
		if (wait.compareTo(elapsed(after, Instant.MAX)) > 0) {
			return Optional.empty();
		}
		return this.bounds.untilEnd(after.plus(wait));
	}

	/**
	 * Returns what {@link Duration#between} does, which throws and catches an exception
	 * where the time does not fit into nanoseconds, and is then a hundred times slower.
	 */
	private static Duration elapsed(Instant from, Instant to) {
		return Duration.ofSeconds(to.getEpochSecond() - from.getEpochSecond(), (long) to.getNano() - from.getNano());
	}

	/**
	 * Returns how much of the current interval has passed.
	 * @param elapsed the time since the origin; negative before it
	 */
	private Duration sinceLastFire(Duration elapsed) {
		if (this.interval.toNanosPart() == 0) {
			return Duration.ofSeconds(Math.floorMod(elapsed.toSeconds(), this.interval.toSeconds()),
					elapsed.toNanosPart());
		}
		if (elapsed.abs().compareTo(LONGEST_IN_NANOS) <= 0 && this.interval.compareTo(LONGEST_IN_NANOS) <= 0) {
			return Duration.ofNanos(Math.floorMod(elapsed.toNanos(), this.interval.toNanos()));
		}
		BigDecimal remainder = seconds(elapsed).remainder(seconds(this.interval));
		Duration past = Duration.ofSeconds(remainder.longValue(),
				remainder.remainder(BigDecimal.ONE).movePointRight(9).longValue());
		return past.isNegative() ? past.plus(this.interval) : past;
	}

	private static BigDecimal seconds(Duration duration) {
		return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof IntervalTrigger that && this.interval.equals(that.interval)
				&& this.bounds.equals(that.bounds);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.interval, this.bounds);
	}

	@Override
	public String describe() {
		return TriggerWords.every(TriggerWords.duration(this.interval))
				+ start().map((start) -> ", first at " + start).orElse("")
				+ end().map((end) -> ", until " + end).orElse("");
	}

	@Override
	public String toString() {
		return "every " + this.interval + this.bounds;
	}

}
