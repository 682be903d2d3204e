package io.jobscheduler.trigger;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Fires once, at a given instant.
 */
public final class DateTrigger implements Trigger {

	private final Instant instant;

	private DateTrigger(Instant instant) {
		this.instant = instant;
	}

	/**
	 * Returns a trigger that fires once, at the given instant.
	 * @param instant when to fire; may be in the past
	 * @return the trigger
	 */
	public static DateTrigger at(Instant instant) {
		return new DateTrigger(Objects.requireNonNull(instant, "instant"));
	}

	/**
	 * Returns when this trigger fires.
	 * @return its only fire time
	 */
	public Instant instant() {
		return this.instant;
	}

	@Override
	public Optional<Instant> next(Instant after) {
		return this.instant.isAfter(after) ? Optional.of(this.instant) : Optional.empty();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof DateTrigger that && this.instant.equals(that.instant);
	}

	@Override
	public int hashCode() {
		return this.instant.hashCode();
	}

	@Override
	public String describe() {
		return "once, at " + this.instant;
	}

	@Override
	public String toString() {
		return "at " + this.instant;
	}

}
