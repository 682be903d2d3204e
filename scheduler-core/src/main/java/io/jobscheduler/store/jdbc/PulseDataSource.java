package io.jobscheduler.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Keeps one connection for the pulse, so that a pool that jobs have emptied does not cost
 * a node its leases.
 */
final class PulseDataSource extends DelegatingDataSource implements AutoCloseable {

	private @Nullable SingleConnectionDataSource kept;

	PulseDataSource(DataSource pool) {
		super(pool);
	}

	@Override
	public synchronized Connection getConnection() throws SQLException {
		if (this.kept == null) {
			this.kept = new SingleConnectionDataSource(super.getConnection(), true);
		}
		return this.kept.getConnection();
	}

	/** Gives the connection back; the next pulse takes another. */
	@Override
	public synchronized void close() {
		if (this.kept != null) {
			this.kept.destroy();
			this.kept = null;
		}
	}

}
