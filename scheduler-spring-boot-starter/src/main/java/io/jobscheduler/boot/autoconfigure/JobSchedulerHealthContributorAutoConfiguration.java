package io.jobscheduler.boot.autoconfigure;

import java.util.Map;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.actuate.JobSchedulerHealthIndicator;
import io.jobscheduler.store.JobStore;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
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

	/** Of several stores, each shows its health under its name. */
	@Bean
	@ConditionalOnMissingBean(name = { "jobSchedulerHealthIndicator", "jobSchedulerHealthContributor" })
	HealthContributor jobSchedulerHealthContributor(Scheduler scheduler) {
		Map<String, JobStore> stores = scheduler.stores();
		if (stores.size() == 1) {
			return new JobSchedulerHealthIndicator(scheduler, scheduler.store());
		}
		return CompositeHealthContributor.fromMap(stores, (store) -> new JobSchedulerHealthIndicator(scheduler, store));
	}

}
