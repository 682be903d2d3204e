package io.jobscheduler.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears notifications on a connection of its own. When that breaks, it makes another. It
 * sends itself one first: a pooler between here and the server loses them silently.
 */
final class PostgresListener implements AutoCloseable {

	static final Logger LOG = LoggerFactory.getLogger(PostgresListener.class);

	private static final String TEST = "test-";

	private static final int WAIT_MILLIS = 500;

	private static final Duration TEST_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

	private final DataSource dataSource;

	private final String channel;

	private final Consumer<String> receiver;

	private final CountDownLatch closed = new CountDownLatch(1);

	private final CountDownLatch listening = new CountDownLatch(1);

	private @Nullable Thread thread;

	PostgresListener(DataSource dataSource, String channel, Consumer<String> receiver) {
		this.dataSource = dataSource;
		this.channel = channel;
		this.receiver = receiver;
	}

	/** Starts once; returns when notifications arrive, or soon after if they do not. */
	void start() {
		synchronized (this) {
			if (this.thread != null || isClosed()) {
				return;
			}
			this.thread = new Thread(this::run, "jobscheduler-listen");
			this.thread.setDaemon(true);
			this.thread.start();
		}
		try {
			this.listening.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	private void run() {
		Duration backoff = Duration.ofMillis(100);
		while (!isClosed()) {
			try (Connection connection = this.dataSource.getConnection()) {
				if (!listen(connection)) {
					return;
				}
			}
			catch (SQLException | RuntimeException ex) {
				LOG.debug("Notifications are interrupted; polling goes on", ex);
			}
			try {
				if (this.closed.await(backoff.toMillis(), TimeUnit.MILLISECONDS)) {
					return;
				}
			}
			catch (InterruptedException ex) {
				return;
			}
			backoff = (backoff.compareTo(LONGEST_BACKOFF) < 0) ? backoff.multipliedBy(2) : LONGEST_BACKOFF;
		}
	}

	/** Listens until closed; {@code false} if nothing can ever be heard. */
	private boolean listen(Connection connection) throws SQLException {
		connection.setAutoCommit(true);
		if (!connection.isWrapperFor(PGConnection.class)) {
			LOG.warn("Other nodes are not heard at once, only by polling: the driver is not PostgreSQL's own");
			return false;
		}
		PGConnection postgres = connection.unwrap(PGConnection.class);
		try (Statement statement = connection.createStatement()) {
			statement.execute("LISTEN " + this.channel);
		}
		try {
			if (!hearsItself(postgres)) {
				LOG.warn("Other nodes are not heard at once, only by polling: NOTIFY does not arrive. A connection "
						+ "pooler in transaction mode between here and PostgreSQL does that");
				return false;
			}
			this.listening.countDown();
			while (!isClosed()) {
				receive(postgres.getNotifications(WAIT_MILLIS));
			}
		}
		finally {
			stopListening(connection);
		}
		return true;
	}

	private boolean hearsItself(PGConnection postgres) throws SQLException {
		String test = TEST + UUID.randomUUID();
		try (Connection another = this.dataSource.getConnection();
				PreparedStatement statement = another.prepareStatement("SELECT pg_notify(?, ?)")) {
			statement.setString(1, this.channel);
			statement.setString(2, test);
			statement.execute();
			if (!another.getAutoCommit()) {
				another.commit();
			}
		}
		long waits = TEST_TIMEOUT.toMillis() / WAIT_MILLIS;
		for (int i = 0; i < waits && !isClosed(); i++) {
			PGNotification @Nullable [] notifications = postgres.getNotifications(WAIT_MILLIS);
			receive(notifications);
			for (int j = 0; notifications != null && j < notifications.length; j++) {
				if (test.equals(notifications[j].getParameter())) {
					return true;
				}
			}
		}
		return isClosed();
	}

	private void receive(PGNotification @Nullable [] notifications) {
		if (notifications == null) {
			return;
		}
		for (PGNotification notification : notifications) {
			if (!notification.getParameter().startsWith(TEST)) {
				this.receiver.accept(notification.getParameter());
			}
		}
	}

	private void stopListening(Connection connection) {
		try (Statement statement = connection.createStatement()) {
			statement.execute("UNLISTEN *");
		}
		catch (SQLException ex) {
			LOG.trace("The connection is gone", ex);
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		Thread running;
		synchronized (this) {
			running = this.thread;
		}
		if (running != null && running != Thread.currentThread()) {
			try {
				running.join(TimeUnit.SECONDS.toMillis(5));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
