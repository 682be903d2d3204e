package io.jobscheduler.store.mongodb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.UpdateOptions;
import io.jobscheduler.store.StoreSchemaException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The collections and their indexes: made, and checked.
 */
final class Layout {

	static final String JOBS = "jobs";

	static final String SCHEDULES = "schedules";

	static final String SKIPS = "skips";

	static final String TASKS = "tasks";

	static final String CANCELS = "cancels";

	static final String NODES = "nodes";

	static final String META = "meta";

	static final String HINTS = "hints";

	/** The document of {@link #META} that has the last fencing token. */
	static final String TOKEN = "token";

	/** The index along which jobs are claimed. */
	static final String CLAIM_INDEX = "claim";

	private static final String LAYOUT = "layout";

	private static final int VERSION = 1;

	private static final int NAMESPACE_EXISTS = 48;

	/** Cannot create index, other options, other fields, duplicate key. */
	private static final Set<Integer> CANNOT_BE_MADE = Set.of(67, 85, 86, 11000);

	private static final Map<String, List<Index>> COLLECTIONS = new LinkedHashMap<>();

	static {
		COLLECTIONS.put(JOBS, List.of(
				new Index(CLAIM_INDEX,
						new Document("queue.task", 1).append("queue.priority", -1)
							.append("queue.due", 1)
							.append("queue.id", 1)),
				new Index("due", new Document("queue.due", 1)),
				new Index("lease", new Document("claim.until", 1).append("claim.task", 1)),
				new Index("live", new Document("live", 1)), new Index("key", new Document("key", 1), true),
				new Index("open", new Document("open", 1)), new Index("quarantined", new Document("quarantined", 1)),
				new Index("ended", new Document("end.at", -1).append("end.id", -1)),
				new Index("expiry", new Document("expires", 1))));
		COLLECTIONS.put(SCHEDULES, List.of(new Index("due", new Document("due", 1)),
				new Index("plan", new Document("plan.look", 1)), new Index("finished", new Document("finished", 1))));
		COLLECTIONS.put(SKIPS,
				List.of(new Index("latest", new Document("schedule", 1).append("last", -1).append("_id", -1)),
						new Index("age", new Document("at", 1))));
		COLLECTIONS.put(TASKS, List.of());
		COLLECTIONS.put(CANCELS, List.of());
		COLLECTIONS.put(NODES, List.of());
		COLLECTIONS.put(META, List.of());
		COLLECTIONS.put(HINTS, List.of());
	}

	private final MongoDatabase database;

	private final String prefix;

	Layout(MongoDatabase database, Server server) {
		this.database = database.withWriteConcern(server.writeConcern());
		this.prefix = server.prefix();
	}

	/** Makes what is not there. Any number of nodes may do so at once. */
	void create() {
		Set<String> present = this.database.listCollectionNames().into(new HashSet<>());
		COLLECTIONS.forEach((name, indexes) -> {
			if (!present.contains(this.prefix + name)) {
				createCollection(this.prefix + name);
			}
			if (!indexes.isEmpty()) {
				createIndexes(name, indexes);
			}
		});
		initialize(LAYOUT, new Document("version", VERSION));
		initialize(TOKEN, new Document("last", 0L));
	}

	private void initialize(String id, Document values) {
		collection(META).updateOne(Filters.eq("_id", id), new Document("$setOnInsert", values),
				new UpdateOptions().upsert(true));
	}

	private void createCollection(String name) {
		try {
			this.database.createCollection(name);
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() != NAMESPACE_EXISTS) {
				throw ex;
			}
		}
	}

	private void createIndexes(String name, List<Index> indexes) {
		try {
			collection(name).createIndexes(indexes.stream().map(Index::model).toList());
		}
		catch (MongoCommandException ex) {
			if (!CANNOT_BE_MADE.contains(ex.getErrorCode())) {
				throw ex;
			}
			throw new StoreSchemaException("The indexes of collection '" + this.prefix + name + "' cannot be made: "
					+ ex.getErrorMessage() + ". Drop those that the scheduler did not make, or choose another prefix",
					ex);
		}
	}

	/**
	 * Checks what is there.
	 * @throws StoreSchemaException if it is not what this version needs
	 */
	void check() {
		Document layout = collection(META).find(Filters.eq("_id", LAYOUT)).first();
		Object version = (layout != null) ? layout.get("version") : null;
		if (!(version instanceof Number number) || number.intValue() != VERSION) {
			throw new StoreSchemaException("The layout of the collections '" + this.prefix + "*' has "
					+ ((version != null) ? "version " + version : "no version") + ", this scheduler needs version "
					+ VERSION + ". Let the store create its collections, or use a version of the scheduler that fits",
					null);
		}
		COLLECTIONS.forEach((name, indexes) -> {
			if (!indexes.isEmpty()) {
				check(name, indexes);
			}
		});
	}

	private void check(String name, List<Index> indexes) {
		Map<String, Document> present = new LinkedHashMap<>();
		collection(name).listIndexes().forEach((index) -> present.put(index.getString("name"), index));
		for (Index index : indexes) {
			if (!index.isLike(present.get(index.name()))) {
				throw new StoreSchemaException("Index '" + index.name() + "' of collection '" + this.prefix + name
						+ "' is " + present.get(index.name()) + ", expected is " + index.fields()
						+ ", sparse. Drop it, and let the store create its indexes", null);
			}
		}
	}

	private MongoCollection<Document> collection(String name) {
		return this.database.getCollection(this.prefix + name);
	}

	/**
	 * An index, which leaves out documents that have none of its fields.
	 *
	 * @param name its name
	 * @param fields its fields, {@code 1} up or {@code -1} down
	 * @param unique whether no two documents may have the same
	 */
	private record Index(String name, Document fields, boolean unique) {

		Index(String name, Document fields) {
			this(name, fields, false);
		}

		IndexModel model() {
			return new IndexModel(this.fields, new IndexOptions().name(this.name).sparse(true).unique(this.unique));
		}

		boolean isLike(@Nullable Document present) {
			return present != null && present.get("key") instanceof Document key && keys(key).equals(keys(this.fields))
					&& present.getBoolean("unique", false) == this.unique && present.getBoolean("sparse", false);
		}

		/** In their order; numbers may be of any type. */
		private static List<String> keys(Document fields) {
			List<String> keys = new ArrayList<>();
			fields.forEach((field, direction) -> keys
				.add(field + " " + ((direction instanceof Number number) ? number.intValue() : direction)));
			return keys;
		}

	}

}
