package io.jobscheduler.store.mongodb;

import com.mongodb.client.MongoDatabase;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoDatabaseUtils;
import org.springframework.data.mongodb.SessionSynchronization;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transaction of the calling thread on the store's database.
 */
final class CallerTransaction {

	private final MongoDatabaseFactory factory;

	private final boolean supported;

	/**
	 * Creates one.
	 * @param factory the database, by which a transaction is known
	 * @param supported whether the server has transactions
	 */
	CallerTransaction(MongoDatabaseFactory factory, boolean supported) {
		this.factory = factory;
		this.supported = supported;
	}

	/**
	 * Whether what is written now commits or rolls back with the caller's data: not any
	 * more while callbacks run after a commit.
	 */
	boolean isActive() {
		return this.supported && TransactionSynchronizationManager.isSynchronizationActive()
				&& MongoDatabaseUtils.isTransactionActive(this.factory);
	}

	/** The database on the session of the caller's transaction. */
	MongoDatabase database() {
		return MongoDatabaseUtils.getDatabase(this.factory, SessionSynchronization.ON_ACTUAL_TRANSACTION);
	}

	void afterCommit(Runnable action) {
		if (!isActive()) {
			action.run();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				action.run();
			}

		});
	}

}
