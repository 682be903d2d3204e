package io.jobscheduler.store.rethinkdb;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.rethinkdb.gen.exc.ReqlDriverError;
import com.rethinkdb.net.ConnectionSocket;
import com.rethinkdb.net.Response;
import com.rethinkdb.net.ResponsePump;
import org.jspecify.annotations.Nullable;

/**
 * Hands the replies of one connection to who waits for them, on a thread of its own. The
 * driver's own one reads each reply on a thread of a pool that the whole process shares,
 * and can forget who waits when the connection is lost.
 */
final class ReplyPump implements ResponsePump {

	private final ConnectionSocket socket;

	private final Thread thread;

	private final Map<Long, CompletableFuture<Response>> waiting = new HashMap<>();

	private @Nullable Throwable end;

	ReplyPump(ConnectionSocket socket) {
		this.socket = socket;
		this.thread = new Thread(this::pump, "jobscheduler-rethinkdb-replies");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void pump() {
		try {
			while (isAlive()) {
				Response response = Response.readFromSocket(this.socket).get();
				CompletableFuture<Response> reply = taken(response.token);
				if (reply != null) {
					reply.complete(response);
				}
			}
		}
		catch (RuntimeException | Error ex) {
			end(ex);
		}
	}

	private synchronized @Nullable CompletableFuture<Response> taken(long token) {
		return this.waiting.remove(token);
	}

	@Override
	public synchronized CompletableFuture<Response> await(long token) {
		if (this.end != null) {
			throw new ReqlDriverError("The connection is lost", this.end);
		}
		CompletableFuture<Response> reply = new CompletableFuture<>();
		this.waiting.put(token, reply);
		return reply;
	}

	@Override
	public synchronized boolean isAlive() {
		return this.end == null;
	}

	private void end(Throwable cause) {
		Map<Long, CompletableFuture<Response>> left;
		synchronized (this) {
			this.end = (this.end != null) ? this.end : cause;
			left = new HashMap<>(this.waiting);
			this.waiting.clear();
		}
		left.values()
			.forEach((reply) -> reply
				.completeExceptionally(new ReqlDriverError("The connection is lost before the reply has come", cause)));
	}

	@Override
	public void shutdownPump() {
		end(new ReqlDriverError("The connection was closed"));
	}

}
