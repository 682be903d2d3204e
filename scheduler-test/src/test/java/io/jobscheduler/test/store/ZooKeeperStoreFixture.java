package io.jobscheduler.test.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.zookeeper.ZooKeeperJobStore;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZKUtil;

/**
 * A root of its own for each test, in a ZooKeeper that several tests may share.
 */
class ZooKeeperStoreFixture implements StoreFixture {

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final String root = "/tests/of-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();

	private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

	private final CuratorFramework client;

	ZooKeeperStoreFixture(CuratorFramework client) {
		this.client = client;
	}

	@Override
	public JobStore open() {
		return open(TriggerFormat.standard()).orElseThrow();
	}

	@Override
	public Optional<JobStore> open(TriggerFormat triggers) {
		return Optional.of(open(this.client, triggers));
	}

	/** Opens a store on the data through another client. */
	JobStore open(CuratorFramework through, TriggerFormat triggers) {
		return ZooKeeperJobStore.builder(through)
			.root(this.root)
			.clockOffset(this.offset::get)
			.triggers(triggers)
			.build();
	}

	/** In milliseconds, as the servers tell it. */
	@Override
	public Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(this.offset.get());
	}

	@Override
	public void advance(Duration step) {
		this.offset.updateAndGet((before) -> before.plus(step));
	}

	@Override
	public boolean corruptJob(JobId id) {
		edit(find("jobs", id.toString()), "\"state\":\"",
				"\"settings\":\"{\\\"priority\\\": \\\"odd\\\"}\",\"state\":\"");
		return true;
	}

	@Override
	public boolean corruptSchedule(String id) {
		edit(find("schedules", id), "\"definition\":\"", "\"definition\":\"{");
		return true;
	}

	/** The path of a znode in one of the shards of a directory. */
	String find(String directory, String end) {
		try {
			for (String shard : this.client.getChildren().forPath(path(directory))) {
				for (String name : this.client.getChildren().forPath(path(directory) + "/" + shard)) {
					if (name.endsWith(end)) {
						return path(directory) + "/" + shard + "/" + name;
					}
				}
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		throw new AssertionError("No znode '" + end + "' in " + path(directory));
	}

	/** Edits data as someone with a shell would. */
	void edit(String path, String text, String other) {
		write(path, read(path).replace(text, other));
	}

	/** Sets a field, whatever it was. */
	void setField(String path, String field, String value) {
		String data = read(path).replaceAll(",\"" + field + "\":\"(\\\\.|[^\"\\\\])*\"", "");
		write(path, data.replaceAll("}$", "") + ",\"" + field + "\":\"" + value + "\"}");
	}

	String read(String path) {
		try {
			return new String(this.client.getData().forPath(path), StandardCharsets.UTF_8);
		}
		catch (Exception ex) {
			throw new IllegalStateException(path, ex);
		}
	}

	void write(String path, String data) {
		try {
			this.client.setData().forPath(path, data.getBytes(StandardCharsets.UTF_8));
		}
		catch (Exception ex) {
			throw new IllegalStateException(path, ex);
		}
	}

	void delete(String path) {
		try {
			this.client.delete().forPath(path);
		}
		catch (Exception ex) {
			throw new IllegalStateException(path, ex);
		}
	}

	List<String> children(String directory) {
		try {
			return this.client.getChildren().forPath(path(directory));
		}
		catch (Exception ex) {
			throw new IllegalStateException(directory, ex);
		}
	}

	/** The whole path of one of the store's znodes. */
	String path(String end) {
		return this.root + "/" + end;
	}

	String root() {
		return this.root;
	}

	@Override
	public void close() {
		try {
			ZKUtil.deleteRecursive(this.client.getZookeeperClient().getZooKeeper(), this.root, 1000);
		}
		catch (KeeperException.NoNodeException ex) {
			// no store was opened
		}
		catch (Exception ex) {
			throw new IllegalStateException(this.root, ex);
		}
	}

}
