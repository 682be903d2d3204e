package io.jobscheduler.store.rethinkdb;

import java.util.function.Supplier;
import java.util.regex.Pattern;

import com.rethinkdb.gen.exc.ReqlClientError;
import com.rethinkdb.gen.exc.ReqlError;
import com.rethinkdb.gen.exc.ReqlOpIndeterminateError;
import com.rethinkdb.gen.exc.ReqlPermissionError;
import com.rethinkdb.gen.exc.ReqlQueryLogicError;
import com.rethinkdb.gen.exc.ReqlResourceLimitError;
import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;

/**
 * Says in the words of the job store what the driver and the server say. All that may be
 * better later is "unavailable"; "rejected" is only what the server will never take.
 */
final class StoreErrors {

	/** Said of single documents too, among what was counted as errors. */
	private static final Pattern UNAVAILABLE = Pattern.compile(
			"primary replica|lost contact|not available|no longer available|could not be performed|Cannot perform (write|read)");

	private StoreErrors() {
	}

	static <T> T translating(Supplier<T> work) {
		try {
			return work.get();
		}
		catch (ReqlError ex) {
			throw translate(ex);
		}
	}

	static JobStoreException translate(ReqlError failure) {
		String said = String.valueOf(failure.getMessage());
		if (failure instanceof ReqlPermissionError) {
			return new StoreUnavailableException("RethinkDB refuses the user: " + said
					+ ". Grant what docs/store-rethinkdb.md lists; it is asked again", failure);
		}
		if (failure instanceof ReqlOpIndeterminateError) {
			return new StoreUnavailableException(
					"RethinkDB cannot tell whether it has written: " + said + ". It is asked again", failure);
		}
		boolean refused = failure instanceof ReqlQueryLogicError || failure instanceof ReqlResourceLimitError
				|| failure instanceof ReqlClientError;
		if (refused && !UNAVAILABLE.matcher(said).find()) {
			return new StoreRejectedException("RethinkDB refuses what it was given: " + said, failure);
		}
		return new StoreUnavailableException("RethinkDB does not answer as it should: " + said
				+ ". It is asked again; check that it runs and can be reached", failure);
	}

	/**
	 * What was counted as errors in a write of several documents, of which others may be
	 * written.
	 */
	static JobStoreException ofDocuments(long errors, String first) {
		if (UNAVAILABLE.matcher(first).find()) {
			return new StoreUnavailableException("RethinkDB could not write " + errors
					+ " documents of a batch, the first: " + first + ". It is asked again", null);
		}
		return new StoreRejectedException("RethinkDB refuses " + errors + " documents of a batch, the first: " + first,
				null);
	}

}
