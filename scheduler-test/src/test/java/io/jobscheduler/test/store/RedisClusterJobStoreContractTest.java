package io.jobscheduler.test.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The Redis store fulfils the contract on a Redis Cluster of three servers.
 */
@Server("Redis Cluster of three servers")
class RedisClusterJobStoreContractTest extends JobStoreContract {

	@RegisterExtension
	static final RedisClusterServers CLUSTER = new RedisClusterServers();

	@Override
	protected StoreFixture createFixture() {
		return new RedisStoreFixture(CLUSTER.connections());
	}

}
