package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/**
 * An embedded server with data that is new whenever it is asked for.
 */
final class StandAloneServer implements AutoCloseable {

	private final MongoServer server = new MongoServer(new MemoryBackend());

	private final MongoClient client = MongoClients.create(this.server.bindAndGetConnectionString());

	private final AtomicInteger count = new AtomicInteger();

	/** Data with nothing in it. */
	Data newData() {
		return new Data("t" + this.count.incrementAndGet() + "_");
	}

	@Override
	public void close() {
		this.client.close();
		this.server.shutdownNow();
	}

	/** What the stores of a test share. */
	final class Data {

		private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

		private final String prefix;

		private Data(String prefix) {
			this.prefix = prefix;
		}

		MongoJobStore store() {
			return builder().build();
		}

		MongoJobStore store(Runnable beforeWrite) {
			return builder().beforeWrite(beforeWrite).build();
		}

		MongoJobStore.Builder builder() {
			return MongoJobStore
				.builder(new SimpleMongoClientDatabaseFactory(StandAloneServer.this.client, "scheduler"))
				.collectionPrefix(this.prefix)
				.clockOffset(this.offset::get)
				.push(false);
		}

		void advance(Duration step) {
			this.offset.updateAndGet((before) -> before.plus(step));
		}

		MongoDatabase database() {
			return StandAloneServer.this.client.getDatabase("scheduler");
		}

		String prefix() {
			return this.prefix;
		}

	}

}
