package io.jobscheduler.store.rethinkdb;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rethinkdb.ast.ReqlAst;
import com.rethinkdb.gen.exc.ReqlDriverError;
import com.rethinkdb.gen.exc.ReqlError;
import com.rethinkdb.model.OptArgs;
import com.rethinkdb.net.Connection;
import com.rethinkdb.net.Result;
import org.jspecify.annotations.Nullable;

/**
 * A connection, opened when it is first needed, and anew after it was lost. Many threads
 * may use it at once.
 */
final class Link implements AutoCloseable {

	/** The driver would wait for a greeting for ever. */
	private static final long CONNECT_MILLIS = 10_000;

	private static final long REPLY_SECONDS = 60;

	private final Connection.Builder builder;

	private @Nullable Connection connection;

	private int count;

	private boolean closed;

	/**
	 * Connects to nothing yet.
	 * @param builder where to; it is copied
	 */
	Link(Connection.Builder builder) {
		this.builder = new Connection.Builder(builder).pumpFactory((socket, daemonThreads) -> new ReplyPump(socket));
		if (!builder.dbUrlString().contains("timeout=")) {
			this.builder.timeout(CONNECT_MILLIS);
		}
	}

	/**
	 * Runs a query that has one value as its answer.
	 * @return the value, or {@code null} for null
	 * @throws ReqlError if it fails
	 */
	@Nullable Object run(ReqlAst term, OptArgs options) {
		return start(term, options).single();
	}

	/**
	 * Starts a query.
	 * @throws ReqlError if it fails
	 */
	Result<Object> start(ReqlAst term, OptArgs options) {
		Connection open = open();
		try {
			return open.<Object>runAsync(term, options, null, false, null).get(REPLY_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ReqlDriverError("Interrupted while waiting for the reply", ex);
		}
		catch (TimeoutException ex) {
			discard(open);
			throw new ReqlDriverError("No reply came within " + REPLY_SECONDS + " s", ex);
		}
		catch (ExecutionException ex) {
			throw failure(open, ex.getCause());
		}
		catch (ReqlDriverError ex) {
			discard(open);
			throw ex;
		}
	}

	private ReqlError failure(Connection open, @Nullable Throwable cause) {
		if (cause instanceof ReqlError error && !(cause instanceof ReqlDriverError)) {
			return error;
		}
		discard(open);
		return (cause instanceof ReqlDriverError lost) ? lost : new ReqlDriverError("The connection is lost", cause);
	}

	private synchronized Connection open() {
		if (this.closed) {
			throw new ReqlDriverError("The store is closed");
		}
		Connection present = this.connection;
		if (present != null && present.isOpen()) {
			return present;
		}
		discard(present);
		Connection opened = new Connection(this.builder);
		try {
			opened.connect();
		}
		catch (RuntimeException ex) {
			discard(opened);
			throw ex;
		}
		this.connection = opened;
		this.count++;
		return opened;
	}

	private synchronized void discard(@Nullable Connection lost) {
		if (lost == null) {
			return;
		}
		if (this.connection == lost) {
			this.connection = null;
		}
		try {
			lost.close(false);
		}
		catch (RuntimeException ex) {
			// it is lost already
		}
	}

	/** How many connections were opened so far. */
	synchronized int count() {
		return this.count;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		discard(this.connection);
	}

}
