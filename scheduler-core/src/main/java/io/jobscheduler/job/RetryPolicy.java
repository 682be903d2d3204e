package io.jobscheduler.job;

import java.time.Duration;

/**
 * Whether and when a failed attempt is followed by another.
 *
 * @param maxAttempts how often the job may run and fail, at least 1; 1 means no retry
 * @param delay the wait after the first failed attempt, zero or more
 * @param multiplier what each further wait is multiplied by, at least 1
 * @param maxDelay the longest wait
 * @param jitter up to what part of a wait is taken off at random, so that jobs that
 * failed together do not come back together; 0 to 1
 * @param failures which failures are retried
 */
public record RetryPolicy(int maxAttempts, Duration delay, double multiplier, Duration maxDelay, double jitter,
		FailureFilter failures) {

	private static final RetryPolicy NONE = fixed(1, Duration.ZERO);

	/**
	 * Checks the bounds.
	 * @throws IllegalArgumentException if a value is out of its bounds
	 */
	public RetryPolicy {
		Limits.requireDuration("retry delay", delay);
		Limits.requireDuration("longest retry delay", maxDelay);
		if (maxAttempts < 1 || maxAttempts > 1_000_000) {
			throw new IllegalArgumentException("Invalid number of attempts " + maxAttempts + ": allowed 1 to 1000000");
		}
		if (maxDelay.compareTo(delay) < 0) {
			throw new IllegalArgumentException(
					"Invalid retry delay " + delay + ": allowed up to the longest, " + maxDelay);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new IllegalArgumentException("Invalid retry jitter " + jitter + ": allowed 0 to 1");
		}
		if (!(multiplier >= 1 && multiplier <= 1000)) {
			throw new IllegalArgumentException("Invalid retry multiplier " + multiplier + ": allowed 1 to 1000");
		}
	}

	/**
	 * A policy without jitter that retries every failure.
	 * @param maxAttempts how often the job may run and fail
	 * @param delay the wait after the first failed attempt
	 * @param multiplier what each further wait is multiplied by
	 * @param maxDelay the longest wait
	 */
	public RetryPolicy(int maxAttempts, Duration delay, double multiplier, Duration maxDelay) {
		this(maxAttempts, delay, multiplier, maxDelay, 0, FailureFilter.ALL);
	}

	/**
	 * No retry: the first failure ends the job.
	 * @return a policy of one attempt
	 */
	public static RetryPolicy none() {
		return NONE;
	}

	/**
	 * The same wait after every failed attempt.
	 * @param maxAttempts the number of attempts, at least 1
	 * @param delay the wait, zero or more
	 * @return the policy
	 */
	public static RetryPolicy fixed(int maxAttempts, Duration delay) {
		return new RetryPolicy(maxAttempts, delay, 1, delay);
	}

	/**
	 * A wait that doubles with every failed attempt.
	 * @param maxAttempts the number of attempts, at least 1
	 * @param firstDelay the first wait, zero or more
	 * @param maxDelay the longest wait
	 * @return the policy
	 */
	public static RetryPolicy exponential(int maxAttempts, Duration firstDelay, Duration maxDelay) {
		return new RetryPolicy(maxAttempts, firstDelay, 2, maxDelay);
	}

	/**
	 * With jitter.
	 * @param part up to what part of a wait is taken off at random, 0 to 1
	 * @return a copy
	 * @throws IllegalArgumentException if it is out of bounds
	 */
	public RetryPolicy withJitter(double part) {
		return new RetryPolicy(this.maxAttempts, this.delay, this.multiplier, this.maxDelay, part, this.failures);
	}

	/**
	 * Retries some failures only.
	 * @param filter which
	 * @return a copy
	 */
	public RetryPolicy on(FailureFilter filter) {
		return new RetryPolicy(this.maxAttempts, this.delay, this.multiplier, this.maxDelay, this.jitter, filter);
	}

	/**
	 * Whether another attempt is allowed.
	 * @param failedAttempts how many attempts have failed, the present one included
	 * @return {@code true} if the job may run again
	 */
	public boolean allowsAnotherAttempt(int failedAttempts) {
		return failedAttempts < this.maxAttempts;
	}

	/**
	 * The wait before the next attempt, with its jitter.
	 * @param failedAttempts how many attempts have failed, at least 1
	 * @param random a random number, from 0 inclusive to 1 exclusive
	 * @return the wait
	 */
	public Duration delayAfter(int failedAttempts, double random) {
		Duration whole = delayAfter(failedAttempts);
		return (this.jitter == 0) ? whole : Duration.ofMillis((long) (whole.toMillis() * (1 - this.jitter * random)));
	}

	/**
	 * The wait before the next attempt, without jitter.
	 * @param failedAttempts how many attempts have failed, at least 1
	 * @return the wait, at most {@link #maxDelay()}
	 */
	public Duration delayAfter(int failedAttempts) {
		double seconds = (this.delay.getSeconds() + this.delay.getNano() / 1e9)
				* Math.pow(this.multiplier, Math.max(0, failedAttempts - 1));
		double longest = this.maxDelay.getSeconds() + this.maxDelay.getNano() / 1e9;
		return (seconds >= longest) ? this.maxDelay : Duration.ofNanos((long) (seconds * 1e9));
	}

}
