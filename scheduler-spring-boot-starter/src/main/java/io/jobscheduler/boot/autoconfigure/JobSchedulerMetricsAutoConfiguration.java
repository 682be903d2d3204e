package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.actuate.JobMeters;
import io.jobscheduler.boot.actuate.SchedulerGauges;
import io.jobscheduler.boot.actuate.TimedJobStore;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for meters of the scheduler.
 */
@AutoConfiguration(after = JobSchedulerAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, Scheduler.class })
public final class JobSchedulerMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JobMeters jobSchedulerMeters(MeterRegistry registry, ObjectProvider<Scheduler> scheduler) {
		return new JobMeters(registry, () -> scheduler.getObject().tasks());
	}

	@Bean
	@ConditionalOnMissingBean
	SchedulerGauges jobSchedulerGauges(Scheduler scheduler) {
		return new SchedulerGauges(scheduler);
	}

	@Bean
	@ConditionalOnMissingBean
	TimedJobStore jobSchedulerTimedStore(MeterRegistry registry) {
		return new TimedJobStore(registry);
	}

}
