package io.jobscheduler.test.store;

import java.nio.ByteBuffer;
import java.util.UUID;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The SQL store fulfils the contract on MariaDB.
 */
@Server("MariaDB")
class MariaDbJobStoreContractTest extends TransactionalJobStoreContract {

	@RegisterExtension
	static final MariaDbServer MARIADB = new MariaDbServer();

	@Override
	protected TransactionalStoreFixture createFixture() {
		return new JdbcStoreFixture(MARIADB.dataSource()) {

			@Override
			protected Object key(UUID id) {
				return ByteBuffer.allocate(16)
					.putLong(id.getMostSignificantBits())
					.putLong(id.getLeastSignificantBits())
					.array();
			}

		};
	}

}
