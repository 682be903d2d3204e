package io.jobscheduler.boot.database;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.boot.database.entity.Customer;
import io.jobscheduler.boot.database.entity.Customers;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.Ending;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.JobState;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.jpa.JpaJobStore;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a transactional run saves as entities is committed with the end of its job.
 */
class JpaTransactionalRunTests {

	private static final String TASK = "by hand";

	private static final Duration LONG = Duration.ofHours(1);

	private JobStore store;

	private Customers customers;

	private TransactionTemplate transaction;

	private void withStore(Consumer<Claim> test) {
		ApplicationContextRunner runner = SchedulerContext.auto()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, HibernateJpaAutoConfiguration.class,
					DataJpaRepositoriesAutoConfiguration.class))
			.withUserConfiguration(OwnJpa.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:run" + System.nanoTime() + ";DB_CLOSE_DELAY=-1",
					"spring.jpa.hibernate.ddl-auto=create-drop");
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			PlatformTransactionManager manager = context.getBean(PlatformTransactionManager.class);
			this.customers = context.getBean(Customers.class);
			this.transaction = new TransactionTemplate(manager);
			this.store = JpaJobStore.builder(context.getBean(EntityManagerFactory.class), manager).build();
			JobSpec spec = new JobSpec(TASK, Payload.EMPTY, JobSettings.NONE, null, null);
			this.store
				.addJobs(List.of(new NewJob(JobId.random(Instant.now()), false, spec, Due.NOW, ConflictPolicy.KEEP)));
			test.accept(this.store
				.claim(new ClaimRequest("test", LONG, List.of(new ClaimRequest.Lane("test", 1, Map.of(TASK, 1)))))
				.claims()
				.get("test")
				.get(0));
			this.store.close();
		});
	}

	private CompletionStatus run(Claim claim, Runnable code) {
		return this.store.completeInTransaction(claim, () -> {
			code.run();
			return new Completion.End(Ending.succeeded(null), null, claim.leaseUntil(), LONG);
		});
	}

	@Test
	void entitiesAndOutcomeAreCommittedTogether() {
		withStore((claim) -> {
			assertThat(run(claim, () -> this.customers.save(new Customer("Ann")))).isEqualTo(CompletionStatus.APPLIED);
			assertThat(this.customers.findByName("Ann")).isNotNull();
			assertThat(this.store.result(claim.job().id())).isPresent();
		});
	}

	@Test
	void entitiesOfAStaleRunAreNotSaved() {
		withStore((claim) -> {
			Claim stale = new Claim(claim.job(), claim.token() - 1, claim.leaseUntil());
			assertThat(run(stale, () -> this.customers.save(new Customer("Ann")))).isEqualTo(CompletionStatus.STALE);
			assertThat(this.customers.findByName("Ann")).isNull();
			assertThat(this.store.job(claim.job().id()).orElseThrow().state()).isEqualTo(JobState.RUNNING);
		});
	}

	@Test
	void runWhoseTransactionWasMarkedFails() {
		withStore((claim) -> {
			assertThatExceptionOfType(UnexpectedRollbackException.class).isThrownBy(() -> run(claim, () -> {
				this.customers.save(new Customer("Ann"));
				this.transaction.executeWithoutResult((status) -> status.setRollbackOnly());
			}));
			assertThat(this.customers.findByName("Ann")).isNull();
			assertThat(this.store.result(claim.job().id())).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Customer.class)
	@EnableJpaRepositories(basePackageClasses = Customers.class)
	@EnableTransactionManagement
	static class OwnJpa {

	}

}
