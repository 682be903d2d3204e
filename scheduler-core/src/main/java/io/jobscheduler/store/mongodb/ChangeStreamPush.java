package io.jobscheduler.store.mongodb;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints through a change stream: there is one document per kind of hint, which is counted
 * up to send it.
 */
final class ChangeStreamPush implements Push {

	private static final Logger LOG = LoggerFactory.getLogger(ChangeStreamPush.class);

	private static final long AWAIT_MILLIS = 500;

	private static final long RETRY_MILLIS = 2000;

	private final MongoCollection<Document> hints;

	private final List<HintListener> listeners = new CopyOnWriteArrayList<>();

	private final BlockingQueue<Hint> waiting = new LinkedBlockingQueue<>();

	private final Thread sender;

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicBoolean listening = new AtomicBoolean();

	/**
	 * Starts to send.
	 * @param hints the collection of hints
	 */
	ChangeStreamPush(MongoCollection<Document> hints) {
		this.hints = hints;
		this.sender = thread("jobscheduler-mongodb-send", this::sendAll);
		this.sender.start();
	}

	private static Thread thread(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		return thread;
	}

	/** Whether the server has change streams, and lets the user have them. */
	static boolean isPossible(MongoCollection<Document> hints) {
		try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = hints.watch()
			.maxAwaitTime(1, TimeUnit.MILLISECONDS)
			.cursor()) {
			cursor.tryNext();
			return true;
		}
		catch (MongoException ex) {
			LOG.debug("No change streams, nodes will poll: {}", ex.getMessage());
			return false;
		}
	}

	@Override
	public Subscription subscribe(HintListener listener) {
		this.listeners.add(listener);
		if (!isClosed() && this.listening.compareAndSet(false, true)) {
			thread("jobscheduler-mongodb-listen", this::listen).start();
		}
		return () -> this.listeners.remove(listener);
	}

	private void listen() {
		boolean complained = false;
		while (!isClosed()) {
			try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = this.hints.watch()
				.maxAwaitTime(AWAIT_MILLIS, TimeUnit.MILLISECONDS)
				.cursor()) {
				complained = false;
				while (!isClosed()) {
					ChangeStreamDocument<Document> change = cursor.tryNext();
					if (change != null && change.getDocumentKey() != null) {
						hear(change.getDocumentKey().get("_id"));
					}
				}
			}
			catch (RuntimeException ex) {
				if (!complained && !isClosed()) {
					LOG.warn("Hints of other nodes are not heard until the change stream is there again: {}",
							ex.getMessage());
					complained = true;
				}
				pause();
			}
		}
	}

	private void hear(@Nullable BsonValue id) {
		if (id == null || !id.isString()) {
			return;
		}
		for (Hint hint : Hint.values()) {
			if (hint.name().equals(id.asString().getValue())) {
				this.listeners.forEach((listener) -> listener.onHint(hint));
			}
		}
	}

	private void pause() {
		try {
			boolean ended = this.end.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
			LOG.trace("Waited for the change stream, closed: {}", ended);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.end.countDown();
		}
	}

	/** Of those that wait to be sent, each kind goes once. */
	@Override
	public void send(Hint hint) {
		if (!this.waiting.contains(hint)) {
			this.waiting.add(hint);
		}
	}

	private void sendAll() {
		try {
			while (!isClosed()) {
				count(this.waiting.take());
			}
		}
		catch (InterruptedException ex) {
			LOG.trace("Closed");
		}
	}

	private void count(Hint hint) {
		try {
			this.hints.updateOne(Filters.eq("_id", hint.name()), new Document("$inc", new Document("sent", 1L)),
					new UpdateOptions().upsert(true));
		}
		catch (RuntimeException ex) {
			LOG.debug("Hint {} was not sent: {}", hint, ex.getMessage());
		}
	}

	@Override
	public void close() {
		this.end.countDown();
		this.sender.interrupt();
	}

	private boolean isClosed() {
		return this.end.getCount() == 0;
	}

}
