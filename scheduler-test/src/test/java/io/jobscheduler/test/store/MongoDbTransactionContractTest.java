package io.jobscheduler.test.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The MongoDB store fulfils the contract where there are transactions.
 */
@Server(value = "MongoDB protocol, transactions emulated", realIf = "SCHEDULER_TEST_MONGODB_URI")
class MongoDbTransactionContractTest extends TransactionalJobStoreContract {

	@RegisterExtension
	static final MongoDbServer MONGODB = new MongoDbServer(MongoDbServer.Kind.REPLICA_SET);

	@Override
	protected TransactionalStoreFixture createFixture() {
		return new MongoStoreFixture(MONGODB.client());
	}

}
