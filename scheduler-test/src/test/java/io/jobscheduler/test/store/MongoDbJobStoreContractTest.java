package io.jobscheduler.test.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The MongoDB store fulfils the contract on a stand-alone server.
 */
@Server(value = "MongoDB protocol, stand-alone", realIf = "SCHEDULER_TEST_MONGODB_URI")
class MongoDbJobStoreContractTest extends JobStoreContract {

	@RegisterExtension
	static final MongoDbServer MONGODB = new MongoDbServer(MongoDbServer.Kind.STAND_ALONE);

	@Override
	protected StoreFixture createFixture() {
		return new MongoStoreFixture(MONGODB.client());
	}

}
