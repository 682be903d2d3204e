package io.jobscheduler.test.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The RethinkDB store fulfils the contract.
 */
@Server(value = "RethinkDB protocol, emulated", realIf = "SCHEDULER_TEST_RETHINKDB_URI")
class RethinkDbJobStoreContractTest extends JobStoreContract {

	@RegisterExtension
	static final RethinkDbServer RETHINKDB = new RethinkDbServer();

	@Override
	protected StoreFixture createFixture() {
		return new RethinkDbStoreFixture(RETHINKDB.connection());
	}

}
