package io.jobscheduler.test.store;

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

}
