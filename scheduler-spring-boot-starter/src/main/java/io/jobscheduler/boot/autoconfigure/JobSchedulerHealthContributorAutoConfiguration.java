package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.actuate.JobSchedulerHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the health of the job store.
 */
@AutoConfiguration(after = JobSchedulerAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(Scheduler.class)
@ConditionalOnEnabledHealthIndicator("jobscheduler")
public final class JobSchedulerHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "jobSchedulerHealthIndicator")
	JobSchedulerHealthIndicator jobSchedulerHealthIndicator(Scheduler scheduler) {
		return new JobSchedulerHealthIndicator(scheduler);
	}

}
