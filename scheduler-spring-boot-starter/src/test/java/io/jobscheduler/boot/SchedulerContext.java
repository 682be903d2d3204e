package io.jobscheduler.boot;

import io.jobscheduler.boot.autoconfigure.JobSchedulerAutoConfiguration;
import io.jobscheduler.boot.autoconfigure.JobSchedulerTriggerAutoConfiguration;
import io.jobscheduler.boot.autoconfigure.JobStoreAutoConfiguration;
import io.jobscheduler.boot.autoconfigure.MongoDbJobStoreAutoConfiguration;
import io.jobscheduler.boot.autoconfigure.RedisJobStoreAutoConfiguration;
import io.jobscheduler.boot.autoconfigure.RethinkDbJobStoreAutoConfiguration;
import io.jobscheduler.boot.autoconfigure.SqlJobStoreAutoConfiguration;
import io.jobscheduler.boot.autoconfigure.ZooKeeperJobStoreAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Runs small applications that have a scheduler.
 */
public final class SchedulerContext {

	private SchedulerContext() {
	}

	public static ApplicationContextRunner inMemory() {
		return auto().withPropertyValues("jobscheduler.store.type=memory");
	}

	public static ApplicationContextRunner auto() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JobSchedulerTriggerAutoConfiguration.class,
					SqlJobStoreAutoConfiguration.class, MongoDbJobStoreAutoConfiguration.class,
					RedisJobStoreAutoConfiguration.class, RethinkDbJobStoreAutoConfiguration.class,
					ZooKeeperJobStoreAutoConfiguration.class, JobStoreAutoConfiguration.class,
					JobSchedulerAutoConfiguration.class))
			.withPropertyValues("spring.application.name=app");
	}

}
