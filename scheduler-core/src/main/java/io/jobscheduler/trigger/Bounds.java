package io.jobscheduler.trigger;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * From when to when a trigger may fire, both inclusive, either of them open.
 *
 * @param start the first instant at which it may fire; {@code null} for no bound
 * @param end the last instant at which it may fire; {@code null} for no bound
 */
record Bounds(@Nullable Instant start, @Nullable Instant end) {

	static final Bounds NONE = new Bounds(null, null);

	Bounds startingAt(Instant newStart) {
		if (this.end != null && newStart.isAfter(this.end)) {
			throw new IllegalArgumentException("Invalid start " + newStart + ": allowed until the end " + this.end);
		}
		return anchoredAt(newStart);
	}

	Bounds endingAt(Instant newEnd) {
		if (this.start != null && newEnd.isBefore(this.start)) {
			throw new IllegalArgumentException("Invalid end " + newEnd + ": allowed from the start " + this.start);
		}
		return new Bounds(this.start, Objects.requireNonNull(newEnd, "end"));
	}

	/**
	 * As {@link #startingAt(Instant)}, but an end that has passed already is no mistake
	 * here: it means that nothing will fire.
	 */
	Bounds anchoredAt(Instant instant) {
		return new Bounds(Objects.requireNonNull(instant, "instant"), this.end);
	}

	/**
	 * Moves an exclusive lower limit up to just before the start, so that a search from
	 * there finds a fire time at the start itself.
	 */
	Instant clamp(Instant after) {
		return (this.start != null && this.start.isAfter(after)) ? this.start.minusNanos(1) : after;
	}

	Optional<Instant> untilEnd(Instant fireTime) {
		return (this.end != null && fireTime.isAfter(this.end)) ? Optional.empty() : Optional.of(fireTime);
	}

	boolean contains(Instant instant) {
		return (this.start == null || !instant.isBefore(this.start))
				&& (this.end == null || !instant.isAfter(this.end));
	}

	/**
	 * Returns this as the end of a sentence, with a space before each bound.
	 */
	@Override
	public String toString() {
		return ((this.start != null) ? " from " + this.start : "") + ((this.end != null) ? " until " + this.end : "");
	}

}
