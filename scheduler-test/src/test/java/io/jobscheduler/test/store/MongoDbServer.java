package io.jobscheduler.test.store;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A MongoDB for all tests of a run: the one at {@code SCHEDULER_TEST_MONGODB_URI}, or
 * else an embedded server that speaks its protocol and is stand-alone.
 */
final class MongoDbServer implements BeforeAllCallback {

	/** Where a real server is. */
	static final String URI = "SCHEDULER_TEST_MONGODB_URI";

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(MongoDbServer.class);

	private Running running;

	@Override
	public void beforeAll(ExtensionContext context) {
		this.running = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Running.class, (key) -> Running.start(), Running.class);
	}

	MongoClient client() {
		return this.running.client;
	}

	String uri() {
		return this.running.uri;
	}

	private record Running(String uri, MongoClient client, MongoServer embedded) implements AutoCloseable {

		static Running start() {
			String uri = System.getenv(URI);
			if (uri != null) {
				return new Running(uri, MongoClients.create(new ConnectionString(uri)), null);
			}
			MongoServer embedded = new MongoServer(new EmbeddedMongoBackend());
			String embeddedUri = embedded.bindAndGetConnectionString();
			return new Running(embeddedUri, MongoClients.create(embeddedUri), embedded);
		}

		@Override
		public void close() {
			this.client.close();
			if (this.embedded != null) {
				this.embedded.shutdownNow();
			}
		}

	}

}
