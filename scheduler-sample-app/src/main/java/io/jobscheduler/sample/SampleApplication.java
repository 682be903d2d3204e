package io.jobscheduler.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The sample application. Its own data is in a relational database; its jobs are there
 * too, unless {@code jobscheduler.store.type} says otherwise.
 */
@SpringBootApplication(exclude = { DataRedisAutoConfiguration.class, MongoAutoConfiguration.class })
@ConfigurationPropertiesScan
public class SampleApplication {

	/**
	 * Starts it.
	 * @param args properties, such as {@code --server.port=8081}
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

	/** A client of Redis, if jobs are kept there. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "jobscheduler.store.type", havingValue = "redis")
	@Import(DataRedisAutoConfiguration.class)
	static class RedisConfiguration {

	}

	/** A client of MongoDB, if jobs are kept there. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "jobscheduler.store.type", havingValue = "mongodb")
	@Import(MongoAutoConfiguration.class)
	static class MongoDbConfiguration {

	}

}
