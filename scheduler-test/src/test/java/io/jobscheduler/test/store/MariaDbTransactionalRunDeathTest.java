package io.jobscheduler.test.store;

import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.job.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.UnexpectedRollbackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Transactional runs on MariaDB whose process dies.
 */
class MariaDbTransactionalRunDeathTest extends TransactionalRunDeathTest {

	@RegisterExtension
	static final MariaDbServer MARIADB = new MariaDbServer();

	@Override
	HikariDataSource database() {
		return MARIADB.dataSource();
	}

	/** As in a deadlock, which the task has caught. */
	@Test
	void runThatGoesOnAfterItsTransactionWasRolledBackFails() {
		JdbcTemplate sql = new JdbcTemplate(database());
		TestNode node = node("a");
		add(TestJob.job());
		Claim claim = node.claimOne();
		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> node.store().completeInTransaction(claim, () -> {
				fixture().writeRow("before");
				sql.execute("ROLLBACK");
				fixture().writeRow("after");
				return Verdicts.succeeded(now());
			}));
		assertThat(fixture().rows()).isEmpty();
		assertThat(node.pulse(claim).lost()).isEmpty();
	}

}
