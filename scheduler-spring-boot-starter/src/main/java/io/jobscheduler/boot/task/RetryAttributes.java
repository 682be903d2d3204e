package io.jobscheduler.boot.task;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.jobscheduler.job.FailureFilter;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * What an annotation says about failed attempts.
 *
 * @param maxAttempts how often a job may run and fail; 0 if not set
 * @param waits the waits between attempts
 * @param failures which failures are retried
 */
record RetryAttributes(int maxAttempts, Waits waits, FailureFilter failures) {

	private static final Duration DEFAULT_DELAY = Duration.ofSeconds(10);

	private static final Duration DEFAULT_MAX_DELAY = Duration.ofHours(1);

	/**
	 * The waits between attempts.
	 *
	 * @param delay the first
	 * @param multiplier what each further one is multiplied by
	 * @param maxDelay the longest
	 * @param jitter what part of it may be taken off
	 */
	private record Waits(String delay, double multiplier, String maxDelay, double jitter) {

		private static final Waits NONE = new Waits("", 1, "", 0);

	}

	static RetryAttributes of(Task task) {
		return new RetryAttributes(task.maxAttempts(),
				new Waits(task.retryDelay(), task.retryMultiplier(), task.maxRetryDelay(), task.retryJitter()),
				filter(task.retryOn(), task.abortOn()));
	}

	static RetryAttributes of(ScheduledJob job) {
		return new RetryAttributes(job.maxAttempts(),
				new Waits(job.retryDelay(), job.retryMultiplier(), job.maxRetryDelay(), job.retryJitter()),
				filter(job.retryOn(), job.abortOn()));
	}

	private static FailureFilter filter(Class<?>[] retryOn, Class<?>[] abortOn) {
		return new FailureFilter(names(retryOn), names(abortOn));
	}

	private static Set<String> names(Class<?>[] types) {
		return Stream.of(types).map(Class::getName).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Reads the policy.
	 * @return the policy, {@code null} if nothing is set
	 */
	@Nullable RetryPolicy policy(AttributeReader reader) {
		if (this.maxAttempts != 0) {
			return reader.valid("retry", this.maxAttempts + " attempts, " + this.waits, () -> read(reader));
		}
		if (!this.waits.delay().isBlank()) {
			throw reader.invalid("retryDelay", this.waits.delay(), "it needs maxAttempts to be set as well", null);
		}
		if (!this.waits.equals(Waits.NONE) || !this.failures.equals(FailureFilter.ALL)) {
			throw reader.invalid("retry", this.waits, "it needs maxAttempts to be set as well", null);
		}
		return null;
	}

	private RetryPolicy read(AttributeReader reader) {
		Duration delay = reader.duration("retryDelay", this.waits.delay());
		Duration longest = reader.duration("maxRetryDelay", this.waits.maxDelay());
		return policy(this.maxAttempts, delay, this.waits.multiplier(), longest).withJitter(this.waits.jitter())
			.on(this.failures);
	}

	/**
	 * A policy, with what is not set as users expect it.
	 * @param delay the first wait; {@code null} for ten seconds
	 * @param longest the longest wait; {@code null} for an hour, or the first wait if
	 * that is longer
	 */
	private static RetryPolicy policy(int maxAttempts, @Nullable Duration delay, double multiplier,
			@Nullable Duration longest) {
		Duration first = (delay != null) ? delay : DEFAULT_DELAY;
		if (multiplier == 1) {
			return new RetryPolicy(maxAttempts, first, 1, first);
		}
		boolean longer = first.compareTo(DEFAULT_MAX_DELAY) > 0;
		return new RetryPolicy(maxAttempts, first, multiplier,
				(longest != null) ? longest : longer ? first : DEFAULT_MAX_DELAY);
	}

	/** A declared policy with what properties say in its place. */
	static RetryPolicy override(AttributeReader reader, @Nullable RetryPolicy declared, @Nullable Integer maxAttempts,
			@Nullable Duration delay) {
		int attempts = (maxAttempts != null) ? maxAttempts : (declared != null) ? declared.maxAttempts() : 1;
		Duration first = (delay != null) ? delay : (declared != null) ? declared.delay() : DEFAULT_DELAY;
		return reader.valid("retry", attempts + " attempts, " + first + " apart", () -> {
			if (declared == null) {
				return RetryPolicy.fixed(attempts, first);
			}
			Duration longest = (declared.maxDelay().compareTo(first) > 0 && declared.multiplier() > 1)
					? declared.maxDelay() : first;
			return new RetryPolicy(attempts, first, declared.multiplier(), longest, declared.jitter(),
					declared.failures());
		});
	}

}
