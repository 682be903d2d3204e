package io.jobscheduler.test.store;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Transactional runs on H2 whose connection breaks.
 */
class H2TransactionalRunDeathTest extends TransactionalRunDeathTest {

	private static HikariDataSource dataSource;

	@BeforeAll
	static void openDatabase() {
		dataSource = TestDatabases.pool("jdbc:h2:mem:death;DB_CLOSE_DELAY=-1", true);
	}

	@AfterAll
	static void closeDatabase() {
		dataSource.close();
	}

	@Override
	HikariDataSource database() {
		return dataSource;
	}

}
