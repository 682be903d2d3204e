package io.jobscheduler.test.store;

import java.util.List;

/**
 * The fixture of a store that takes part in the caller's transaction.
 */
public interface TransactionalStoreFixture extends StoreFixture {

	/**
	 * Runs an action in a transaction of the calling thread, which every store opened
	 * before takes part in, and commits it.
	 * @param action what to do; if it throws, the transaction is rolled back and the
	 * exception is thrown on
	 */
	void inTransaction(Runnable action);

	/**
	 * Writes a row of the application's own, in the transaction of the calling thread.
	 * Asked only of stores that support transactional runs, as the methods below.
	 * @param key what the row holds, written at most once
	 */
	default void writeRow(String key) {
		throw new UnsupportedOperationException("The fixture has no data of the application's");
	}

	/**
	 * Reads the rows that {@link #writeRow} has written.
	 * @return what they hold, in no order
	 */
	default List<String> rows() {
		throw new UnsupportedOperationException("The fixture has no data of the application's");
	}

	/**
	 * Has an action run when everything is written and the commit of the calling thread's
	 * transaction is next.
	 * @param action what to do, on the same thread
	 */
	default void beforeCommit(Runnable action) {
		throw new UnsupportedOperationException("The fixture cannot tell when a commit is next");
	}

}
