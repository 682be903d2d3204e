package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.memory.MemoryJobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration for the job store in memory, which is what there is when no other
 * was configured.
 */
@AutoConfiguration(after = SqlJobStoreAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(JobStore.class)
@EnableConfigurationProperties(StoreProperties.class)
public final class JobStoreAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(JobStoreAutoConfiguration.class);

	@Bean(destroyMethod = "")
	JobStore jobSchedulerStore(StoreProperties properties, ResourceLoader resources) {
		String type = properties.type();
		if (type == null || type.isBlank()) {
			logger.warn("Jobs are kept in memory and end with the process: there is no DataSource. "
					+ "Configure one to keep them, or set jobscheduler.store.type=memory to say that this is intended");
			return new MemoryJobStore();
		}
		StoreKind kind = StoreKind.of(type.strip());
		if (kind != StoreKind.MEMORY) {
			throw kind.missing(resources.getClassLoader());
		}
		return new MemoryJobStore();
	}

}
