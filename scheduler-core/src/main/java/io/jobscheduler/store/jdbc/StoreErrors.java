package io.jobscheduler.store.jdbc;

import java.sql.SQLException;

import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreSchemaException;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.BadSqlGrammarException;

/**
 * Says in the words of the job store what Spring and the driver say.
 */
final class StoreErrors {

	private static final String DATA_EXCEPTION = "22";

	private StoreErrors() {
	}

	static JobStoreException translate(RuntimeException failure) {
		if (failure instanceof JobStoreException translated) {
			return translated;
		}
		String message = rootMessage(failure);
		if (failure instanceof BadSqlGrammarException) {
			return new StoreSchemaException("The database does not have the scheduler's tables as they should be: "
					+ message + ". " + JdbcSchema.NEXT_STEP, failure);
		}
		if (failure instanceof DataIntegrityViolationException || failure instanceof InvalidDataAccessApiUsageException
				|| isDataError(failure)) {
			return new StoreRejectedException("The database refuses what it was given: " + message, failure);
		}
		return new StoreUnavailableException("The database does not answer as it should: " + message
				+ ". It is asked again; check that it runs and can be reached", failure);
	}

	private static boolean isDataError(RuntimeException failure) {
		SQLException sql = find(failure);
		return failure instanceof DataAccessException && sql != null && sql.getSQLState() != null
				&& sql.getSQLState().startsWith(DATA_EXCEPTION);
	}

	private static @Nullable SQLException find(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql) {
				return sql;
			}
		}
		return null;
	}

	private static String rootMessage(Throwable failure) {
		SQLException sql = find(failure);
		String message = (sql != null) ? sql.getMessage() : failure.getMessage();
		return String.valueOf(message).strip();
	}

}
