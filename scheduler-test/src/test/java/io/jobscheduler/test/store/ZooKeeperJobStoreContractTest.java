package io.jobscheduler.test.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The ZooKeeper store fulfils the contract.
 */
@Server("ZooKeeper")
class ZooKeeperJobStoreContractTest extends JobStoreContract {

	@RegisterExtension
	static final ZooKeeperServer ZOOKEEPER = new ZooKeeperServer();

	@Override
	protected StoreFixture createFixture() {
		return new ZooKeeperStoreFixture(ZOOKEEPER.client());
	}

}
