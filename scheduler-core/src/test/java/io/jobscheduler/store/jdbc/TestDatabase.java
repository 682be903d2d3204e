package io.jobscheduler.store.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.store.JobStore.NodeRegistration;
import io.jobscheduler.store.NewJob;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Databases and jobs for the tests of the SQL store.
 */
final class TestDatabase {

	private static EmbeddedPostgres postgres;

	private TestDatabase() {
	}

	static HikariDataSource h2(boolean autoCommit) {
		return pool("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", autoCommit);
	}

	/** One server for all tests of the JVM, which ends with it; a database for each. */
	static synchronized HikariDataSource postgres(boolean autoCommit) {
		try {
			if (postgres == null) {
				String url = System.getenv("SCHEDULER_TEST_POSTGRES_URL");
				if (url != null) {
					return pool(url, autoCommit);
				}
				postgres = EmbeddedPostgres.builder().start();
			}
			return pool(postgres.getJdbcUrl("postgres", "postgres"), autoCommit);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static HikariDataSource pool(String url, boolean autoCommit) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(10);
		config.setMinimumIdle(0);
		config.setAutoCommit(autoCommit);
		return new HikariDataSource(config);
	}

	static NewJob job(String task) {
		return job(task, null);
	}

	static NewJob job(String task, String uniqueKey) {
		JobSpec spec = new JobSpec(task, Payload.EMPTY, JobSettings.NONE, uniqueKey, null);
		return new NewJob(JobId.random(Instant.now()), false, spec, Due.NOW, ConflictPolicy.KEEP);
	}

	static NodeRegistration node(String id) {
		return new NodeRegistration(id, "1", "test", "both", List.of(), Duration.ofSeconds(30));
	}

}
