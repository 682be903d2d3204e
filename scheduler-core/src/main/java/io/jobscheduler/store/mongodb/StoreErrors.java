package io.jobscheduler.store.mongodb;

import java.util.Set;
import java.util.function.Supplier;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.bulk.WriteConcernError;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import org.bson.BSONException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Says in the words of the job store what Spring and the driver say.
 */
final class StoreErrors {

	private static final int DUPLICATE_KEY = 11000;

	/** Document validation failure, document or index key too long. */
	private static final Set<Integer> REJECTED = Set.of(121, 10334, 17280, 17419, 17420, DUPLICATE_KEY);

	/** No primary, or no more: it steps down, shuts down or is being found. */
	private static final Set<Integer> NO_PRIMARY = Set.of(91, 189, 10058, 10107, 11600, 11602, 13435, 13436);

	private static final Set<Integer> FULL = Set.of(12501, 14031);

	/** Not let in, or not allowed to do this. */
	private static final Set<Integer> NOT_ALLOWED = Set.of(13, 18, 8000);

	private static final int WRITE_CONCERN_TIMEOUT = 64;

	private StoreErrors() {
	}

	static <T> T translating(Supplier<T> work) {
		try {
			return work.get();
		}
		catch (MongoException | BSONException | DataAccessException | TransactionException ex) {
			throw translate(ex);
		}
	}

	static JobStoreException translate(RuntimeException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BSONException || (cause instanceof MongoException mongo && isRejection(mongo))) {
				return new StoreRejectedException("MongoDB refuses what it was given: " + cause.getMessage(), failure);
			}
		}
		MongoException root = root(failure);
		return new StoreUnavailableException("MongoDB " + problem(root) + ": "
				+ ((root != null) ? root.getMessage() : failure.getMessage()) + ". It is asked again; " + remedy(root),
				failure);
	}

	private static String problem(@Nullable MongoException failure) {
		if (failure instanceof MongoTimeoutException || failure instanceof MongoSocketException) {
			return "cannot be reached";
		}
		if (isNoPrimary(failure)) {
			return "has no primary at the moment";
		}
		if (has(failure, FULL)) {
			return "has no room left";
		}
		if (isNotAllowed(failure)) {
			return "does not let the scheduler do this";
		}
		return "does not answer as it should";
	}

	private static String remedy(@Nullable MongoException failure) {
		if (isNoPrimary(failure)) {
			return "check the state of the replica set if this goes on";
		}
		if (has(failure, FULL)) {
			return "make room on the server's disk";
		}
		if (isNotAllowed(failure)) {
			return "check user and password, and that the user has readWrite on the database";
		}
		if (has(failure, Set.of(WRITE_CONCERN_TIMEOUT))) {
			return "check that a majority of the servers runs";
		}
		return "check that it runs and can be reached";
	}

	private static boolean isNoPrimary(@Nullable MongoException failure) {
		return failure instanceof MongoNotPrimaryException || failure instanceof MongoNodeIsRecoveringException
				|| has(failure, NO_PRIMARY);
	}

	private static boolean isNotAllowed(@Nullable MongoException failure) {
		return failure instanceof MongoSecurityException || has(failure, NOT_ALLOWED);
	}

	private static boolean has(@Nullable MongoException failure, Set<Integer> codes) {
		if (failure instanceof MongoBulkWriteException bulk) {
			WriteConcernError concern = bulk.getWriteConcernError();
			return bulk.getWriteErrors().stream().anyMatch((error) -> codes.contains(error.getCode()))
					|| (concern != null && codes.contains(concern.getCode()));
		}
		return failure != null && codes.contains(failure.getCode());
	}

	private static boolean isRejection(MongoException failure) {
		if (isTransient(failure)) {
			return false;
		}
		return has(failure, REJECTED);
	}

	/**
	 * Whether another transaction came first: the server has answered so. Failures of the
	 * network, and servers that are no primary any more, have the same label.
	 */
	static boolean isConflict(MongoException failure) {
		return isTransient(failure) && failure instanceof MongoServerException && !isNoPrimary(failure);
	}

	/** Whether the transaction is over, for whatever reason, and may be tried again. */
	static boolean isTransient(MongoException failure) {
		return failure.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
	}

	/** Whether all that went wrong is that something is there already. */
	static boolean isOnlyDuplicates(MongoBulkWriteException failure) {
		return failure.getWriteConcernError() == null
				&& failure.getWriteErrors().stream().allMatch((error) -> error.getCode() == DUPLICATE_KEY);
	}

	/** What the driver said; {@code null} if it was Spring. */
	private static @Nullable MongoException root(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof MongoException mongo) {
				return mongo;
			}
		}
		return null;
	}

}
