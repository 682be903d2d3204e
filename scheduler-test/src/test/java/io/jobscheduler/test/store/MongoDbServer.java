package io.jobscheduler.test.store;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import org.bson.Document;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A MongoDB for all tests of a run: the one at {@code SCHEDULER_TEST_MONGODB_URI} if it
 * is of the kind that is asked for, or else an embedded server that speaks its protocol.
 */
final class MongoDbServer implements BeforeAllCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(MongoDbServer.class);

	private final Kind kind;

	private Running running;

	MongoDbServer(Kind kind) {
		this.kind = kind;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		this.running = context.getRoot().getStore(NAMESPACE).computeIfAbsent(this.kind, Running::start, Running.class);
	}

	MongoClient client() {
		return this.running.client;
	}

	String uri() {
		return this.running.uri;
	}

	/** What kind of server. */
	enum Kind {

		STAND_ALONE, REPLICA_SET;

		boolean isThatOf(MongoClient client) {
			Document greeting = client.getDatabase("admin").runCommand(new Document("isMaster", 1));
			boolean replicated = greeting.get("setName") != null || greeting.get("msg") != null;
			return replicated == (this == REPLICA_SET);
		}

	}

	private record Running(String uri, MongoClient client, MongoServer embedded) implements AutoCloseable {

		static Running start(Kind kind) {
			String uri = System.getenv("SCHEDULER_TEST_MONGODB_URI");
			if (uri != null) {
				MongoClient client = MongoClients.create(uri);
				if (kind.isThatOf(client)) {
					return new Running(uri, client, null);
				}
				client.close();
			}
			MongoServer embedded = new MongoServer(
					(kind == Kind.REPLICA_SET) ? new ReplicaSetBackend() : new EmbeddedMongoBackend());
			String embeddedUri = embedded.bindAndGetConnectionString() + "/?directConnection=true";
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
