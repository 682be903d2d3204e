package io.jobscheduler.test.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The Redis store fulfils the contract.
 */
@Server("Redis")
class RedisJobStoreContractTest extends JobStoreContract {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.any();

	@Override
	protected StoreFixture createFixture() {
		return new RedisStoreFixture(REDIS.connections());
	}

}
