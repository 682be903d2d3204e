package io.jobscheduler.boot.database;

import java.time.Duration;

import javax.sql.DataSource;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.boot.database.entity.Customer;
import io.jobscheduler.boot.database.entity.Customers;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.task.Task;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application's JPA neither touches the store's tables nor is touched by them.
 */
class JpaCoexistenceTests {

	private final String url = "jdbc:h2:mem:jpa" + System.nanoTime() + ";DB_CLOSE_DELAY=-1";

	private final ApplicationContextRunner context = SchedulerContext.auto()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, HibernateJpaAutoConfiguration.class,
				DataJpaRepositoriesAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=" + this.url, "jobscheduler.poll-interval=50ms");

	private static void works(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		Scheduler scheduler = context.getBean(Scheduler.class);
		JobId job = context.getBean(Welcome.class).register("Ann");
		await().atMost(Duration.ofSeconds(20)).until(() -> scheduler.result(job).isPresent());
		assertThat(context.getBean(Customers.class).findByName("Ann").isWelcome()).isTrue();
	}

	@Test
	void ddlCreateDropNamingStrategyEntityScanAndRepositoriesLeaveTheTablesAlone() {
		this.context.withUserConfiguration(OwnJpa.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=create-drop",
					"spring.jpa.hibernate.naming.physical-strategy=" + Shouting.class.getName(),
					"spring.jpa.properties.hibernate.globally_quoted_identifiers=true")
			.run((context) -> {
				works(context);
				assertThat(context.getBean(EntityManagerFactory.class).getMetamodel().getEntities())
					.extracting((entity) -> entity.getJavaType().getName())
					.containsExactly(Customer.class.getName());
			});
		DataSource dataSource = DataSourceBuilder.create().url(this.url).username("sa").password("").build();
		JdbcClient jdbc = JdbcClient.create(dataSource);
		assertThat(jdbc.sql("select count(*) from JOBSCHEDULER_META").query(Long.class).single()).isPositive();
		assertThat(
				jdbc.sql("select table_name from information_schema.tables where table_name = 'JOBSCHEDULER_CUSTOMER'")
					.query(String.class)
					.list())
			.isEmpty();
	}

	@Test
	void ddlValidateSeesOnlyItsOwnTables() {
		this.context.withUserConfiguration(OwnJpa.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=update")
			.run(JpaCoexistenceTests::works);
		this.context.withUserConfiguration(OwnJpa.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=validate")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void theStoreCanBeInAnotherDatabaseThanJpa() {
		this.context.withUserConfiguration(OwnJpa.class, SchedulerDatabaseApart.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=create-drop")
			.run((context) -> {
				assertThat(context.getBean(Scheduler.class).store().describe().kind()).isEqualTo("jdbc");
				works(context);
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Customer.class)
	@EnableJpaRepositories(basePackageClasses = Customers.class)
	@EnableTransactionManagement
	static class OwnJpa {

		@Bean
		Welcome welcome(Customers customers, EntityManager entities, Scheduler scheduler) {
			return new Welcome(customers, scheduler);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SchedulerDatabaseApart {

		@Bean(defaultCandidate = false)
		@io.jobscheduler.boot.SchedulerDataSource
		DataSource schedulerDataSource() {
			return DataSourceBuilder.create().url("jdbc:h2:mem:apart" + System.nanoTime()).build();
		}

	}

	static class Welcome {

		private final Customers customers;

		private final Scheduler scheduler;

		Welcome(Customers customers, Scheduler scheduler) {
			this.customers = customers;
			this.scheduler = scheduler;
		}

		@Transactional
		public JobId register(String name) {
			this.customers.save(new Customer(name));
			return this.scheduler
				.addJob(JobRequest.call(Welcome.class, (welcome) -> welcome.send(name)).delay(Duration.ofMillis(100)));
		}

		@Task(id = "welcome")
		@Transactional
		public void send(String name) {
			this.customers.findByName(name).welcome();
		}

	}

	public static class Shouting extends PhysicalNamingStrategyStandardImpl {

		@Override
		public Identifier toPhysicalTableName(Identifier logicalName, JdbcEnvironment context) {
			return Identifier.toIdentifier("JOBSCHEDULER_" + logicalName.getText().toUpperCase(java.util.Locale.ROOT));
		}

	}

}
