package io.jobscheduler.store.rethinkdb;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.net.Result;
import io.jobscheduler.store.HintChannel;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints through a changefeed on one document, which says what has changed last.
 */
final class Push implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Push.class);

	private static final String MESSAGE = "message";

	private static final long RETRY_MILLIS = 2000;

	private static final long LOOK_MILLIS = 1000;

	private final Server server;

	private final HintChannel channel = new HintChannel("jobscheduler-rethinkdb-send", this::write);

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicBoolean listening = new AtomicBoolean();

	Push(Server server) {
		this.server = server;
	}

	/** What need not last is not written to the disk before the answer. */
	private void write(String message) {
		this.server.run(this.server.table(Tables.META)
			.insert(Map.of("id", Tables.HINT, MESSAGE, message, "stamp", UUID.randomUUID().toString()))
			.optArg("conflict", "replace")
			.optArg("durability", "soft"));
	}

	void send(Hint hint) {
		this.channel.send(hint);
	}

	Subscription subscribe(HintListener listener) {
		if (!isClosed() && this.listening.compareAndSet(false, true)) {
			Thread thread = new Thread(this::listen, "jobscheduler-rethinkdb-listen");
			thread.setDaemon(true);
			thread.start();
		}
		return this.channel.subscribe(listener);
	}

	private void listen() {
		boolean complained = false;
		while (!isClosed()) {
			try (Result<Object> feed = this.server.listen(feed())) {
				LOG.debug("Hints of other nodes are heard");
				complained = false;
				while (!isClosed()) {
					hear(feed);
				}
			}
			catch (RuntimeException ex) {
				if (!complained && !isClosed()) {
					LOG.warn("Hints of other nodes are not heard until the changefeed is there again: {}",
							ex.getMessage());
					complained = true;
				}
				pause();
			}
		}
	}

	private ReqlExpr feed() {
		return this.server.table(Tables.META).get(Tables.HINT).changes();
	}

	private void hear(Result<Object> feed) {
		try {
			Fields change = Fields.of(feed.next(LOOK_MILLIS, TimeUnit.MILLISECONDS));
			Fields hint = Fields.of(change.find("new_val"));
			if (hint.find(MESSAGE) instanceof String message) {
				this.channel.received(message);
			}
		}
		catch (TimeoutException ex) {
			LOG.trace("Nothing was heard for a while");
		}
		catch (NoSuchElementException ex) {
			throw new IllegalStateException("the feed has ended", ex);
		}
	}

	private void pause() {
		try {
			boolean ended = this.end.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
			LOG.trace("Waited for the changefeed, closed: {}", ended);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.end.countDown();
		}
	}

	private boolean isClosed() {
		return this.end.getCount() == 0;
	}

	@Override
	public void close() {
		this.channel.close();
		this.end.countDown();
	}

}
