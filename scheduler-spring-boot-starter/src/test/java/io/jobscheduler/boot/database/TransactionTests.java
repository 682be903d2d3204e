package io.jobscheduler.boot.database;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.jpa.JpaJobStore;
import io.jobscheduler.task.Task;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Jobs are added in the transaction of the application, with either transaction manager
 * and however the pool is set up.
 */
class TransactionTests {

	private final ApplicationContextRunner context = SchedulerContext.auto()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				JdbcClientAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true", "jobscheduler.poll-interval=50ms")
		.withUserConfiguration(Shop.class);

	private void run(String kind, ContextConsumer<AssertableApplicationContext> test) {
		ApplicationContextRunner runner = kind.equals("jpa")
				? this.context.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
				: this.context.withPropertyValues("spring.datasource.hikari.auto-commit=" + kind.equals("jdbc"));
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Scheduler.class).store().describe().kind())
				.isEqualTo(kind.equals("jpa") ? "jpa" : "jdbc");
			test.accept(context);
		});
	}

	@Test
	void aStoreMadeOfAnEntityManagerFactoryTakesPartInItsTransactions() {
		run("jpa", (context) -> {
			PlatformTransactionManager manager = context.getBean(PlatformTransactionManager.class);
			try (JobStore store = JpaJobStore.builder(context.getBean(EntityManagerFactory.class), manager).build()) {
				assertThat(store.describe().kind()).isEqualTo("jpa");
				new TransactionTemplate(manager)
					.executeWithoutResult((status) -> assertThat(store.inCallersTransaction()).isTrue());
				assertThat(store.inCallersTransaction()).isFalse();
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc", "jpa", "jdbc without auto-commit" })
	void aJobIsCommittedWithTheDataItBelongsTo(String kind) {
		run(kind, (context) -> {
			Invoices invoices = context.getBean(Invoices.class);
			JobId job = invoices.create("A-1");
			await().atMost(Duration.ofSeconds(20))
				.until(() -> context.getBean(Scheduler.class).result(job).isPresent());
			assertThat(invoices.sent()).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc", "jpa", "jdbc without auto-commit" })
	void aJobIsRolledBackWithTheDataItBelongsTo(String kind) {
		run(kind, (context) -> {
			Invoices invoices = context.getBean(Invoices.class);
			assertThatIllegalStateException().isThrownBy(() -> invoices.createAndFail("A-2"));
			Scheduler scheduler = context.getBean(Scheduler.class);
			assertThat(scheduler.job(invoices.last())).isEmpty();
			assertThat(scheduler.result(invoices.last())).isEmpty();
			assertThat(scheduler.schedule("reminder")).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc", "jpa", "jdbc without auto-commit" })
	void aJobAddedAfterTheCommitRuns(String kind) {
		run(kind, (context) -> {
			Invoices invoices = context.getBean(Invoices.class);
			invoices.createAndAddAfterCommit("A-3");
			await().atMost(Duration.ofSeconds(20))
				.until(() -> context.getBean(Scheduler.class).result(invoices.last()).isPresent());
		});
	}

	@Test
	void anOpenTransactionDoesNotStallOthers() throws Exception {
		run("jdbc", (context) -> {
			Invoices invoices = context.getBean(Invoices.class);
			Scheduler scheduler = context.getBean(Scheduler.class);
			CountDownLatch added = new CountDownLatch(1);
			CountDownLatch release = new CountDownLatch(1);
			ExecutorService thread = Executors.newSingleThreadExecutor();
			try {
				Future<?> open = thread.submit(() -> invoices.createAndWait("A-4", added, release));
				assertThat(added.await(20, TimeUnit.SECONDS)).isTrue();
				JobId other = scheduler.addJob(JobRequest.task("send").argument("number", "other"));
				await().atMost(Duration.ofSeconds(20)).until(() -> scheduler.result(other).isPresent());
				assertThat(scheduler.result(invoices.last())).isEmpty();
				release.countDown();
				open.get(20, TimeUnit.SECONDS);
				await().atMost(Duration.ofSeconds(20)).until(() -> scheduler.result(invoices.last()).isPresent());
			}
			finally {
				release.countDown();
				thread.shutdown();
			}
		});
	}

	@Test
	void onPostgreSqlAJobIsCommittedOrRolledBackWithTheDataToo() throws Exception {
		try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
			this.context
				.withPropertyValues("spring.datasource.generate-unique-name=false",
						"spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"),
						"jobscheduler.store.jdbc.initialize-schema=always")
				.run((context) -> {
					Invoices invoices = context.getBean(Invoices.class);
					Scheduler scheduler = context.getBean(Scheduler.class);
					JobId job = invoices.create("P-1");
					await().atMost(Duration.ofSeconds(20)).until(() -> scheduler.result(job).isPresent());
					assertThatIllegalStateException().isThrownBy(() -> invoices.createAndFail("P-2"));
					assertThat(scheduler.job(invoices.last())).isEmpty();
					invoices.createAndAddAfterCommit("P-3");
					await().atMost(Duration.ofSeconds(20)).until(() -> scheduler.result(invoices.last()).isPresent());
				});
		}
	}

	@Test
	void waitingForAResultInTheTransactionThatAddedTheJobFailsAtOnce() {
		run("jpa", (context) -> assertThatIllegalStateException()
			.isThrownBy(() -> context.getBean(Invoices.class).createAndWaitForItself("A-5")));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Shop {

		@Bean
		Invoices invoices(JdbcClient jdbc, Scheduler scheduler) {
			jdbc.sql("create table invoice (number varchar(20) primary key, sent boolean default false)").update();
			return new Invoices(jdbc, scheduler);
		}

	}

	static class Invoices {

		private final JdbcClient jdbc;

		private final Scheduler scheduler;

		private volatile JobId last;

		Invoices(JdbcClient jdbc, Scheduler scheduler) {
			this.jdbc = jdbc;
			this.scheduler = scheduler;
		}

		@Transactional
		public JobId create(String number) {
			this.jdbc.sql("insert into invoice (number) values (?)").param(number).update();
			JobId job = this.scheduler.addJob(Invoices.class, (invoices) -> invoices.send(number));
			this.last = job;
			return job;
		}

		@Transactional
		public void createAndFail(String number) {
			create(number);
			this.scheduler.addSchedule("reminder", JobRequest.task("send").argument("number", number),
					io.jobscheduler.trigger.IntervalTrigger.every(Duration.ofDays(1)));
			throw new IllegalStateException("roll back");
		}

		@Transactional
		public void createAndAddAfterCommit(String number) {
			this.jdbc.sql("insert into invoice (number) values (?)").param(number).update();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					Invoices.this.last = Invoices.this.scheduler
						.addJob(JobRequest.task("send").argument("number", number));
				}

			});
		}

		@Transactional
		public void createAndWait(String number, CountDownLatch added, CountDownLatch release) {
			create(number);
			added.countDown();
			try {
				release.await(60, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Transactional
		public void createAndWaitForItself(String number) throws Exception {
			this.scheduler.callJob(JobRequest.task("send").argument("number", number)).get(20, TimeUnit.SECONDS);
		}

		@Task(id = "send")
		@Transactional
		public void send(String number) {
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
			this.jdbc.sql("update invoice set sent = true where number = ?").param(number).update();
		}

		JobId last() {
			return this.last;
		}

		long sent() {
			return this.jdbc.sql("select count(*) from invoice where sent").query(Long.class).single();
		}

	}

}
