package io.jobscheduler.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.clock.SchedulerClock;
import io.jobscheduler.engine.LoopDriver;
import io.jobscheduler.store.JobStore;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration for the job stores: the default one, which can be a bean of the
 * application's, and those that have names.
 */
@AutoConfiguration(after = { SqlJobStoreAutoConfiguration.class, MongoDbJobStoreAutoConfiguration.class,
		RedisJobStoreAutoConfiguration.class, RethinkDbJobStoreAutoConfiguration.class,
		ZooKeeperJobStoreAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@EnableConfigurationProperties(StoresProperties.class)
public final class JobStoreAutoConfiguration {

	@Bean
	JobStores jobSchedulerStores(ObjectProvider<JobStoreFactory> factories, StoresProperties properties,
			ResourceLoader resources, ObjectProvider<LoopDriver> driver, ObjectProvider<SchedulerClock> clock) {
		SchedulerClock storesClock = (driver.getIfAvailable() != null) ? clock.getIfAvailable(SchedulerClock::system)
				: SchedulerClock.system();
		return new JobStores(factories.orderedStream().toList(), properties, resources.getClassLoader(), storesClock);
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean(JobStore.class)
	@DependsOnDatabaseInitialization
	JobStore jobSchedulerStore(JobStores stores) {
		return stores.createDefault();
	}

	/** Further beans of the application's are stores that have the beans' names. */
	@Bean
	@DependsOnDatabaseInitialization
	NamedStores jobSchedulerNamedStores(JobStores stores, ObjectProvider<JobStore> defaultStore,
			ListableBeanFactory beans) {
		JobStore first = defaultStore.getIfUnique();
		Map<String, JobStore> others = new LinkedHashMap<>(beans.getBeansOfType(JobStore.class));
		if (first == null) {
			throw new InvalidConfigurationException(
					"There are several JobStore beans, and none is the default one: " + others.keySet(),
					"Mark one of them @Primary; the others are then job stores with the names of their beans.");
		}
		others.values().removeIf((store) -> store == first);
		return stores.createOthers(others);
	}

}
