package io.jobscheduler.test.store;

/**
 * The contract of a {@link io.jobscheduler.store.JobStore} that takes part in the
 * caller's transaction: all of {@link JobStoreContract}, and that nothing is there for
 * others before the commit, or at all after a rollback, and that an open transaction
 * makes no engine wait. If the store supports transactional runs, that a run's data and
 * its outcome are there together or not at all.
 */
public abstract class TransactionalJobStoreContract extends JobStoreContract
		implements TransactionContract, OpenTransactionContract, TransactionalRunContract {

	/** For subclasses. */
	protected TransactionalJobStoreContract() {
	}

	@Override
	protected abstract TransactionalStoreFixture createFixture() throws Exception;

	@Override
	public final TransactionalStoreFixture fixture() {
		return (TransactionalStoreFixture) super.fixture();
	}

}
