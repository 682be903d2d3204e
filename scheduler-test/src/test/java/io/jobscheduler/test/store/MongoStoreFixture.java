package io.jobscheduler.test.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.mongodb.MongoJobStore;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.Binary;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Collections of their own for each test, in a database that several tests may share.
 */
class MongoStoreFixture implements TransactionalStoreFixture {

	private static final String DATABASE = "scheduler_test";

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final String prefix = "t" + COUNT.incrementAndGet() + "_";

	private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

	private final MongoDatabase database;

	private final MongoDatabaseFactory factory;

	MongoStoreFixture(MongoClient client) {
		this.database = client.getDatabase(DATABASE);
		this.factory = new SimpleMongoClientDatabaseFactory(client, DATABASE);
	}

	@Override
	public JobStore open() {
		return open(TriggerFormat.standard()).orElseThrow();
	}

	@Override
	public Optional<JobStore> open(TriggerFormat triggers) {
		return Optional.of(builder(this.factory).triggers(triggers).build());
	}

	/** Opens a store on the data that has a way of its own to the server. */
	JobStore open(MongoClient client) {
		return builder(new SimpleMongoClientDatabaseFactory(client, DATABASE)).build();
	}

	private MongoJobStore.Builder builder(MongoDatabaseFactory databases) {
		return MongoJobStore.builder(databases).collectionPrefix(this.prefix).clockOffset(this.offset::get).push(false);
	}

	/** The whole name of one of the store's collections. */
	String collection(String end) {
		return this.prefix + end;
	}

	/** By the server's clock, which a real one has to itself. */
	@Override
	public Instant now() {
		BsonDocument reply = this.database.runCommand(new Document("isMaster", 1), BsonDocument.class);
		return Instant.ofEpochMilli(reply.getDateTime("localTime").getValue()).plus(this.offset.get());
	}

	@Override
	public void advance(Duration step) {
		this.offset.updateAndGet((before) -> before.plus(step));
	}

	@Override
	public boolean corruptJob(JobId id) {
		UUID uuid = id.value();
		byte[] bytes = ByteBuffer.allocate(16)
			.putLong(uuid.getMostSignificantBits())
			.putLong(uuid.getLeastSignificantBits())
			.array();
		return set("jobs", new Binary(BsonBinarySubType.UUID_STANDARD, bytes), "settings", "{\"priority\": \"odd\"}");
	}

	@Override
	public boolean corruptSchedule(String id) {
		return set("schedules", id, "definition", "{\"task\"");
	}

	private boolean set(String collection, Object id, String field, String value) {
		this.database.getCollection(collection(collection)).updateOne(Filters.eq("_id", id), Updates.set(field, value));
		return true;
	}

	@Override
	public void inTransaction(Runnable action) {
		new TransactionTemplate(new MongoTransactionManager(this.factory))
			.executeWithoutResult((status) -> action.run());
	}

	@Override
	public void close() {
		for (String name : this.database.listCollectionNames()) {
			if (name.startsWith(this.prefix)) {
				this.database.getCollection(name).drop();
			}
		}
	}

}
