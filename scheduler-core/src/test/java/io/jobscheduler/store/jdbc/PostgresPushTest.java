package io.jobscheduler.store.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.store.JobStore.Hint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class PostgresPushTest {

	private final HikariDataSource dataSource = TestDatabase.postgres(false);

	private final JdbcTransactionManager transactions = new JdbcTransactionManager(this.dataSource);

	private final List<Hint> heard = new CopyOnWriteArrayList<>();

	private final List<Hint> heardBySender = new CopyOnWriteArrayList<>();

	private JdbcJobStore sender;

	private JdbcJobStore receiver;

	@BeforeEach
	void openStores() {
		JdbcSchema.initialize(this.dataSource, "PUSH_");
		this.sender = store();
		this.receiver = store();
		this.sender.subscribe(this.heardBySender::add);
		this.receiver.subscribe(this.heard::add);
	}

	private JdbcJobStore store() {
		return JdbcJobStore.builder(this.dataSource).transactionManager(this.transactions).tablePrefix("PUSH_").build();
	}

	@AfterEach
	void closeAll() {
		this.sender.close();
		this.receiver.close();
		this.dataSource.close();
	}

	@Test
	void aHintReachesOtherNodesAndNotItsSender() {
		this.sender.sendHint(Hint.JOBS);
		await().until(() -> this.heard.contains(Hint.JOBS));
		assertThat(this.heardBySender).isEmpty();
		assertThat(this.sender.describe().pushes()).isTrue();
	}

	@Test
	void aHintThatIsSentAfterTheCommitComesWithTheJobs() {
		new TransactionTemplate(this.transactions).executeWithoutResult((status) -> {
			this.sender.addJobs(List.of(TestDatabase.job("task")));
			this.sender.afterCommit(() -> this.sender.sendHint(Hint.JOBS));
			assertThat(this.heard).isEmpty();
		});
		await().until(() -> this.heard.contains(Hint.JOBS));
	}

	@Test
	void listeningGoesOnAfterTheConnectionWasLost() {
		JdbcTemplate admin = new JdbcTemplate(this.dataSource);
		await().until(() -> admin.queryForObject(
				"SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN push_hints%'",
				Integer.class) > 0);
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			this.sender.sendHint(Hint.RESULTS);
			return this.heard.contains(Hint.RESULTS);
		});
	}

	@Test
	void closingEndsThreadsAndGivesConnectionsBack() {
		this.sender.close();
		this.receiver.close();
		await().until(() -> this.dataSource.getHikariPoolMXBean().getActiveConnections() == 0);
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().startsWith("jobscheduler-")));
	}

}
