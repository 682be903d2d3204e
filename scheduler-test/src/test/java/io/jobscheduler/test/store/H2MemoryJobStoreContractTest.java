package io.jobscheduler.test.store;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The SQL store fulfils the contract on H2 in memory.
 */
@Server("H2, in memory")
class H2MemoryJobStoreContractTest extends TransactionalJobStoreContract {

	private static HikariDataSource dataSource;

	@BeforeAll
	static void openDatabase() {
		dataSource = TestDatabases.pool("jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1", true);
	}

	@AfterAll
	static void closeDatabase() {
		dataSource.close();
	}

	@Override
	protected TransactionalStoreFixture createFixture() {
		return new JdbcStoreFixture(dataSource);
	}

}
