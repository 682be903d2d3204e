package io.jobscheduler.store.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.jobscheduler.store.HintChannel;
import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints by a watch: a znode for each kind, whose data is who sent the last one. The watch
 * stays until its session ends, and is set again in the next one.
 */
final class Hints {

	private static final Logger LOG = LoggerFactory.getLogger(Hints.class);

	private final CuratorFramework client;

	private final String path;

	private final HintChannel channel;

	private final Watcher watcher = this::changed;

	private final ConnectionStateListener reconnection = this::reconnected;

	private final Map<String, Integer> seen = new ConcurrentHashMap<>();

	private boolean watching;

	Hints(CuratorFramework client, String path) {
		this.client = client;
		this.path = path;
		this.channel = new HintChannel("jobscheduler-hints", this::write);
	}

	Subscription subscribe(HintListener listener) {
		Subscription subscription = this.channel.subscribe(listener);
		watchOnce();
		return subscription;
	}

	private synchronized void watchOnce() {
		if (!this.watching) {
			this.watching = true;
			this.client.getConnectionStateListenable().addListener(this.reconnection);
			watch();
		}
	}

	private void reconnected(CuratorFramework source, ConnectionState state) {
		if (state == ConnectionState.RECONNECTED) {
			watch();
		}
	}

	private void watch() {
		try {
			this.client.watchers()
				.add()
				.withMode(AddWatchMode.PERSISTENT_RECURSIVE)
				.inBackground(
						(source, event) -> LOG.debug("Watching {}: {}", this.path, Code.get(event.getResultCode())))
				.usingWatcher(this.watcher)
				.forPath(this.path);
		}
		catch (Exception ex) {
			LOG.debug("Cannot watch {}; polling goes on, and it is tried again", this.path, ex);
		}
	}

	private void changed(WatchedEvent event) {
		if (event.getType() != Watcher.Event.EventType.NodeDataChanged) {
			return;
		}
		String kind = event.getPath().substring(event.getPath().lastIndexOf('/') + 1);
		try {
			this.client.getData().inBackground((source, data) -> received(kind, data)).forPath(this.path + "/" + kind);
		}
		catch (Exception ex) {
			LOG.debug("A hint is lost; polling finds out", ex);
		}
	}

	/**
	 * Passes a hint on. If one was overwritten before it was read, it is not known who
	 * sent it, and it is passed on for nothing perhaps.
	 */
	private void received(String kind, CuratorEvent data) {
		if (data.getResultCode() != Code.OK.intValue() || data.getData() == null) {
			return;
		}
		int version = data.getStat().getVersion();
		Integer before = this.seen.put(kind, version);
		boolean missed = before != null && version > before + 1;
		String sender = new String(data.getData(), StandardCharsets.UTF_8);
		this.channel.received((missed ? "?" : sender) + ":" + kind);
	}

	void send(Hint hint) {
		this.channel.send(hint);
	}

	/**
	 * A message is a sender, a colon, and kinds of hints. None is kept for a client that
	 * is not connected.
	 */
	private void write(String message) {
		if (!this.client.getZookeeperClient().isConnected()) {
			return;
		}
		int colon = message.indexOf(':');
		byte[] sender = message.substring(0, colon).getBytes(StandardCharsets.UTF_8);
		for (String kind : message.substring(colon + 1).split(",")) {
			try {
				this.client.setData().inBackground().forPath(this.path + "/" + kind, sender);
			}
			catch (Exception ex) {
				throw ZooKeeperErrors.translate(ex);
			}
		}
	}

	synchronized void close() {
		this.channel.close();
		if (!this.watching) {
			return;
		}
		this.watching = false;
		this.client.getConnectionStateListenable().removeListener(this.reconnection);
		try {
			this.client.watchers().remove(this.watcher).quietly().inBackground().forPath(this.path);
		}
		catch (Exception ex) {
			LOG.debug("The watch of {} stays until the session ends", this.path, ex);
		}
	}

}
