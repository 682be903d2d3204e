package io.jobscheduler.test.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The SQL store fulfils the contract on PostgreSQL.
 */
@Server("PostgreSQL")
class PostgresJobStoreContractTest extends TransactionalJobStoreContract {

	@RegisterExtension
	static final PostgresServer POSTGRES = new PostgresServer();

	@Override
	protected TransactionalStoreFixture createFixture() {
		return new JdbcStoreFixture(POSTGRES.dataSource());
	}

}
