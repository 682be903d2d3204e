package io.jobscheduler.sample.drill;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import org.apache.curator.test.TestingServer;
import redis.embedded.RedisServer;

/**
 * A server for the jobs of an application that runs, and is killed, in another process.
 *
 * @param properties how the application finds it
 * @param closing ends it
 */
record StoreServer(Map<String, String> properties, AutoCloseable closing) implements AutoCloseable {

	/**
	 * Starts a server.
	 * @param kind as in {@code jobscheduler.store.type}
	 */
	static StoreServer start(String kind) throws Exception {
		return switch (kind) {
			case "redis" -> redis();
			case "zookeeper" -> zooKeeper();
			case "mongodb" -> mongoDb();
			default -> throw new IllegalArgumentException("There is no server to start for a store in '" + kind + "'");
		};
	}

	/** As it loses nothing. */
	private static StoreServer redis() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		RedisServer server = RedisServer.newRedisServer()
			.port(port)
			.setting("bind 127.0.0.1")
			.setting("dir " + Files.createTempDirectory("redis"))
			.setting("appendonly yes")
			.setting("appendfsync always")
			.build();
		server.start();
		return new StoreServer(Map.of("jobscheduler.store.type", "redis", "spring.data.redis.port", "" + port),
				server::stop);
	}

	private static StoreServer zooKeeper() throws Exception {
		TestingServer server = new TestingServer();
		return new StoreServer(Map.of("jobscheduler.store.type", "zookeeper",
				"jobscheduler.store.zookeeper.connect-string", server.getConnectString()), server);
	}

	/** Speaks the protocol of MongoDB. */
	private static StoreServer mongoDb() {
		MongoServer server = new MongoServer(new CopyingBackend());
		String uri = server.bindAndGetConnectionString() + "/invoices?directConnection=true";
		return new StoreServer(Map.of("jobscheduler.store.type", "mongodb", "spring.mongodb.uri", uri,
				// asks the server what the embedded one does not know
				"management.health.mongodb.enabled", "false"), server::shutdownNow);
	}

	@Override
	public void close() throws Exception {
		this.closing.close();
	}

	/**
	 * The embedded server answers with the very documents that it keeps. Here commands
	 * are carried out one after the other, and answers are copies.
	 */
	private static final class CopyingBackend extends MemoryBackend {

		@Override
		public Document handleMessage(MongoMessage message) {
			synchronized (this) {
				return super.handleMessage(message).cloneDeeply();
			}
		}

	}

}
