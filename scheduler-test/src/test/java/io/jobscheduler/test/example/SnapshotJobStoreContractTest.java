package io.jobscheduler.test.example;

import io.jobscheduler.test.store.JobStoreContract;
import io.jobscheduler.test.store.StoreFixture;

/**
 * The worked example fulfils the contract.
 */
class SnapshotJobStoreContractTest extends JobStoreContract {

	@Override
	protected StoreFixture createFixture() {
		return new SnapshotFixture();
	}

}
