package io.jobscheduler.boot.diagnostics;

import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreSchemaException;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a job store that does not answer, or whose schema does not fit.
 */
final class JobStoreFailureAnalyzer extends AbstractFailureAnalyzer<JobStoreException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, JobStoreException cause) {
		if (cause instanceof StoreSchemaException) {
			return new FailureAnalysis("The schema of the job store does not fit: " + cause.getMessage(),
					"In a database, run the schema script for it (in io/jobscheduler/store/jdbc of scheduler-core), by "
							+ "Flyway or Liquibase if you use them; or let the scheduler do it with "
							+ "jobscheduler.store.jdbc.initialize-schema=always. Elsewhere, do what the message says, or "
							+ "give the store a prefix of its own.",
					cause);
		}
		if (cause instanceof StoreUnavailableException) {
			return new FailureAnalysis("The job store does not answer: " + cause.getMessage(),
					"Start the server, or correct its address and credentials (spring.datasource.*, spring.mongodb.*, "
							+ "spring.data.redis.*, jobscheduler.store.zookeeper.* or jobscheduler.store.rethinkdb.*). "
							+ "To let the start wait for the server, set jobscheduler.startup-timeout.",
					cause);
		}
		return null;
	}

}
