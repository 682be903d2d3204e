package io.jobscheduler.test.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * Connection pools as applications have them.
 */
final class TestDatabases {

	private TestDatabases() {
	}

	static HikariDataSource pool(String url, boolean autoCommit) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(40);
		config.setMinimumIdle(0);
		config.setAutoCommit(autoCommit);
		return new HikariDataSource(config);
	}

}
