package io.jobscheduler.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * When a new job may start: at an instant, or a delay after it was added by the store's
 * clock. A delay travels as a duration, so that the adding node's clock does not matter.
 *
 * @param at the instant; {@code null} if there is a delay
 * @param delay the delay, zero or more; ignored if there is an instant
 */
public record Due(@Nullable Instant at, Duration delay) {

	/** At once. */
	public static final Due NOW = new Due(null, Duration.ZERO);

	/**
	 * Checks the delay.
	 * @throws IllegalArgumentException if it is negative
	 */
	public Due {
		Objects.requireNonNull(delay, "delay");
		if (delay.isNegative()) {
			throw new IllegalArgumentException("Invalid delay " + delay + ": allowed zero and above");
		}
	}

	/**
	 * At an instant.
	 * @param instant the instant; one in the past means at once
	 * @return when
	 */
	public static Due at(Instant instant) {
		return new Due(Objects.requireNonNull(instant, "instant"), Duration.ZERO);
	}

	/**
	 * After a delay.
	 * @param delay the delay, zero or more
	 * @return when
	 */
	public static Due after(Duration delay) {
		return new Due(null, delay);
	}

	/**
	 * The instant.
	 * @param now the store's time
	 * @return when the job is due
	 */
	public Instant resolve(Instant now) {
		return (this.at != null) ? this.at : now.plus(this.delay);
	}

}
