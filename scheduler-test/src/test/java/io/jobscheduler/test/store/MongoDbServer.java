package io.jobscheduler.test.store;

import java.util.Optional;

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

	/** The server that tests are given, if it is of a kind. */
	static Optional<String> real(Kind kind) {
		return Optional.ofNullable(System.getenv("SCHEDULER_TEST_MONGODB_URI")).filter((uri) -> {
			try (MongoClient client = MongoClients.create(uri)) {
				return kind.isThatOf(client);
			}
		});
	}

	private record Running(String uri, MongoClient client, MongoServer embedded) implements AutoCloseable {

		static Running start(Kind kind) {
			String uri = real(kind).orElse(null);
			if (uri != null) {
				return new Running(uri, MongoClients.create(uri), null);
			}
			MongoServer embedded = new MongoServer(
					(kind == Kind.REPLICA_SET) ? new ReplicaSetBackend() : new EmbeddedMongoBackend());
			// what the application sets for its own UUIDs makes no difference
			String embeddedUri = embedded.bindAndGetConnectionString() + "/?directConnection=true&uuidRepresentation="
					+ ((kind == Kind.REPLICA_SET) ? "standard" : "unspecified");
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
