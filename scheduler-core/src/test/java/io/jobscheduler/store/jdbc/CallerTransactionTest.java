package io.jobscheduler.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.JobQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@ParameterizedClass
@MethodSource("databases")
class CallerTransactionTest {

	private final HikariDataSource dataSource;

	private JdbcJobStore store;

	private TransactionTemplate transaction;

	CallerTransactionTest(HikariDataSource dataSource) {
		this.dataSource = dataSource;
	}

	static Stream<HikariDataSource> databases() {
		return Stream.of(TestDatabase.h2(true), TestDatabase.h2(false), TestDatabase.postgres(true),
				TestDatabase.postgres(false));
	}

	@BeforeEach
	void openStore() {
		JdbcTransactionManager manager = new JdbcTransactionManager(this.dataSource);
		JdbcSchema.initialize(this.dataSource, "CALLER_");
		this.transaction = new TransactionTemplate(manager);
		this.store = JdbcJobStore.builder(this.dataSource).transactionManager(manager).tablePrefix("CALLER_").build();
		this.store.findJobs(JobQuery.all(1000))
			.items()
			.forEach((job) -> this.store.requestCancel(new CancelRequest(List.of(job.id()), Duration.ZERO)));
	}

	@AfterEach
	void closeStore() {
		this.store.close();
	}

	private void add() {
		this.store.addJobs(List.of(TestDatabase.job("task"), TestDatabase.job("task", "key")));
	}

	private int jobs() {
		return this.store.findJobs(JobQuery.all(10)).items().size();
	}

	private void duringTransaction(TransactionSynchronization callback) {
		this.transaction
			.executeWithoutResult((status) -> TransactionSynchronizationManager.registerSynchronization(callback));
	}

	@Test
	void whatIsAddedAfterACommitIsKept() {
		duringTransaction(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				assertThat(CallerTransactionTest.this.store.inCallersTransaction()).isFalse();
				add();
			}

		});
		assertThat(jobs()).isEqualTo(2);
	}

	@Test
	void whatIsAddedAfterCompletionIsKeptEachTime() {
		for (int i = 0; i < 2; i++) {
			this.transaction.executeWithoutResult((status) -> {
				for (int j = 0; j < 2; j++) {
					TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

						@Override
						public void afterCompletion(int outcome) {
							CallerTransactionTest.this.store.addJobs(List.of(TestDatabase.job("task")));
						}

					});
				}
			});
		}
		assertThat(jobs()).isEqualTo(4);
	}

	@Test
	void whatIsAddedBeforeTheCommitBelongsToTheTransaction() {
		assertThatIllegalStateException().isThrownBy(() -> duringTransaction(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				assertThat(CallerTransactionTest.this.store.inCallersTransaction()).isTrue();
				add();
				throw new IllegalStateException("rolled back");
			}

		}));
		assertThat(jobs()).isZero();
	}

	@Test
	void aNewTransactionInACallbackIsATransactionOfItsOwn() {
		TransactionTemplate inner = new TransactionTemplate(this.transaction.getTransactionManager());
		inner.setPropagationBehaviorName("PROPAGATION_REQUIRES_NEW");
		duringTransaction(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				inner.executeWithoutResult((status) -> {
					assertThat(CallerTransactionTest.this.store.inCallersTransaction()).isTrue();
					add();
					status.setRollbackOnly();
				});
				assertThat(CallerTransactionTest.this.store.inCallersTransaction()).isFalse();
			}

		});
		assertThat(jobs()).isZero();
	}

	@Test
	void anActionRunsOnceTheTransactionHasCommittedAndNeverAfterARollback() {
		List<String> ran = new ArrayList<>();
		this.transaction.executeWithoutResult((status) -> {
			this.store.afterCommit(() -> ran.add("committed"));
			assertThat(ran).isEmpty();
		});
		this.transaction.executeWithoutResult((status) -> {
			this.store.afterCommit(() -> ran.add("rolled back"));
			status.setRollbackOnly();
		});
		assertThat(ran).containsExactly("committed");
	}

	@Test
	void aStepInsideATransactionIsCommittedApart() {
		this.transaction.executeWithoutResult((status) -> {
			this.store.open(TestDatabase.node("inside"));
			status.setRollbackOnly();
		});
		assertThat(this.store.nodes()).extracting((node) -> node.registration().node()).contains("inside");
		this.store.leave("inside", "1");
	}

	@Test
	void aTakenUniqueKeyDoesNotSpoilTheTransaction() {
		add();
		this.transaction.executeWithoutResult((status) -> {
			add();
			add();
		});
		assertThat(jobs()).isEqualTo(4);
	}

}
