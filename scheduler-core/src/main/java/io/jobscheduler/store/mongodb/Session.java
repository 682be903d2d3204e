package io.jobscheduler.store.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.jobscheduler.store.StoreSchemaException;
import org.bson.Document;

/**
 * The store's collections: on no session, on that of the caller's transaction, or on that
 * of a transaction of the store's own.
 */
final class Session {

	private final MongoDatabase database;

	private final Server server;

	private final boolean transactional;

	final Documents jobs;

	final Documents schedules;

	final Documents skips;

	final Documents tasks;

	final Documents cancels;

	final Documents nodes;

	final Documents meta;

	/**
	 * Creates a session.
	 * @param database the database, which knows the client session if there is one
	 * @param server where it is
	 * @param readConcern what is read; the transaction's own counts in one
	 * @param transactional whether it is that of a transaction
	 */
	Session(MongoDatabase database, Server server, ReadConcern readConcern, boolean transactional) {
		this.database = database.withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
			.withReadPreference(ReadPreference.primary())
			.withReadConcern(readConcern)
			.withWriteConcern(server.writeConcern());
		this.server = server;
		this.transactional = transactional;
		this.jobs = documents(Layout.JOBS);
		this.schedules = documents(Layout.SCHEDULES);
		this.skips = documents(Layout.SKIPS);
		this.tasks = documents(Layout.TASKS);
		this.cancels = documents(Layout.CANCELS);
		this.nodes = documents(Layout.NODES);
		this.meta = documents(Layout.META);
	}

	private Documents documents(String name) {
		return new Documents(this.database.getCollection(this.server.prefix() + name), this.transactional,
				this.server.beforeWrite());
	}

	/** Whether all that is written on it is written at once, or not at all. */
	boolean isTransactional() {
		return this.transactional;
	}

	/**
	 * Draws fencing tokens.
	 * @param count how many
	 * @return the first; the others follow
	 */
	long drawTokens(int count) {
		Document before = this.meta.getAndUpdate(Filters.eq("_id", Layout.TOKEN),
				new Document("$inc", new Document("last", (long) count)));
		if (before == null) {
			throw new StoreSchemaException("The document '" + Layout.TOKEN
					+ "' with the last fencing token is missing in " + "collection '" + this.server.prefix()
					+ Layout.META + "'. Restore it with a 'last' above every 'token' " + "of the jobs", null);
		}
		return new Fields(before).number("last") + 1;
	}

}
