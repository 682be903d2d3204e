package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.serializer.TriggerFormat;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Auto-configuration for job stores in MongoDB.
 */
@AutoConfiguration(after = JobSchedulerTriggerAutoConfiguration.class,
		afterName = "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration")
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@ConditionalOnClass(MongoDatabaseFactory.class)
public final class MongoDbJobStoreAutoConfiguration {

	@Bean
	MongoDbJobStoreFactory jobSchedulerMongoDbStoreFactory(ListableBeanFactory beans, TriggerFormat triggers) {
		return new MongoDbJobStoreFactory(beans, triggers);
	}

}
