package io.jobscheduler.store.mongodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * One collection of the store, on a session or on none. Every write goes through here, so
 * that a test can let the process die just before any of them.
 */
final class Documents {

	private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

	/** So many documents come with one round trip, if they have no more than 16 MB. */
	private static final int ONE_ANSWER = 10_000;

	private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

	private final MongoCollection<Document> collection;

	private final boolean transactional;

	private final Runnable beforeWrite;

	/**
	 * Creates one.
	 * @param collection the collection, which knows the client session if there is one
	 * @param transactional whether that is in a transaction
	 * @param beforeWrite run before each write
	 */
	Documents(MongoCollection<Document> collection, boolean transactional, Runnable beforeWrite) {
		this.collection = collection;
		this.transactional = transactional;
		this.beforeWrite = beforeWrite;
	}

	static Bson idIn(Collection<?> ids) {
		return new Document("_id", new Document("$in", List.copyOf(ids)));
	}

	FindIterable<Document> find(Bson filter) {
		return this.collection.find(filter).batchSize(ONE_ANSWER);
	}

	List<Document> list(FindIterable<Document> query) {
		return query.into(new ArrayList<>());
	}

	List<Document> list(Bson filter) {
		return list(find(filter));
	}

	@Nullable Document first(Bson filter) {
		return find(filter).first();
	}

	List<Document> aggregate(Bson... stages) {
		return this.collection.aggregate(List.of(stages)).batchSize(ONE_ANSWER).into(new ArrayList<>());
	}

	long count(Bson filter, int cap) {
		return this.collection.countDocuments(filter, new CountOptions().limit(cap));
	}

	/**
	 * Writes a batch, in no particular order.
	 * @return how many documents were found
	 */
	int write(List<? extends WriteModel<Document>> writes) {
		return write(writes, UNORDERED);
	}

	/** Writes a batch one after the other. */
	void writeInOrder(List<? extends WriteModel<Document>> writes) {
		write(writes, new BulkWriteOptions());
	}

	private int write(List<? extends WriteModel<Document>> writes, BulkWriteOptions options) {
		if (writes.isEmpty()) {
			return 0;
		}
		this.beforeWrite.run();
		return this.collection.bulkWrite(writes, options).getMatchedCount();
	}

	/**
	 * Inserts those documents whose ids, and unique fields, are not there. Within a
	 * transaction, a unique field that is taken spoils the transaction.
	 * @return the indexes of those that were inserted
	 */
	Set<Integer> insertAbsent(List<Document> documents) {
		if (documents.isEmpty()) {
			return Set.of();
		}
		return this.transactional ? lookAndInsert(documents) : upsert(documents);
	}

	/**
	 * What another inserts meanwhile is a conflict. An upsert would do, too, but servers
	 * without the fix of SERVER-95524 may crash on one that they repeat in a transaction.
	 */
	private Set<Integer> lookAndInsert(List<Document> documents) {
		List<Object> ids = documents.stream().map((document) -> document.get("_id")).toList();
		Set<Object> taken = new HashSet<>();
		find(idIn(ids)).projection(Projections.include("_id"))
			.forEach((present) -> taken.add(Fields.comparable(present.get("_id"))));
		Set<Integer> indexes = new HashSet<>();
		List<Document> absent = new ArrayList<>();
		for (int i = 0; i < documents.size(); i++) {
			if (taken.add(ids.get(i))) {
				indexes.add(i);
				absent.add(documents.get(i));
			}
		}
		if (!absent.isEmpty()) {
			this.beforeWrite.run();
			this.collection.insertMany(absent);
		}
		return indexes;
	}

	private Set<Integer> upsert(List<Document> documents) {
		List<UpdateOneModel<Document>> writes = new ArrayList<>();
		for (Document document : documents) {
			Document rest = new Document(document);
			Object id = rest.remove("_id");
			writes.add(new UpdateOneModel<>(new Document("_id", id), new Document("$setOnInsert", rest), UPSERT));
		}
		this.beforeWrite.run();
		try {
			return inserted(this.collection.bulkWrite(writes, UNORDERED));
		}
		catch (MongoBulkWriteException ex) {
			if (StoreErrors.isOnlyDuplicates(ex)) {
				return inserted(ex.getWriteResult());
			}
			throw ex;
		}
	}

	private static Set<Integer> inserted(BulkWriteResult result) {
		Set<Integer> indexes = new HashSet<>();
		result.getUpserts().forEach((upsert) -> indexes.add(upsert.getIndex()));
		return indexes;
	}

	boolean updateOne(Bson filter, Bson update) {
		this.beforeWrite.run();
		return this.collection.updateOne(filter, update).getMatchedCount() > 0;
	}

	int updateMany(Bson filter, Bson update) {
		this.beforeWrite.run();
		return (int) this.collection.updateMany(filter, update).getMatchedCount();
	}

	/** Updates a document, and returns it as it was before. */
	@Nullable Document getAndUpdate(Bson filter, Bson update) {
		this.beforeWrite.run();
		return this.collection.findOneAndUpdate(filter, update,
				new FindOneAndUpdateOptions().returnDocument(ReturnDocument.BEFORE));
	}

	int delete(Bson filter) {
		this.beforeWrite.run();
		return (int) this.collection.deleteMany(filter).getDeletedCount();
	}

}
