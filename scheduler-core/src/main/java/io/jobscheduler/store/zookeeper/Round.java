package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.jobscheduler.serializer.StoredFormatException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that are sent together and answered together: one round trip. ZooKeeper
 * carries out what comes from one session in its order, and lets a read wait for the
 * writes before it. So what is read after a {@link #tick} in the same round, or in a
 * later one, is at least as new as that write, whichever server answers.
 */
final class Round {

	private static final Logger LOG = LoggerFactory.getLogger(Round.class);

	private static final byte[] NOTHING = new byte[0];

	/**
	 * How long is waited for answers, in lifetimes of the session; it ends them earlier.
	 */
	private static final int SESSIONS = 2;

	private static final int SHORTEST_WAIT = 20_000;

	private final Connection connection;

	private final List<Request> requests = new ArrayList<>();

	private boolean repeatable = true;

	Round(Connection connection) {
		this.connection = connection;
	}

	private <R extends Request> R add(R request) {
		this.requests.add(request);
		return request;
	}

	/**
	 * Asks for the time and a number that only rises, by a write to a znode that exists
	 * for that.
	 */
	Tick tick() {
		return add(new Tick(this.connection));
	}

	/** Asks for the data of a znode. */
	Data data(String path) {
		return add(new Data(path));
	}

	/** Asks for the names of the children of a znode. */
	Children children(String path) {
		return add(new Children(path));
	}

	/** Asks whether a znode is there, and what its children are like. */
	Look look(String path) {
		return add(new Look(path));
	}

	/** Asks to write. What has nothing to write has succeeded. */
	Commit commit(Change change) {
		Commit commit = new Commit(change);
		if (!change.ops().isEmpty()) {
			add(commit);
			this.repeatable = false;
		}
		return commit;
	}

	boolean isRepeatable() {
		return this.repeatable;
	}

	/**
	 * Sends all requests and waits for the answers.
	 * @throws io.jobscheduler.store.JobStoreException if one has none: then it is not
	 * known whether a commit that does not say so has succeeded
	 */
	void run() {
		if (!this.requests.isEmpty()) {
			this.connection.send(this);
		}
	}

	/** Sends, waits, and returns the first failure that is no answer. */
	@Nullable KeeperException send(ZooKeeper handle) throws InterruptedException {
		LOG.trace("A round of {} requests", this.requests.size());
		CountDownLatch open = new CountDownLatch(this.requests.size());
		this.requests.forEach((request) -> request.code = Code.OPERATIONTIMEOUT.intValue());
		this.requests.forEach((request) -> request.send(handle, open));
		boolean answered = open.await(Math.max(SHORTEST_WAIT, SESSIONS * handle.getSessionTimeout()),
				TimeUnit.MILLISECONDS);
		LOG.trace("The round is {}", answered ? "answered" : "not answered");
		for (Request request : this.requests) {
			if (!request.isAnswer()) {
				return KeeperException.create(Code.get(request.code), request.path);
			}
		}
		return null;
	}

	/** Something asked for. */
	abstract static class Request {

		final String path;

		volatile int code = Code.OK.intValue();

		Request(String path) {
			this.path = path;
		}

		abstract void send(ZooKeeper handle, CountDownLatch open);

		/** Whether it is known what happened. */
		boolean isAnswer() {
			return this.code == Code.OK.intValue() || this.code == Code.NONODE.intValue();
		}

		boolean exists() {
			return this.code == Code.OK.intValue();
		}

		final void answered(int answer, CountDownLatch open) {
			this.code = answer;
			open.countDown();
		}

	}

	/** The time, and a number that only rises. */
	static final class Tick extends Request {

		private final Connection connection;

		private volatile Stat stat = new Stat();

		Tick(Connection connection) {
			super(connection.clockPath());
			this.connection = connection;
		}

		@Override
		void send(ZooKeeper handle, CountDownLatch open) {
			handle.setData(this.path, NOTHING, Change.ANY, (rc, path, context, answer) -> {
				if (answer != null) {
					this.stat = answer;
				}
				answered(rc, open);
			}, null);
		}

		@Override
		boolean isAnswer() {
			return exists();
		}

		/** The leader's time, in milliseconds. */
		Instant now() {
			return this.connection.shifted(this.stat.getMtime());
		}

		/** The number of the write, among all writes of the servers. */
		long zxid() {
			return this.stat.getMzxid();
		}

	}

	/** The data of a znode. */
	static final class Data extends Request {

		private volatile byte @Nullable [] bytes;

		private volatile Stat stat = new Stat();

		private @Nullable Fields fields;

		private boolean parsed;

		Data(String path) {
			super(path);
		}

		@Override
		void send(ZooKeeper handle, CountDownLatch open) {
			handle.getData(this.path, false, (rc, path, context, data, answer) -> {
				this.bytes = data;
				if (answer != null) {
					this.stat = answer;
				}
				answered(rc, open);
			}, null);
		}

		int version() {
			return this.stat.getVersion();
		}

		/**
		 * The fields, read once it is answered.
		 * @return to be copied before they are changed; {@code null} if there are none
		 * that can be read
		 */
		@Nullable Fields fields() {
			if (!this.parsed) {
				this.parsed = true;
				this.fields = exists() ? parse() : null;
			}
			return this.fields;
		}

		private @Nullable Fields parse() {
			try {
				return Fields.read(this.bytes);
			}
			catch (StoredFormatException ex) {
				LOG.debug("{} cannot be read", this.path, ex);
				return null;
			}
		}

		byte[] bytes() {
			byte[] data = this.bytes;
			return (data != null) ? data : NOTHING;
		}

	}

	/** The names of the children of a znode. */
	static final class Children extends Request {

		private volatile List<String> names = List.of();

		private volatile Stat stat = new Stat();

		Children(String path) {
			super(path);
		}

		@Override
		void send(ZooKeeper handle, CountDownLatch open) {
			handle.getChildren(this.path, false, (rc, path, context, children, answer) -> {
				this.names = (children != null) ? children : List.of();
				if (answer != null) {
					this.stat = answer;
				}
				answered(rc, open);
			}, null);
		}

		List<String> names() {
			return this.names;
		}

		/** The number of the last write that added or removed one. */
		long changedBy() {
			return this.stat.getPzxid();
		}

	}

	/** What the children of a znode are like. */
	static final class Look extends Request {

		private volatile Stat stat = new Stat();

		Look(String path) {
			super(path);
		}

		@Override
		void send(ZooKeeper handle, CountDownLatch open) {
			handle.exists(this.path, false, (rc, path, context, answer) -> {
				if (answer != null) {
					this.stat = answer;
				}
				answered(rc, open);
			}, null);
		}

		int count() {
			return this.stat.getNumChildren();
		}

		long changedBy() {
			return this.stat.getPzxid();
		}

	}

	/** Something written, or not. */
	static final class Commit extends Request {

		private final Change change;

		private volatile int failedAt = -1;

		Commit(Change change) {
			super(change.ops().isEmpty() ? "" : change.ops().get(0).getPath());
			this.change = change;
		}

		@Override
		void send(ZooKeeper handle, CountDownLatch open) {
			handle.multi(this.change.ops(), (rc, path, context, results) -> {
				int answer = rc;
				if (results != null) {
					for (int i = results.size() - 1; i >= 0; i--) {
						int each = (results.get(i) instanceof OpResult.ErrorResult error) ? error.getErr() : 0;
						if (each != Code.OK.intValue() && each != Code.RUNTIMEINCONSISTENCY.intValue()) {
							this.failedAt = i;
							answer = each;
						}
					}
				}
				answered(answer, open);
			}, null);
		}

		/** A conflict is an answer, too. */
		@Override
		boolean isAnswer() {
			return super.isAnswer() || this.code == Code.NODEEXISTS.intValue()
					|| this.code == Code.BADVERSION.intValue() || this.code == Code.NOTEMPTY.intValue();
		}

		boolean isDone() {
			return exists();
		}

		/** Which part of the change could not be made, from 0; -1 if not known. */
		int failedAt() {
			return this.failedAt;
		}

	}

}
