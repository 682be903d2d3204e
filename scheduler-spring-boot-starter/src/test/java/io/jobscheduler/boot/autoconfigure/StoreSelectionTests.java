package io.jobscheduler.boot.autoconfigure;

import javax.sql.DataSource;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.boot.SchedulerDataSource;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.jdbc.JdbcJobStore;
import io.jobscheduler.store.memory.MemoryJobStore;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which store there is, unless told, and when told.
 */
@ExtendWith(OutputCaptureExtension.class)
class StoreSelectionTests {

	private final ApplicationContextRunner context = SchedulerContext.auto();

	private final ApplicationContextRunner database = this.context
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	private static String kind(AssertableApplicationContext context) {
		return context.getBean(Scheduler.class).store().describe().kind();
	}

	private static void failed(AssertableApplicationContext context, String description, String action) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
		assertThat(analysis.getDescription()).contains(description);
		assertThat(analysis.getAction()).contains(action);
	}

	@Test
	void withoutADataSourceItIsMemoryWithAWarning(CapturedOutput output) {
		this.context.run((context) -> {
			assertThat(context).hasSingleBean(MemoryJobStore.class);
			assertThat(output).contains("WARN").contains("Jobs are kept in memory and end with the process");
		});
	}

	@Test
	void memoryThatIsAskedForIsNotWarnedOf(CapturedOutput output) {
		this.database.withPropertyValues("jobscheduler.store.type=memory").run((context) -> {
			assertThat(context).hasSingleBean(MemoryJobStore.class);
			assertThat(output).doesNotContain("WARN");
		});
	}

	@Test
	void withoutTheLibrariesOfDatabasesItIsMemory() {
		this.context
			.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.orm",
					"org.springframework.boot.jdbc", "org.springframework.boot.sql", "org.springframework.transaction",
					"jakarta.persistence", "org.hibernate"))
			.run((context) -> assertThat(kind(context)).isEqualTo("memory"));
	}

	@Test
	void aSingleDataSourceIsTaken() {
		this.database.run((context) -> {
			assertThat(context).hasSingleBean(JdbcJobStore.class);
			assertThat(context.getBeanNamesForType(JobStore.class)).containsExactly("jobSchedulerStore");
			assertThat(kind(context)).isEqualTo("jdbc");
		});
	}

	@Test
	void whereThereIsJpaItIsJpa() {
		this.database.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.run((context) -> assertThat(kind(context)).isEqualTo("jpa"));
	}

	@Test
	void jdbcCanBeChosenWhereThereIsJpa() {
		this.database.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withPropertyValues("jobscheduler.store.type=jdbc")
			.run((context) -> assertThat(kind(context)).isEqualTo("jdbc"));
	}

	@Test
	void jpaWithoutAnEntityManagerFactoryIsRefused() {
		this.database.withPropertyValues("jobscheduler.store.type=jpa")
			.run((context) -> failed(context,
					"Job store 'jpa' (property 'jobscheduler.store.type') needs a JpaTransactionManager",
					"Set the property to jdbc"));
	}

	@Test
	void jdbcWithoutADataSourceIsRefused() {
		this.context.withPropertyValues("jobscheduler.store.type=jdbc")
			.run((context) -> failed(context,
					"Job store 'jdbc' (property 'jobscheduler.store.type') needs a DataSource",
					"spring.datasource.url"));
	}

	@Test
	void aMissingLibraryIsNamedWithItsVersion() {
		this.context.withClassLoader(new FilteredClassLoader(JdbcClient.class))
			.withPropertyValues("jobscheduler.store.type=jdbc")
			.run((context) -> failed(context, "needs a library that is not on the class path",
					"org.springframework.boot:spring-boot-starter-jdbc:" + SpringBootVersion.getVersion()));
	}

	@Test
	void anUnknownKindIsRefused() {
		this.context.withPropertyValues("jobscheduler.store.type=floppy")
			.run((context) -> failed(context, "Unknown job store 'floppy' in property 'jobscheduler.store.type'",
					"memory, jdbc, jpa"));
	}

	@Test
	void redisWithoutAConnectionIsRefused() {
		this.context.withPropertyValues("jobscheduler.store.type=redis")
			.run((context) -> failed(context,
					"Job store 'redis' (property 'jobscheduler.store.type') needs a RedisConnectionFactory",
					"spring.data.redis.url"));
	}

	@Test
	void withoutTheLibraryOfRedisItsCoordinatesAreNamed() {
		this.context.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.withPropertyValues("jobscheduler.store.type=redis")
			.run((context) -> failed(context, "needs a library that is not on the class path",
					"org.springframework.boot:spring-boot-starter-data-redis:" + SpringBootVersion.getVersion()));
	}

	@Test
	void severalDataSourcesWithoutAChoiceAreRefused() {
		this.context.withUserConfiguration(TwoDataSources.class)
			.run((context) -> failed(context, "There are several DataSource beans",
					"jobscheduler.store.jdbc.data-source"));
	}

	@Test
	void oneOfSeveralDataSourcesCanBeNamed() {
		this.context.withUserConfiguration(TwoDataSources.class)
			.withPropertyValues("jobscheduler.store.jdbc.data-source=second")
			.run((context) -> assertTablesIn(context, "second"));
		this.context.withUserConfiguration(TwoDataSources.class)
			.withPropertyValues("jobscheduler.store.jdbc.data-source=third")
			.run((context) -> failed(context, "There is no DataSource bean 'third'", "name of a DataSource bean"));
	}

	@Test
	void oneOfSeveralDataSourcesCanBeMarked() {
		this.context.withUserConfiguration(MarkedDataSource.class).run((context) -> assertTablesIn(context, "second"));
	}

	private static void assertTablesIn(AssertableApplicationContext context, String name) {
		assertThat(context).hasNotFailed();
		JdbcClient jdbc = JdbcClient.create(context.getBean(name, DataSource.class));
		assertThat(jdbc.sql("select count(*) from JOBSCHEDULER_META").query(Long.class).single()).isPositive();
	}

	@Test
	void aStoreOfTheApplicationTakesItsPlace() {
		this.database.withBean("mine", JobStore.class, MemoryJobStore::new).run((context) -> {
			assertThat(context.getBeanNamesForType(JobStore.class)).containsExactly("mine");
			assertThat(kind(context)).isEqualTo("memory");
		});
	}

	@Test
	void theTablesCanHaveAnotherPrefix() {
		this.database.withPropertyValues("jobscheduler.store.jdbc.table-prefix=JS_").run((context) -> {
			JdbcClient jdbc = JdbcClient.create(context.getBean(DataSource.class));
			assertThat(jdbc.sql("select count(*) from JS_META").query(Long.class).single()).isPositive();
		});
		this.database.withPropertyValues("jobscheduler.store.jdbc.table-prefix=1;")
			.run((context) -> failed(context, "Invalid table prefix '1;'", "Change the property"));
	}

	@Test
	void aMissingSchemaIsExplained() {
		this.database.withPropertyValues("jobscheduler.store.jdbc.initialize-schema=never")
			.run((context) -> failed(context, "tables are missing",
					"jobscheduler.store.jdbc.initialize-schema=always"));
	}

	@Test
	void aSchemaOfAnotherVersionIsExplained() {
		this.context.withUserConfiguration(NewerSchema.class)
			.run((context) -> failed(context, "have version 99", "Flyway or Liquibase"));
	}

	@Test
	void aDatabaseThatIsDownIsExplained() {
		this.database
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:1/none",
					"spring.datasource.hikari.connection-timeout=250",
					"spring.datasource.hikari.initialization-fail-timeout=-1")
			.run((context) -> failed(context, "The job store does not answer", "Start the server"));
	}

	private static DataSource h2(String name) {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setUrl("jdbc:h2:mem:" + name + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
		return dataSource;
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource first() {
			return h2("first");
		}

		@Bean
		DataSource second() {
			return h2("second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedDataSource {

		@Bean
		@Primary
		DataSource first() {
			return h2("first");
		}

		@Bean(defaultCandidate = false)
		@SchedulerDataSource
		DataSource second() {
			return h2("second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NewerSchema {

		@Bean
		DataSource dataSource() {
			DataSource dataSource = h2("newer");
			io.jobscheduler.store.jdbc.JdbcSchema.initialize(dataSource, "JOBSCHEDULER_");
			JdbcClient.create(dataSource).sql("update JOBSCHEDULER_META set meta_value = '99'").update();
			return dataSource;
		}

	}

}
