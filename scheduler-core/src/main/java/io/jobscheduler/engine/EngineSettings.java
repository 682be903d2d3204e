package io.jobscheduler.engine;

import java.time.Duration;
import java.util.Objects;

import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an engine.
 *
 * @param lease how long a claim holds without a pulse
 * @param shutdownTimeout how long running jobs are awaited at a stop
 * @param pollInterval how often a node looks for work unasked; {@code null} for 1 s, or
 * 10 s where the store pushes
 * @param jobDefaults the settings of jobs whose request, schedule and task have none
 * @param housekeeping how long things that are not results are kept
 */
public record EngineSettings(Duration lease, Duration shutdownTimeout, @Nullable Duration pollInterval,
		JobSettings jobDefaults, Housekeeping housekeeping) {

	/**
	 * How long things that are not results are kept.
	 *
	 * @param skippedFireTimes recorded skips
	 * @param finishedSchedules schedules without a further fire time that are not
	 * declared
	 * @param silentNodes nodes, after their lease
	 */
	public record Housekeeping(Duration skippedFireTimes, Duration finishedSchedules, Duration silentNodes) {
	}

	/**
	 * No priority, no retry, however late, at least once, given up after five lost nodes.
	 */
	public static final JobSettings JOB_DEFAULTS = new JobSettings(0, RetryPolicy.none(), null,
			DeliveryGuarantee.AT_LEAST_ONCE, 5, Retention.DEFAULT);

	/** A lease of 30 s, a shutdown timeout of 30 s. */
	public static final EngineSettings DEFAULT = new EngineSettings(Duration.ofSeconds(30), Duration.ofSeconds(30),
			null, JOB_DEFAULTS, new Housekeeping(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(1)));

	/**
	 * Checks the bounds; settings that the defaults do not name are
	 * {@link #JOB_DEFAULTS}.
	 * @throws IllegalArgumentException if a value is out of its bounds
	 */
	public EngineSettings {
		Objects.requireNonNull(housekeeping, "housekeeping");
		if (lease.compareTo(Duration.ofSeconds(1)) < 0 || lease.compareTo(Duration.ofDays(1)) > 0) {
			throw new IllegalArgumentException("Invalid lease duration " + lease + ": allowed 1 s to 24 h");
		}
		if (shutdownTimeout.isNegative()) {
			throw new IllegalArgumentException(
					"Invalid shutdown timeout " + shutdownTimeout + ": allowed zero and above");
		}
		if (pollInterval != null && pollInterval.compareTo(Duration.ofMillis(10)) < 0) {
			throw new IllegalArgumentException("Invalid poll interval " + pollInterval + ": allowed 10 ms and above");
		}
		jobDefaults = jobDefaults.orElse(JOB_DEFAULTS);
	}

	/**
	 * With another lease.
	 * @param value the lease
	 * @return a copy
	 */
	public EngineSettings withLease(Duration value) {
		return new EngineSettings(value, this.shutdownTimeout, this.pollInterval, this.jobDefaults, this.housekeeping);
	}

	/**
	 * With another shutdown timeout.
	 * @param value the timeout
	 * @return a copy
	 */
	public EngineSettings withShutdownTimeout(Duration value) {
		return new EngineSettings(this.lease, value, this.pollInterval, this.jobDefaults, this.housekeeping);
	}

	/**
	 * With another poll interval.
	 * @param value the interval; {@code null} to let the store decide
	 * @return a copy
	 */
	public EngineSettings withPollInterval(@Nullable Duration value) {
		return new EngineSettings(this.lease, this.shutdownTimeout, value, this.jobDefaults, this.housekeeping);
	}

	/**
	 * With other settings for jobs.
	 * @param value the settings
	 * @return a copy
	 */
	public EngineSettings withJobDefaults(JobSettings value) {
		return new EngineSettings(this.lease, this.shutdownTimeout, this.pollInterval, value, this.housekeeping);
	}

	/**
	 * With other housekeeping.
	 * @param value the durations
	 * @return a copy
	 */
	public EngineSettings withHousekeeping(Housekeeping value) {
		return new EngineSettings(this.lease, this.shutdownTimeout, this.pollInterval, this.jobDefaults, value);
	}

}
