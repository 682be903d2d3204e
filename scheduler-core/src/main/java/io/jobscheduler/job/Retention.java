package io.jobscheduler.job;

import java.time.Duration;
import java.util.Objects;

/**
 * How long the result of a job is kept after it ended, by outcome. Zero keeps none.
 *
 * @param succeeded for {@link Outcome#SUCCEEDED}
 * @param failed for {@link Outcome#FAILED} and {@link Outcome#ABANDONED}
 * @param other for {@link Outcome#CANCELLED} and {@link Outcome#MISSED}
 */
public record Retention(Duration succeeded, Duration failed, Duration other) {

	/** A day for what succeeded, a week for what did not. */
	public static final Retention DEFAULT = new Retention(Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(7));

	/** Nothing is kept. */
	public static final Retention NONE = new Retention(Duration.ZERO, Duration.ZERO, Duration.ZERO);

	/**
	 * Checks that no duration is negative.
	 * @throws IllegalArgumentException if one is
	 */
	public Retention {
		requireNotNegative("succeeded", succeeded);
		requireNotNegative("failed", failed);
		requireNotNegative("other", other);
	}

	private static void requireNotNegative(String name, Duration duration) {
		if (Objects.requireNonNull(duration, name).isNegative()) {
			throw new IllegalArgumentException(
					"Invalid retention of '" + name + "' " + duration + ": allowed zero and above");
		}
	}

	/**
	 * How long a result is kept.
	 * @param outcome the job's outcome
	 * @return the duration, zero to keep none
	 */
	public Duration of(Outcome outcome) {
		return switch (outcome) {
			case SUCCEEDED -> this.succeeded;
			case FAILED, ABANDONED -> this.failed;
			case CANCELLED, MISSED -> this.other;
		};
	}

}
