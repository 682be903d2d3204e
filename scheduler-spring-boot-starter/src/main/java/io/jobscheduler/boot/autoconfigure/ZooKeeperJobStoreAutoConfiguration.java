package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.serializer.TriggerFormat;
import org.apache.curator.framework.CuratorFramework;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for job stores in ZooKeeper.
 */
@AutoConfiguration(after = JobSchedulerTriggerAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@ConditionalOnClass(CuratorFramework.class)
@EnableConfigurationProperties(StoresProperties.class)
public final class ZooKeeperJobStoreAutoConfiguration {

	@Bean
	ZooKeeperClients jobSchedulerZooKeeperClients(ListableBeanFactory beans, StoresProperties properties,
			ObjectProvider<ZooKeeperConnectionDetails> details) {
		return new ZooKeeperClients(beans, properties.store().zookeeper(), details);
	}

	@Bean
	ZooKeeperJobStoreFactory jobSchedulerZooKeeperStoreFactory(ZooKeeperClients clients, TriggerFormat triggers) {
		return new ZooKeeperJobStoreFactory(clients, triggers);
	}

}
