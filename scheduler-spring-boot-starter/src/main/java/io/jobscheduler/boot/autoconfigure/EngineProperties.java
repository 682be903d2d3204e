package io.jobscheduler.boot.autoconfigure;

import java.time.Duration;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.engine.EngineSettings;
import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.RetryPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the engine.
 *
 * @param leaseDuration How long a claim holds without a pulse of its node: how soon other
 * nodes take over after a crash. At least 1s.
 * @param shutdownTimeout How long running jobs are awaited at shutdown before they are
 * interrupted.
 * @param pollInterval How often a node looks for work unasked. 1s by default, or 10s
 * where the store pushes.
 * @param jobDefaults Settings of jobs whose request, schedule and task have none.
 * @param retention How long what has ended is kept.
 */
@ConfigurationProperties("jobscheduler")
record EngineProperties(@DefaultValue("30s") Duration leaseDuration, @DefaultValue("30s") Duration shutdownTimeout,
		@Nullable Duration pollInterval, @DefaultValue JobDefaults jobDefaults, @DefaultValue Kept retention) {

	/**
	 * Properties of jobs that have no settings of their own.
	 *
	 * @param priority Priority, -1000 to 1000. The higher runs first.
	 * @param maxAttempts How often a job may run and fail. 1 for no retry.
	 * @param retryDelay Wait after a failed attempt.
	 * @param retryMultiplier What each further wait is multiplied by. 1 for always the
	 * same.
	 * @param maxRetryDelay Longest wait after a failed attempt.
	 * @param retryJitter Up to what part of a wait is taken off at random, 0 to 1.
	 * @param timeout How long an attempt may run. As long as it takes by default.
	 * @param misfireGraceTime How late a job may start. However late by default.
	 * @param delivery What happens to a job whose node died while it ran.
	 * @param maxAbandonments How often a job may lose its node before it is given up.
	 */
	record JobDefaults(@DefaultValue("0") int priority, @DefaultValue("1") int maxAttempts,
			@DefaultValue("10s") Duration retryDelay, @DefaultValue("1") double retryMultiplier,
			@DefaultValue("1h") Duration maxRetryDelay, @DefaultValue("0") double retryJitter,
			@Nullable Duration timeout, @Nullable Duration misfireGraceTime,
			@DefaultValue("at-least-once") DeliveryGuarantee delivery, @DefaultValue("5") int maxAbandonments) {
	}

	/**
	 * Properties of what is kept.
	 *
	 * @param succeeded How long the results of jobs that succeeded are kept. 0 for not at
	 * all.
	 * @param failed How long the results of jobs that failed or were abandoned are kept.
	 * @param other How long the results of jobs that were cancelled or missed are kept.
	 * @param skipped How long skipped fire times are kept.
	 * @param finishedSchedules How long schedules without a further fire time are kept.
	 */
	record Kept(@DefaultValue("1d") Duration succeeded, @DefaultValue("7d") Duration failed,
			@DefaultValue("7d") Duration other, @DefaultValue("7d") Duration skipped,
			@DefaultValue("7d") Duration finishedSchedules) {
	}

	EngineSettings settings() {
		try {
			return new EngineSettings(this.leaseDuration, this.shutdownTimeout, this.pollInterval, jobSettings(),
					new EngineSettings.Housekeeping(this.retention.skipped(), this.retention.finishedSchedules(),
							EngineSettings.DEFAULT.housekeeping().silentNodes()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(
					"A property under 'jobscheduler' is out of its bounds: " + ex.getMessage(),
					"Change jobscheduler.lease-duration, .shutdown-timeout, .poll-interval, .job-defaults.* or "
							+ ".retention.*, whichever the message names.",
					ex);
		}
	}

	private JobSettings jobSettings() {
		JobDefaults defaults = this.jobDefaults;
		Duration longest = (defaults.retryMultiplier() > 1) ? defaults.maxRetryDelay() : defaults.retryDelay();
		RetryPolicy retry = new RetryPolicy(defaults.maxAttempts(), defaults.retryDelay(), defaults.retryMultiplier(),
				longest)
			.withJitter(defaults.retryJitter());
		return new JobSettings(defaults.priority(), retry, defaults.misfireGraceTime(), defaults.delivery(),
				defaults.maxAbandonments(),
				new Retention(this.retention.succeeded(), this.retention.failed(), this.retention.other()),
				defaults.timeout());
	}

}
