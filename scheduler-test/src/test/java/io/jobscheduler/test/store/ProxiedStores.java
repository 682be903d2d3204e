package io.jobscheduler.test.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.rethinkdb.RethinkDB;
import com.zaxxer.hikari.HikariDataSource;
import de.bwaldvogel.mongo.MongoServer;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.redis.RedisJobStore;
import io.jobscheduler.test.rethinkdb.RethinkDbEmulator;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * For tests of the engine: a store of every kind that has a server, with something in
 * between that can be cut.
 */
public final class ProxiedStores implements BeforeAllCallback {

	/** How long a client waits for a server that is gone. */
	private static final Duration PATIENCE = Duration.ofMillis(500);

	private final PostgresServer postgres = new PostgresServer();

	private final MariaDbServer mariaDb = new MariaDbServer();

	/** The kinds of stores that have a server. */
	public enum Kind {

		/** The SQL store on PostgreSQL. */
		POSTGRESQL,

		/** The SQL store on MariaDB. */
		MARIADB,

		/** On a server of its own. */
		REDIS,

		/** On an embedded server that speaks its protocol. */
		MONGODB,

		/** On an embedded server. */
		ZOOKEEPER,

		/** On an emulator. */
		RETHINKDB

	}

	@Override
	public void beforeAll(ExtensionContext context) {
		this.postgres.beforeAll(context);
		this.mariaDb.beforeAll(context);
	}

	/**
	 * Opens a store without anything in it.
	 * @param kind its kind
	 * @return the store, to be closed
	 */
	public Proxied open(Kind kind) throws Exception {
		return switch (kind) {
			case POSTGRESQL -> sql(this.postgres.dataSource());
			case MARIADB -> sql(this.mariaDb.dataSource());
			case REDIS -> redis();
			case MONGODB -> mongoDb();
			case ZOOKEEPER -> zooKeeper();
			case RETHINKDB -> rethinkDb();
		};
	}

	private static Proxied sql(HikariDataSource database) {
		Deque<AutoCloseable> resources = new ArrayDeque<>();
		JdbcStoreFixture fixture = closing(resources, new JdbcStoreFixture(database));
		SqlProxy proxy = closing(resources, new SqlProxy(database));
		HikariDataSource pool = closing(resources, proxy.pool(10, Duration.ofSeconds(2)));
		return new Proxied(fixture.open(), fixture.open(pool), proxy.proxy(), resources);
	}

	private static Proxied redis() {
		Deque<AutoCloseable> resources = new ArrayDeque<>();
		RedisProcess server = closing(resources, RedisProcess.embedded());
		TestProxy proxy = closing(resources, new TestProxy(server.port()));
		LettuceConnectionFactory near = RedisServer.connect(server);
		resources.push(near::destroy);
		LettuceConnectionFactory far = RedisServer
			.started(new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", proxy.port()),
					LettuceClientConfiguration.builder().commandTimeout(PATIENCE).build()));
		resources.push(far::destroy);
		RedisStoreFixture fixture = closing(resources, new RedisStoreFixture(near));
		return new Proxied(fixture.open(), RedisJobStore.builder(far).keyPrefix(fixture.prefix()).build(), proxy,
				resources);
	}

	private static Proxied mongoDb() {
		Deque<AutoCloseable> resources = new ArrayDeque<>();
		MongoServer server = new MongoServer(new EmbeddedMongoBackend());
		int port = server.bind().getPort();
		resources.push(server::shutdownNow);
		TestProxy proxy = closing(resources, new TestProxy(port));
		MongoStoreFixture fixture = new MongoStoreFixture(closing(resources, mongoClient(port)));
		return new Proxied(fixture.open(), fixture.open(closing(resources, mongoClient(proxy.port()))), proxy,
				resources);
	}

	private static MongoClient mongoClient(int port) {
		return MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString("mongodb://127.0.0.1:" + port + "/?directConnection=true"))
			.applyToClusterSettings(
					(cluster) -> cluster.serverSelectionTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
			.applyToServerSettings((server) -> server.minHeartbeatFrequency(10, TimeUnit.MILLISECONDS))
			.build());
	}

	private static Proxied zooKeeper() throws Exception {
		Deque<AutoCloseable> resources = new ArrayDeque<>();
		TestingServer server = closing(resources, new TestingServer());
		TestProxy proxy = closing(resources, new TestProxy(server.getPort()));
		ZooKeeperStoreFixture fixture = new ZooKeeperStoreFixture(
				closing(resources, ZooKeeperServer.connect(server.getConnectString())));
		CuratorFramework far = closing(resources, CuratorFrameworkFactory.newClient("127.0.0.1:" + proxy.port(), 20_000,
				(int) PATIENCE.toMillis(), new RetryOneTime(100)));
		far.start();
		return new Proxied(fixture.open(), fixture.open(far, TriggerFormat.standard()), proxy, resources);
	}

	private static Proxied rethinkDb() {
		Deque<AutoCloseable> resources = new ArrayDeque<>();
		RethinkDbEmulator server = closing(resources, new RethinkDbEmulator());
		TestProxy proxy = closing(resources, new TestProxy(server.port()));
		RethinkDbStoreFixture fixture = new RethinkDbStoreFixture(
				RethinkDB.r.connection().hostname("localhost").port(server.port()));
		return new Proxied(fixture.open(),
				fixture.builder(RethinkDB.r.connection().hostname("localhost").port(proxy.port()).timeout(2_000L))
					.build(),
				proxy, resources);
	}

	private static <T extends AutoCloseable> T closing(Deque<AutoCloseable> resources, T resource) {
		resources.push(resource);
		return resource;
	}

	/** A store, and two ways to it. */
	public static final class Proxied implements AutoCloseable {

		private final JobStore near;

		private final JobStore far;

		private final TestProxy proxy;

		private final Deque<AutoCloseable> resources;

		private Proxied(JobStore near, JobStore far, TestProxy proxy, Deque<AutoCloseable> resources) {
			this.near = near;
			this.far = far;
			this.proxy = proxy;
			this.resources = resources;
			resources.push(near);
		}

		/**
		 * The store on a way that nothing cuts, to see what is there.
		 * @return closed with this
		 */
		public JobStore near() {
			return this.near;
		}

		/**
		 * The store on the way that can be cut.
		 * @return for the scheduler, which closes it
		 */
		public JobStore far() {
			return this.far;
		}

		/** Closes all connections of the far store, and new ones at once. */
		public void cut() {
			this.proxy.cut();
		}

		/** Lets the far store connect again. */
		public void restore() {
			this.proxy.restore();
		}

		@Override
		public void close() throws Exception {
			while (!this.resources.isEmpty()) {
				this.resources.pop().close();
			}
		}

	}

}
