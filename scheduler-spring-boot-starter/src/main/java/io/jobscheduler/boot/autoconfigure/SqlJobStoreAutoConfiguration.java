package io.jobscheduler.boot.autoconfigure;

import javax.sql.DataSource;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.boot.SchedulerDataSource;
import io.jobscheduler.boot.SchedulerTransactionManager;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.jdbc.JdbcJobStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration for the job store in a database, of the kinds {@code jdbc} and
 * {@code jpa}.
 */
@AutoConfiguration(after = JobSchedulerTriggerAutoConfiguration.class,
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "jobscheduler.enabled", matchIfMissing = true)
@ConditionalOnClass({ DataSource.class, JdbcClient.class, PlatformTransactionManager.class,
		DatabaseInitializationMode.class })
@ConditionalOnStoreType({ "jdbc", "jpa" })
@ConditionalOnBean(DataSource.class)
@ConditionalOnMissingBean(JobStore.class)
@EnableConfigurationProperties({ StoreProperties.class, JdbcStoreProperties.class })
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class SqlJobStoreAutoConfiguration {

	@Bean
	SchedulerDatabase jobSchedulerDatabase(JdbcStoreProperties properties, BeanFactory beans,
			ObjectProvider<DataSource> dataSources, @SchedulerDataSource ObjectProvider<DataSource> marked,
			ObjectProvider<PlatformTransactionManager> managers,
			@SchedulerTransactionManager ObjectProvider<PlatformTransactionManager> markedManagers) {
		DataSource dataSource = named(properties.dataSource(), beans);
		if (dataSource == null) {
			dataSource = marked.getIfAvailable(dataSources::getIfUnique);
		}
		if (dataSource == null) {
			throw new InvalidConfigurationException(
					"There are several DataSource beans, and none is chosen to hold the job store",
					"Set the property jobscheduler.store.jdbc.data-source to the name of one, annotate one with "
							+ "@SchedulerDataSource or @Primary, or set jobscheduler.store.type=memory.");
		}
		checkPrefix(dataSource, properties.tablePrefix());
		return new SchedulerDatabase(dataSource, managers, markedManagers);
	}

	private static void checkPrefix(DataSource dataSource, String prefix) {
		try {
			JdbcJobStore.builder(dataSource).tablePrefix(prefix);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(
					ex.getMessage() + " (property 'jobscheduler.store.jdbc.table-prefix')", "Change the property.", ex);
		}
	}

	private static @Nullable DataSource named(@Nullable String name, BeanFactory beans) {
		if (!StringUtils.hasText(name)) {
			return null;
		}
		try {
			return beans.getBean(name, DataSource.class);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new InvalidConfigurationException(
					"There is no DataSource bean '" + name + "' (property 'jobscheduler.store.jdbc.data-source')",
					"Set the property to the name of a DataSource bean, or leave it out.", ex);
		}
	}

	@Bean
	@ConditionalOnMissingBean(name = "jobSchedulerSchemaInitializer")
	SchemaInitializer jobSchedulerSchemaInitializer(SchedulerDatabase database, JdbcStoreProperties properties) {
		return new SchemaInitializer(database.dataSource(), properties);
	}

	@Bean(destroyMethod = "")
	@DependsOnDatabaseInitialization
	JobStore jobSchedulerStore(SchedulerDatabase database, StoreProperties properties,
			JdbcStoreProperties jdbcProperties, TriggerFormat triggers) {
		PlatformTransactionManager manager = database.transactionManager().orElse(null);
		boolean jpa = manager != null && SchedulerDatabase.isJpa(manager);
		if (!jpa && "jpa".equalsIgnoreCase(properties.type())) {
			throw new InvalidConfigurationException(
					"Job store 'jpa' (property '" + StoreKind.PROPERTY
							+ "') needs a JpaTransactionManager for the DataSource that holds it, and there is none",
					"Set the property to jdbc; or choose the DataSource of the EntityManagerFactory with "
							+ "@SchedulerDataSource, and its transaction manager with @SchedulerTransactionManager.");
		}
		JdbcJobStore.Builder builder = JdbcJobStore.builder(database.dataSource())
			.tablePrefix(jdbcProperties.tablePrefix())
			.triggers(triggers);
		if (manager != null) {
			builder.transactionManager(manager);
		}
		if (jpa && !"jdbc".equalsIgnoreCase(properties.type())) {
			builder.kind("jpa");
		}
		return builder.build();
	}

}
