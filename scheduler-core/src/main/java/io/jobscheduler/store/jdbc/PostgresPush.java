package io.jobscheduler.store.jdbc;

import javax.sql.DataSource;

import io.jobscheduler.store.HintChannel;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;

/**
 * Hints by NOTIFY and LISTEN.
 */
final class PostgresPush implements Push {

	private final HintChannel hints;

	private final PostgresListener listener;

	PostgresPush(DataSource dataSource, Session session, Transactions transactions, String channel) {
		this.hints = new HintChannel("jobscheduler-notify", (message) -> transactions
			.step(() -> session.list(new Query("SELECT pg_notify(?, ?)", channel, message), (row, n) -> message)));
		this.listener = new PostgresListener(dataSource, channel, this.hints::received);
	}

	@Override
	public Subscription subscribe(HintListener hintListener) {
		Subscription subscription = this.hints.subscribe(hintListener);
		this.listener.start();
		return subscription;
	}

	@Override
	public void send(Hint hint) {
		this.hints.send(hint);
	}

	@Override
	public void close() {
		this.hints.close();
		this.listener.close();
	}

}
