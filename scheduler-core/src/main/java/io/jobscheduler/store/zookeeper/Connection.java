package io.jobscheduler.store.zookeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.jobscheduler.store.StoreRejectedException;
import io.jobscheduler.store.StoreUnavailableException;
import org.apache.curator.RetryLoop;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;

/**
 * The way to the servers. Curator keeps the session and says when to try again; requests
 * go straight to its ZooKeeper handle, many at a time (see {@link Round}), since Curator
 * sends none without a retry of its own, and a write must not be repeated blindly.
 */
final class Connection {

	/** What a server takes in one request unless it is told otherwise, in bytes. */
	private static final int DEFAULT_MOST = 0xfffff;

	/** What is left free of it. */
	private static final int SLACK = 16_384;

	private final CuratorFramework client;

	private final Supplier<Duration> clockOffset;

	private final String base;

	private List<ACL> permissions = ZooDefs.Ids.OPEN_ACL_UNSAFE;

	Connection(CuratorFramework client, String root, Supplier<Duration> clockOffset) {
		this.client = client;
		this.clockOffset = clockOffset;
		String namespace = client.getNamespace();
		this.base = (namespace == null || namespace.isEmpty()) ? root : "/" + namespace + root;
	}

	/** The path of the store's root, for the ZooKeeper handle. */
	String base() {
		return this.base;
	}

	/**
	 * Makes the root, with the client's permissions for it, and takes over what it has.
	 */
	void makeRoot(String root) {
		requireConnection();
		try {
			if (this.client.checkExists().forPath(root) == null) {
				create(root);
			}
			this.permissions = this.client.getACL().forPath(root);
		}
		catch (Exception ex) {
			throw ZooKeeperErrors.translate(ex);
		}
	}

	private void create(String root) throws Exception {
		try {
			this.client.create().creatingParentsIfNeeded().forPath(root, new byte[0]);
		}
		catch (KeeperException.NodeExistsException ex) {
			// another node was faster
		}
	}

	private void requireConnection() {
		if (this.client.getState() != CuratorFrameworkState.STARTED) {
			throw new IllegalStateException("The CuratorFramework is " + this.client.getState()
					+ ": start it before the store is built, and close it after the store");
		}
		int timeout = this.client.getZookeeperClient().getConnectionTimeoutMs();
		try {
			if (!this.client.blockUntilConnected(timeout, TimeUnit.MILLISECONDS)) {
				throw new StoreUnavailableException("No connection to ZooKeeper at '"
						+ this.client.getZookeeperClient().getCurrentConnectionString() + "' within " + timeout
						+ " ms: check the connection string, and that a majority of the servers is up", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException("Interrupted while waiting for a connection to ZooKeeper", ex);
		}
	}

	Round round() {
		return new Round(this);
	}

	Change change() {
		return new Change(this.permissions);
	}

	Instant shifted(long millis) {
		return Instant.ofEpochMilli(millis).plus(this.clockOffset.get());
	}

	String clockPath() {
		return this.base + "/clock";
	}

	/** How many bytes a request may have. */
	int most() {
		try {
			return handle().getClientConfig().getInt(ZKClientConfig.JUTE_MAXBUFFER, DEFAULT_MOST) - SLACK;
		}
		catch (Exception ex) {
			throw ZooKeeperErrors.translate(ex);
		}
	}

	/** Refuses what no server would take. */
	Change requireSize(Change change, String what) {
		return requireSize(change, 0, what);
	}

	Change requireSize(Change change, int spare, String what) {
		int most = most() - spare;
		if (change.size() > most) {
			throw new StoreRejectedException(what + " takes " + change.size()
					+ " bytes, compressed; ZooKeeper is sent at most " + most
					+ " at once: store large data elsewhere and pass its key, or raise jute.maxbuffer of all servers and clients",
					null);
		}
		return change;
	}

	private ZooKeeper handle() throws Exception {
		return this.client.getZookeeperClient().getZooKeeper();
	}

	/** Carries out a round; one that writes nothing is repeated as the client says. */
	void send(Round round) {
		try {
			RetryLoop.callWithRetry(this.client.getZookeeperClient(), () -> {
				ZooKeeper handle = handle();
				KeeperException failure = round.send(handle);
				if (failure != null && !round.isRepeatable()) {
					throw ZooKeeperErrors.translate(failure);
				}
				if (failure != null) {
					throw failure;
				}
				return handle;
			});
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException("Interrupted while waiting for ZooKeeper", ex);
		}
		catch (Exception ex) {
			throw ZooKeeperErrors.translate(ex);
		}
	}

}
