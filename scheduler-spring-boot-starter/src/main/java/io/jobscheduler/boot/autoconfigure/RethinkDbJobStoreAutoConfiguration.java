package io.jobscheduler.boot.autoconfigure;

import com.rethinkdb.net.Connection;
import io.jobscheduler.serializer.TriggerFormat;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for job stores in RethinkDB.
 */
@AutoConfiguration(after = JobSchedulerTriggerAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@ConditionalOnClass(Connection.class)
@EnableConfigurationProperties(StoresProperties.class)
public final class RethinkDbJobStoreAutoConfiguration {

	@Bean
	RethinkDbJobStoreFactory jobSchedulerRethinkDbStoreFactory(ListableBeanFactory beans, StoresProperties properties,
			ObjectProvider<RethinkDbConnectionDetails> details, TriggerFormat triggers) {
		return new RethinkDbJobStoreFactory(beans, properties.store().rethinkdb(), details, triggers);
	}

}
