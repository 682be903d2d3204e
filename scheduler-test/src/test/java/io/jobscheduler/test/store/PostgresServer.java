package io.jobscheduler.test.store;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A PostgreSQL for all tests of a run: the one at {@code SCHEDULER_TEST_POSTGRES_URL}, or
 * else an embedded one.
 */
final class PostgresServer implements BeforeAllCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(PostgresServer.class);

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

	private record Running(HikariDataSource pool, EmbeddedPostgres embedded) implements AutoCloseable {

		static Running start() {
			String url = System.getenv("SCHEDULER_TEST_POSTGRES_URL");
			if (url != null) {
				return new Running(TestDatabases.pool(url, true), null);
			}
			try {
				EmbeddedPostgres embedded = EmbeddedPostgres.builder().start();
				return new Running(TestDatabases.pool(embedded.getJdbcUrl("postgres", "postgres"), true), embedded);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void close() throws IOException {
			this.pool.close();
			if (this.embedded != null) {
				this.embedded.close();
			}
		}

	}

}
