package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The server: what it can do, and what time it is there.
 */
final class Server {

	/** The wire version of MongoDB 5.0, whose {@code hello} can be relied on. */
	private static final int HELLO_SINCE = 13;

	private final MongoDatabase database;

	private final String prefix;

	private final Supplier<Duration> clockOffset;

	private final Runnable beforeWrite;

	private final Document greeting;

	private final String version;

	private final @Nullable String storageEngine;

	/**
	 * Asks the server what it is.
	 * @param database the database
	 * @param prefix the prefix of the collections
	 * @param clockOffset what is added to its clock
	 * @param beforeWrite run before each write
	 */
	Server(MongoDatabase database, String prefix, Supplier<Duration> clockOffset, Runnable beforeWrite) {
		this.database = database;
		this.prefix = prefix;
		this.clockOffset = clockOffset;
		this.beforeWrite = beforeWrite;
		this.greeting = greet(database);
		this.version = version(database);
		this.storageEngine = storageEngine(database);
	}

	private static Document run(MongoDatabase database, String command) {
		return database.runCommand(new Document(command, 1), ReadPreference.primary());
	}

	/** A server that is strict about its API knows only the newer name. */
	private static Document greet(MongoDatabase database) {
		try {
			return run(database, "isMaster");
		}
		catch (MongoCommandException ex) {
			return run(database, "hello");
		}
	}

	/** A server that is strict about its API does not tell. */
	private static String version(MongoDatabase database) {
		try {
			return String.valueOf(run(database, "buildInfo").get("version"));
		}
		catch (MongoCommandException ex) {
			return "of unknown version";
		}
	}

	/** Not every user may know it. */
	private static @Nullable String storageEngine(MongoDatabase database) {
		try {
			Document status = run(database, "serverStatus");
			return (status.get("storageEngine") instanceof Document engine) ? engine.getString("name") : null;
		}
		catch (MongoCommandException ex) {
			return null;
		}
	}

	String prefix() {
		return this.prefix;
	}

	Runnable beforeWrite() {
		return this.beforeWrite;
	}

	String version() {
		return this.version;
	}

	@Nullable String storageEngine() {
		return this.storageEngine;
	}

	boolean isSharded() {
		return "isdbgrid".equals(this.greeting.get("msg"));
	}

	boolean isReplicated() {
		return this.greeting.get("setName") != null || isSharded();
	}

	/** Whether it has transactions of several documents. */
	boolean hasTransactions() {
		return isReplicated() && this.greeting.get("logicalSessionTimeoutMinutes") != null;
	}

	/** That of the store's own writes, whatever the connection string says. */
	WriteConcern writeConcern() {
		WriteConcern acknowledged = isReplicated() ? WriteConcern.MAJORITY.withWTimeout(30, TimeUnit.SECONDS)
				: WriteConcern.W1;
		return acknowledged.withJournal(true);
	}

	/** The time of the primary. */
	Instant now() {
		BsonDocument reply = this.database.runCommand(new Document(hasHello() ? "hello" : "isMaster", 1),
				ReadPreference.primary(), BsonDocument.class);
		long millis = reply.getDateTime("localTime").getValue();
		return Instant.ofEpochMilli(millis).plus(this.clockOffset.get());
	}

	private boolean hasHello() {
		return this.greeting.get("maxWireVersion") instanceof Number wireVersion
				&& wireVersion.intValue() >= HELLO_SINCE;
	}

}
