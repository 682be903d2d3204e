package io.jobscheduler.boot.autoconfigure;

import io.jobscheduler.serializer.TriggerFormat;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration for job stores in Redis.
 */
@AutoConfiguration(after = JobSchedulerTriggerAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@ConditionalOnClass(RedisConnectionFactory.class)
public final class RedisJobStoreAutoConfiguration {

	@Bean
	RedisJobStoreFactory jobSchedulerRedisStoreFactory(ListableBeanFactory beans, TriggerFormat triggers) {
		return new RedisJobStoreFactory(beans, triggers);
	}

}
