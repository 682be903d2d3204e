package io.jobscheduler.store.jdbc;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Hints by NOTIFY and LISTEN. Hints that come up while one is being sent go out together
 * with the next.
 */
final class PostgresPush implements Push {

	private final PostgresListener listener;

	private final String sender = UUID.randomUUID().toString();

	private final String channel;

	private final Session session;

	private final Transactions transactions;

	private final List<HintListener> listeners = new CopyOnWriteArrayList<>();

	private final Set<Hint> waiting = EnumSet.noneOf(Hint.class);

	private @Nullable Thread sending;

	private boolean closed;

	PostgresPush(DataSource dataSource, Session session, Transactions transactions, String channel) {
		this.session = session;
		this.transactions = transactions;
		this.channel = channel;
		this.listener = new PostgresListener(dataSource, channel, this::received);
	}

	@Override
	public Subscription subscribe(HintListener hintListener) {
		this.listeners.add(hintListener);
		this.listener.start();
		return () -> this.listeners.remove(hintListener);
	}

	private void received(String message) {
		int colon = message.indexOf(':');
		if (colon < 0 || message.substring(0, colon).equals(this.sender)) {
			return;
		}
		for (String name : message.substring(colon + 1).split(",")) {
			for (Hint hint : Hint.values()) {
				if (hint.name().equals(name)) {
					this.listeners.forEach((each) -> each.onHint(hint));
				}
			}
		}
	}

	@Override
	public synchronized void send(Hint hint) {
		if (this.closed) {
			return;
		}
		this.waiting.add(hint);
		if (this.sending == null) {
			this.sending = new Thread(this::sendAll, "jobscheduler-notify");
			this.sending.setDaemon(true);
			this.sending.start();
		}
		notifyAll();
	}

	private void sendAll() {
		try {
			for (Set<Hint> hints = next(); !hints.isEmpty(); hints = next()) {
				send(this.sender + ":" + hints.stream().map(Hint::name).collect(Collectors.joining(",")));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized Set<Hint> next() throws InterruptedException {
		while (this.waiting.isEmpty() && !this.closed) {
			wait();
		}
		Set<Hint> hints = EnumSet.noneOf(Hint.class);
		hints.addAll(this.waiting);
		this.waiting.clear();
		return hints;
	}

	private void send(String message) {
		try {
			this.transactions.step(() -> this.session.list(new Query("SELECT pg_notify(?, ?)", this.channel, message),
					(row, n) -> message));
		}
		catch (RuntimeException ex) {
			PostgresListener.LOG.debug("A hint is lost; other nodes will find out by polling", ex);
		}
	}

	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
			notifyAll();
		}
		this.listener.close();
	}

}
