package io.jobscheduler.test.store;

import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A ZooKeeper for all tests of a run: the servers at
 * {@code SCHEDULER_TEST_ZOOKEEPER_CONNECT}, or else an embedded one.
 */
final class ZooKeeperServer implements BeforeAllCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(ZooKeeperServer.class);

	private CuratorFramework client;

	@Override
	public void beforeAll(ExtensionContext context) {
		this.client = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent("server", (key) -> Running.start(), Running.class).client;
	}

	CuratorFramework client() {
		return this.client;
	}

	/** Where the server is. */
	String connect() {
		return this.client.getZookeeperClient().getCurrentConnectionString();
	}

	static CuratorFramework connect(String servers) {
		return connect(servers, 5_000);
	}

	static CuratorFramework connect(String servers, int connectionTimeoutMillis) {
		CuratorFramework client = CuratorFrameworkFactory.newClient(servers, 20_000, connectionTimeoutMillis,
				new RetryOneTime(100));
		client.start();
		return client;
	}

	private record Running(CuratorFramework client, TestingServer server) implements AutoCloseable {

		static Running start() {
			String servers = System.getenv("SCHEDULER_TEST_ZOOKEEPER_CONNECT");
			if (servers != null) {
				return new Running(connect(servers), null);
			}
			// nothing has to outlive the process
			System.getProperties().putIfAbsent("zookeeper.forceSync", "no");
			try {
				TestingServer server = new TestingServer();
				return new Running(connect(server.getConnectString()), server);
			}
			catch (Exception ex) {
				throw new IllegalStateException("ZooKeeper does not start", ex);
			}
		}

		@Override
		public void close() throws Exception {
			this.client.close();
			if (this.server != null) {
				this.server.close();
			}
		}

	}

}
