package io.jobscheduler.job;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a job is run. Every setting may be {@code null}: then the task's own applies, then
 * the scheduler's default. A job's settings win over its schedule's, and those over its
 * task's.
 *
 * @param priority the higher runs first among jobs that are due, strictly; between
 * {@value #LOWEST_PRIORITY} and {@value #HIGHEST_PRIORITY}
 * @param retry what follows a failed attempt
 * @param misfireGraceTime how late the job may start; later it is recorded as
 * {@link Outcome#MISSED}
 * @param delivery what happens when its node dies
 * @param maxAbandonments how often the job may lose its node before it is given up, at
 * least 1
 * @param retention how long its result is kept
 * @param timeout how long an attempt may run; then it is told to stop, and has failed
 */
public record JobSettings(@Nullable Integer priority, @Nullable RetryPolicy retry, @Nullable Duration misfireGraceTime,
		@Nullable DeliveryGuarantee delivery, @Nullable Integer maxAbandonments, @Nullable Retention retention,
		@Nullable Duration timeout) {

	/** The lowest priority. */
	public static final int LOWEST_PRIORITY = -1000;

	/** The highest priority. */
	public static final int HIGHEST_PRIORITY = 1000;

	/** Nothing set. */
	public static final JobSettings NONE = new JobSettings(null, null, null, null, null, null, null);

	/**
	 * Checks the bounds of what is set.
	 * @throws IllegalArgumentException if a value is out of its bounds
	 */
	public JobSettings {
		if (timeout != null && Limits.requireDuration("timeout", timeout).isZero()) {
			throw new IllegalArgumentException("Invalid timeout " + timeout + ": allowed more than zero");
		}
		if (priority != null && (priority < LOWEST_PRIORITY || priority > HIGHEST_PRIORITY)) {
			throw new IllegalArgumentException(
					"Invalid priority " + priority + ": allowed " + LOWEST_PRIORITY + " to " + HIGHEST_PRIORITY);
		}
		if (misfireGraceTime != null) {
			Limits.requireDuration("misfire grace time", misfireGraceTime);
		}
		if (maxAbandonments != null && maxAbandonments < 1) {
			throw new IllegalArgumentException(
					"Invalid number of abandonments " + maxAbandonments + ": allowed 1 and above");
		}
	}

	/**
	 * Settings without a timeout.
	 * @param priority the priority
	 * @param retry what follows a failed attempt
	 * @param misfireGraceTime how late the job may start
	 * @param delivery what happens when its node dies
	 * @param maxAbandonments how often the job may lose its node
	 * @param retention how long its result is kept
	 */
	public JobSettings(@Nullable Integer priority, @Nullable RetryPolicy retry, @Nullable Duration misfireGraceTime,
			@Nullable DeliveryGuarantee delivery, @Nullable Integer maxAbandonments, @Nullable Retention retention) {
		this(priority, retry, misfireGraceTime, delivery, maxAbandonments, retention, null);
	}

	/**
	 * These settings, and where one is not set, that of others.
	 * @param defaults the others
	 * @return the merged settings
	 */
	public JobSettings orElse(JobSettings defaults) {
		if (equals(NONE)) {
			return defaults;
		}
		return new JobSettings(or(this.priority, defaults.priority), or(this.retry, defaults.retry),
				or(this.misfireGraceTime, defaults.misfireGraceTime), or(this.delivery, defaults.delivery),
				or(this.maxAbandonments, defaults.maxAbandonments), or(this.retention, defaults.retention),
				or(this.timeout, defaults.timeout));
	}

	private static <T> @Nullable T or(@Nullable T first, @Nullable T second) {
		return (first != null) ? first : second;
	}

	/**
	 * With another priority.
	 * @param value the priority
	 * @return a copy
	 */
	public JobSettings withPriority(int value) {
		return new JobSettings(value, this.retry, this.misfireGraceTime, this.delivery, this.maxAbandonments,
				this.retention, this.timeout);
	}

	/**
	 * With another retry policy.
	 * @param value the policy
	 * @return a copy
	 */
	public JobSettings withRetry(RetryPolicy value) {
		return new JobSettings(this.priority, value, this.misfireGraceTime, this.delivery, this.maxAbandonments,
				this.retention, this.timeout);
	}

	/**
	 * With another misfire grace time.
	 * @param value the grace time, zero or more; {@code null} to start however late
	 * @return a copy
	 */
	public JobSettings withMisfireGraceTime(@Nullable Duration value) {
		return new JobSettings(this.priority, this.retry, value, this.delivery, this.maxAbandonments, this.retention,
				this.timeout);
	}

	/**
	 * With another delivery guarantee.
	 * @param value the guarantee
	 * @return a copy
	 */
	public JobSettings withDelivery(DeliveryGuarantee value) {
		return new JobSettings(this.priority, this.retry, this.misfireGraceTime, value, this.maxAbandonments,
				this.retention, this.timeout);
	}

	/**
	 * With another bound on abandonments.
	 * @param value the bound, at least 1
	 * @return a copy
	 */
	public JobSettings withMaxAbandonments(int value) {
		return new JobSettings(this.priority, this.retry, this.misfireGraceTime, this.delivery, value, this.retention,
				this.timeout);
	}

	/**
	 * With another retention.
	 * @param value the retention
	 * @return a copy
	 */
	public JobSettings withRetention(Retention value) {
		return new JobSettings(this.priority, this.retry, this.misfireGraceTime, this.delivery, this.maxAbandonments,
				value, this.timeout);
	}

	/**
	 * With another timeout.
	 * @param value how long an attempt may run, more than zero; {@code null} for as long
	 * as it takes
	 * @return a copy
	 */
	public JobSettings withTimeout(@Nullable Duration value) {
		return new JobSettings(this.priority, this.retry, this.misfireGraceTime, this.delivery, this.maxAbandonments,
				this.retention, value);
	}

}
