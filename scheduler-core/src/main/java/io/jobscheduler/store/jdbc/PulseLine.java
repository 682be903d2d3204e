package io.jobscheduler.store.jdbc;

import javax.sql.DataSource;

import io.jobscheduler.store.JobStoreException;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Runs the pulse on a connection that is kept for it, if the pool has room.
 */
final class PulseLine implements AutoCloseable {

	private final @Nullable PulseDataSource own;

	private final Transactions transactions;

	private final PulseStep step;

	PulseLine(@Nullable DataSource pool, Session session, Transactions transactions, Steps steps) {
		if (pool != null) {
			this.own = new PulseDataSource(pool);
			this.transactions = new Transactions(this.own, new JdbcTransactionManager(this.own),
					new CallerTransaction(this.own));
			this.step = steps.pulse(session.on(new JdbcTemplate(this.own)));
		}
		else {
			this.own = null;
			this.transactions = transactions;
			this.step = steps.pulse(session);
		}
	}

	/** One at a time: there is one connection. */
	synchronized PulseReply pulse(PulseRequest request) {
		try {
			return this.transactions.step(() -> this.step.pulse(request));
		}
		catch (JobStoreException ex) {
			close();
			throw ex;
		}
	}

	@Override
	public synchronized void close() {
		if (this.own != null) {
			this.own.close();
		}
	}

}
