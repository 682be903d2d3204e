package io.jobscheduler.store.mongodb;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.mongodb.MongoServerException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.UpdateDescription;
import io.jobscheduler.store.HintChannel;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints through a change stream: there is one document, with one field, which takes each
 * message in turn. The stream tells what the field was set to.
 */
final class ChangeStreamPush implements Push {

	private static final Logger LOG = LoggerFactory.getLogger(ChangeStreamPush.class);

	private static final String LAST = "last";

	private static final String MESSAGE = "message";

	private static final long AWAIT_MILLIS = 500;

	private static final long RETRY_MILLIS = 2000;

	private final MongoCollection<Document> hints;

	private final HintChannel channel = new HintChannel("jobscheduler-mongodb-send", this::write);

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicBoolean listening = new AtomicBoolean();

	ChangeStreamPush(MongoCollection<Document> hints) {
		this.hints = hints;
	}

	/** Whether the server has change streams, and lets the user have them. */
	static boolean isPossible(MongoCollection<Document> hints) {
		try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = hints.watch()
			.maxAwaitTime(1, TimeUnit.MILLISECONDS)
			.cursor()) {
			cursor.tryNext();
			return true;
		}
		catch (MongoServerException ex) {
			LOG.debug("No change streams, nodes will poll: {}", ex.getMessage());
			return false;
		}
	}

	@Override
	public Subscription subscribe(HintListener listener) {
		Subscription subscription = this.channel.subscribe(listener);
		if (!isClosed() && this.listening.compareAndSet(false, true)) {
			Thread thread = new Thread(this::listen, "jobscheduler-mongodb-listen");
			thread.setDaemon(true);
			thread.start();
		}
		return subscription;
	}

	private void listen() {
		boolean complained = false;
		while (!isClosed()) {
			try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = this.hints.watch()
				.maxAwaitTime(AWAIT_MILLIS, TimeUnit.MILLISECONDS)
				.cursor()) {
				complained = false;
				while (!isClosed()) {
					hear(cursor.tryNext());
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

	private void hear(@Nullable ChangeStreamDocument<Document> change) {
		if (change == null) {
			return;
		}
		UpdateDescription update = change.getUpdateDescription();
		BsonDocument updated = (update != null) ? update.getUpdatedFields() : null;
		if (updated != null && updated.isString(MESSAGE)) {
			receive(updated.getString(MESSAGE).getValue());
		}
		else if (change.getFullDocument() != null) {
			receive(String.valueOf(change.getFullDocument().get(MESSAGE)));
		}
	}

	private void receive(String numbered) {
		this.channel.received(numbered.substring(numbered.indexOf(' ') + 1));
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

	@Override
	public void send(Hint hint) {
		this.channel.send(hint);
	}

	/** Setting what is there already would change nothing, and not be told. */
	private void write(String message) {
		this.hints.updateOne(Filters.eq("_id", LAST), Updates.set(MESSAGE, new ObjectId() + " " + message),
				new UpdateOptions().upsert(true));
	}

	@Override
	public void close() {
		this.end.countDown();
		this.channel.close();
	}

	private boolean isClosed() {
		return this.end.getCount() == 0;
	}

}
