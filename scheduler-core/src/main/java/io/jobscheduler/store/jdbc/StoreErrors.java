package io.jobscheduler.store.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreSchemaException;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Says in the words of the job store what Spring and the driver say. All that may be
 * better later, a full database among it, is "unavailable"; "rejected" is only what the
 * database will never take.
 */
final class StoreErrors {

	private static final String DATA_EXCEPTION = "22";

	private static final String CONNECTION_EXCEPTION = "08";

	private static final String READ_ONLY_TRANSACTION = "25006";

	private static final String DISK_FULL = "53100";

	/** MariaDB: an option of the server prevents the statement, whichever one. */
	private static final int OPTION_PREVENTS = 1290;

	/** MariaDB: the disk, a table, a file or a table is full. */
	private static final Set<Integer> FULL = Set.of(1021, 1026, 1114);

	private static final String NO_SPACE_FOR_ENGINE = "Got error 28 ";

	/** What a pool says of a connection that it has given up, without any state. */
	private static final String CLOSED = "Connection is closed";

	private StoreErrors() {
	}

	static JobStoreException translate(RuntimeException failure) {
		if (failure instanceof JobStoreException translated) {
			return translated;
		}
		Throwable first = beforeRollback(failure);
		String message = rootMessage(first);
		// some drivers give data errors the type of errors in the grammar
		if (first instanceof DataIntegrityViolationException || first instanceof InvalidDataAccessApiUsageException
				|| isDataError(first)) {
			return new StoreRejectedException("The database refuses what it was given: " + message, failure);
		}
		if (first instanceof BadSqlGrammarException) {
			return new StoreSchemaException("The database does not have the scheduler's tables as they should be: "
					+ message + ". " + JdbcSchema.NEXT_STEP, failure);
		}
		Trouble trouble = Trouble.of(first, find(first));
		return new StoreUnavailableException(
				"The database " + trouble.problem + ": " + message + ". It is asked again; " + trouble.remedy, failure);
	}

	/** A rollback that fails too only says again that the connection is of no use. */
	private static Throwable beforeRollback(RuntimeException failure) {
		Throwable original = (failure instanceof TransactionSystemException system) ? system.getApplicationException()
				: null;
		return (original != null) ? original : failure;
	}

	private static boolean isDataError(Throwable failure) {
		return failure instanceof DataAccessException && hasState(find(failure), DATA_EXCEPTION);
	}

	private static boolean hasState(@Nullable SQLException failure, String start) {
		return failure != null && failure.getSQLState() != null && failure.getSQLState().startsWith(start);
	}

	/** Whether the database, or its driver, has said something. */
	static boolean isOfDatabase(Throwable failure) {
		return find(failure) != null;
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

	/** Why the database is of no use at the moment, and what to look at. */
	private enum Trouble {

		NO_FREE_CONNECTION("is not asked, as no connection is free",
				"check that it answers in time, give the pool more connections, or hold them for a shorter time"),

		UNREACHABLE("cannot be reached", "check that it runs and can be reached"),

		READ_ONLY("may only be read", "check that the connection leads to the primary, and may write there"),

		NO_ROOM("has no room left", "make room on the server's disk"),

		OTHER("does not answer as it should", "check that it runs and can be reached");

		private final String problem;

		private final String remedy;

		Trouble(String problem, String remedy) {
			this.problem = problem;
			this.remedy = remedy;
		}

		static Trouble of(Throwable failure, @Nullable SQLException said) {
			if (said == null) {
				return OTHER;
			}
			if (isOfPool(said)) {
				return NO_FREE_CONNECTION;
			}
			String message = String.valueOf(said.getMessage());
			if (hasState(said, READ_ONLY_TRANSACTION)
					|| (said.getErrorCode() == OPTION_PREVENTS && message.contains("read-only"))) {
				return READ_ONLY;
			}
			if (hasState(said, DISK_FULL) || FULL.contains(said.getErrorCode())
					|| message.contains(NO_SPACE_FOR_ENGINE)) {
				return NO_ROOM;
			}
			boolean unconnected = message.equals(CLOSED) || failure instanceof DataAccessResourceFailureException
					|| failure instanceof CannotCreateTransactionException;
			return (unconnected || hasState(said, CONNECTION_EXCEPTION)) ? UNREACHABLE : OTHER;
		}

		/** A pool that could not connect gives the reason as the cause. */
		private static boolean isOfPool(SQLException said) {
			return said instanceof SQLTransientConnectionException && said.getSQLState() == null
					&& said.getCause() == null;
		}

	}

}
