package io.jobscheduler.store.mongodb;

import java.util.Set;
import java.util.function.Supplier;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import org.bson.BSONException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Says in the words of the job store what Spring and the driver say.
 */
final class StoreErrors {

	static final int DUPLICATE_KEY = 11000;

	/** Document validation failure, document or index key too long. */
	private static final Set<Integer> REJECTED = Set.of(121, 10334, 17280, 17419, 17420, DUPLICATE_KEY);

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
		return new StoreUnavailableException("MongoDB does not answer as it should: " + rootMessage(failure)
				+ ". It is asked again; check that it runs and can be reached", failure);
	}

	private static boolean isRejection(MongoException failure) {
		if (isTransient(failure)) {
			return false;
		}
		if (failure instanceof MongoBulkWriteException bulk) {
			return bulk.getWriteErrors().stream().anyMatch((error) -> REJECTED.contains(error.getCode()));
		}
		return REJECTED.contains(failure.getCode());
	}

	/** Whether another transaction came first. */
	static boolean isTransient(MongoException failure) {
		return failure.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
	}

	/** Whether all that went wrong is that something is there already. */
	static boolean isOnlyDuplicates(MongoBulkWriteException failure) {
		return failure.getWriteConcernError() == null
				&& failure.getWriteErrors().stream().allMatch((error) -> error.getCode() == DUPLICATE_KEY);
	}

	static boolean isUnknownCommand(MongoCommandException failure) {
		return failure.getErrorCode() == 59;
	}

	private static String rootMessage(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && !(root instanceof MongoException)) {
			root = root.getCause();
		}
		return String.valueOf(root.getMessage());
	}

}
