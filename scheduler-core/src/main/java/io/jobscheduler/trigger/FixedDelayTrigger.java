package io.jobscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Fires a fixed time after the last run ended.
 * <p>
 * Unlike those of other triggers, its fire times depend on how long runs take. So
 * {@link #next(Instant)} wants to be asked with the instant at which the last run ended,
 * and it should not be asked while a run is under way. It remains a pure function: for
 * the same instant, the answer is the same.
 * <p>
 * The first fire time is the start, if one was given, or else what
 * {@link #anchoredAt(Instant)} was called with.
 */
public final class FixedDelayTrigger implements Trigger {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private final Duration delay;

	private final @Nullable Instant start;

	private FixedDelayTrigger(Duration delay, @Nullable Instant start) {
		this.delay = delay;
		this.start = start;
	}

	/**
	 * Returns a trigger that fires a fixed time after the last run ended, without a
	 * start.
	 * @param delay the time from the end of a run to the next one, at least a millisecond
	 * @return the trigger
	 * @throws IllegalArgumentException if the delay is less than a millisecond
	 */
	public static FixedDelayTrigger of(Duration delay) {
		if (delay.compareTo(SHORTEST) < 0) {
			throw new IllegalArgumentException("Invalid delay " + delay + ": allowed from " + SHORTEST);
		}
		return new FixedDelayTrigger(delay, null);
	}

	/**
	 * Returns this trigger with another start.
	 * @param start the first fire time
	 * @return a trigger that fires first at {@code start}
	 */
	public FixedDelayTrigger startingAt(Instant start) {
		return new FixedDelayTrigger(this.delay, Objects.requireNonNull(start, "start"));
	}

	/**
	 * Returns this trigger if it has a start, or else one that fires first at the given
	 * instant.
	 */
	@Override
	public FixedDelayTrigger anchoredAt(Instant instant) {
		return (this.start != null) ? this : startingAt(instant);
	}

	/**
	 * Returns the time from the end of a run to the next one.
	 * @return at least a millisecond
	 */
	public Duration delay() {
		return this.delay;
	}

	/**
	 * Returns the first fire time.
	 * @return the start, or empty if there is none
	 */
	public Optional<Instant> start() {
		return Optional.ofNullable(this.start);
	}

	/**
	 * Returns when to fire next: at the start as long as that is still to come, since
	 * then nothing has run; after that, the delay after the last run ended.
	 * @param after when the last run ended; before the first run, any instant before the
	 * start
	 * @return when to fire next, or empty if that is later than {@link Instant#MAX}
	 */
	@Override
	public Optional<Instant> next(Instant after) {
		if (this.start != null && this.start.isAfter(after)) {
			return Optional.of(this.start);
		}
		boolean representable = this.delay.compareTo(Duration.between(after, Instant.MAX)) <= 0;
		return representable ? Optional.of(after.plus(this.delay)) : Optional.empty();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof FixedDelayTrigger that && this.delay.equals(that.delay)
				&& Objects.equals(this.start, that.start);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.delay, this.start);
	}

	@Override
	public String describe() {
		return TriggerWords.duration(this.delay) + " after the last run ended"
				+ ((this.start != null) ? ", first at " + this.start : "");
	}

	@Override
	public String toString() {
		return this.delay + " after the last run ended" + ((this.start != null) ? ", from " + this.start : "");
	}

}
