package io.jobscheduler.test.example;

import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Registers stores in an application.
 */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

	@Bean
	@Primary
	JobStore jobStore(VersionedValue jobs) {
		return new SnapshotJobStore(jobs, TriggerFormat.standard());
	}

	@Bean
	JobStore reports(VersionedValue reportJobs) {
		return new SnapshotJobStore(reportJobs, TriggerFormat.standard());
	}

}
