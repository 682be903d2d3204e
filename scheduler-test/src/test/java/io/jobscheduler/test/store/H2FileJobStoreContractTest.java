package io.jobscheduler.test.store;

import java.nio.file.Path;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The SQL store fulfils the contract on an H2 file, by a pool whose connections do not
 * commit by themselves.
 */
@Server("H2, a file")
class H2FileJobStoreContractTest extends TransactionalJobStoreContract {

	@TempDir
	static Path directory;

	private static HikariDataSource dataSource;

	@BeforeAll
	static void openDatabase() {
		dataSource = TestDatabases.pool("jdbc:h2:file:" + directory.resolve("contract"), false);
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
