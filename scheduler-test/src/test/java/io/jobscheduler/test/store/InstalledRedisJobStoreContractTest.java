package io.jobscheduler.test.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The Redis store fulfils the contract on the Redis of this machine, which is of a later
 * version than the embedded one.
 */
@Server("the installed Redis")
class InstalledRedisJobStoreContractTest extends JobStoreContract {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.installed();

	@Override
	protected StoreFixture createFixture() {
		return new RedisStoreFixture(REDIS.connections());
	}

}
