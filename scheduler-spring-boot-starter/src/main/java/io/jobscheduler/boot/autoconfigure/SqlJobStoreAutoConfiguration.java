package io.jobscheduler.boot.autoconfigure;

import javax.sql.DataSource;

import io.jobscheduler.boot.SchedulerDataSource;
import io.jobscheduler.boot.SchedulerTransactionManager;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Auto-configuration for job stores in databases, of the kinds {@code jdbc} and
 * {@code jpa}.
 */
@AutoConfiguration(after = JobSchedulerTriggerAutoConfiguration.class,
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@ConditionalOnClass({ DataSource.class, JdbcClient.class, PlatformTransactionManager.class,
		DatabaseInitializationDependencyConfigurer.class })
@EnableConfigurationProperties(StoresProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class SqlJobStoreAutoConfiguration {

	@Bean
	SchedulerDatabases jobSchedulerDatabases(ListableBeanFactory beans,
			@SchedulerDataSource ObjectProvider<DataSource> marked, ObjectProvider<PlatformTransactionManager> managers,
			@SchedulerTransactionManager ObjectProvider<PlatformTransactionManager> markedManagers) {
		return new SchedulerDatabases(beans, marked, managers, markedManagers);
	}

	@Bean
	SqlJobStoreFactory jobSchedulerSqlStoreFactory(SchedulerDatabases databases, TriggerFormat triggers) {
		return new SqlJobStoreFactory(databases, triggers);
	}

	/**
	 * The schema of the default store, which has to be there before anything else, such
	 * as JPA, uses the database.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnStoreType({ "jdbc", "jpa" })
	@ConditionalOnBean(DataSource.class)
	@ConditionalOnMissingBean(JobStore.class)
	static class DefaultStoreSchemaConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "jobSchedulerSchemaInitializer")
		SchemaInitializer jobSchedulerSchemaInitializer(SchedulerDatabases databases, StoresProperties properties) {
			StoreSettings settings = new StoreSettings(JobRequest.DEFAULT_STORE, properties.store());
			return new SchemaInitializer(databases.choose(settings).dataSource(), properties.store().jdbc(),
					new StartupPatience(properties.startupTimeout()));
		}

	}

}
