package io.jobscheduler.test.store;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Transactional runs on PostgreSQL whose process dies.
 */
class PostgresTransactionalRunDeathTest extends TransactionalRunDeathTest {

	@RegisterExtension
	static final PostgresServer POSTGRES = new PostgresServer();

	@Override
	HikariDataSource database() {
		return POSTGRES.dataSource();
	}

}
