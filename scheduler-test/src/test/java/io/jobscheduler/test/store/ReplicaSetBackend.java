package io.jobscheduler.test.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;

/**
 * An embedded server that says that it is a replica set of one, and has transactions as
 * MongoDB documents them: a transaction works on a snapshot of each collection; who
 * writes in one what another transaction has written, or what has changed since, is
 * aborted at once; who writes it without a transaction waits for that transaction's end.
 * What it shows of a store is that it asks for transactions in the right places, and
 * waits for no caller; not that MongoDB keeps them. A transaction that others have waited
 * for is aborted after a moment: a waiting connection may hold up that of the
 * transaction.
 */
class ReplicaSetBackend extends EmbeddedMongoBackend {

	private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify");

	private static final Set<String> READS = Set.of("find", "aggregate", "count", "distinct");

	private static final String SHADOW = "txn";

	private static final int LONGEST_WAIT = 40;

	private final Map<String, Transaction> transactions = new HashMap<>();

	private int count;

	@Override
	public Document handleCommand(Channel channel, String database, String command, Document query) {
		if (command.equalsIgnoreCase("isMaster") || command.equals("hello")) {
			Document reply = super.handleCommand(channel, database, "isMaster", new Document("isMaster", 1));
			reply.put("isWritablePrimary", true);
			reply.put("setName", "rs");
			reply.put("maxWireVersion", 13);
			reply.put("logicalSessionTimeoutMinutes", 30);
			return reply;
		}
		if (command.equals("endSessions")) {
			return new Document("ok", 1.0);
		}
		return super.handleCommand(channel, database, command, query);
	}

	@Override
	public Document handleMessage(MongoMessage message) {
		Document request = message.getDocument();
		String command = request.keySet().iterator().next();
		synchronized (this) {
			if (Boolean.FALSE.equals(request.get("autocommit"))) {
				return inTransaction(message, request, command);
			}
			if (WRITES.contains(command)) {
				awaitUnlocked(message, request, command);
			}
			return super.handleMessage(message);
		}
	}

	private Document inTransaction(MongoMessage message, Document request, String command) {
		String session = String.valueOf(request.get("lsid"));
		if (Boolean.TRUE.equals(request.get("startTransaction"))) {
			this.transactions.put(session, new Transaction(message, SHADOW + ++this.count + "_"));
		}
		Transaction transaction = this.transactions.get(session);
		if (transaction == null) {
			return conflict("the transaction was aborted", 251);
		}
		switch (command) {
			case "commitTransaction" -> {
				transaction.commit(message);
				end(session, transaction, message);
				return new Document("ok", 1.0);
			}
			case "abortTransaction" -> {
				end(session, transaction, message);
				return new Document("ok", 1.0);
			}
			default -> {
				Document reply = transaction.run(message, request, command);
				if (WRITES.contains(command) && !transaction.lock(message, (String) request.get(command))) {
					end(session, transaction, message);
					return conflict("WriteConflict", 112);
				}
				return reply;
			}
		}
	}

	private void end(String session, Transaction transaction, MongoMessage message) {
		this.transactions.remove(session);
		transaction.drop(message);
	}

	private static Document conflict(String text, int code) {
		return new Document("ok", 0.0).append("errmsg", text)
			.append("code", code)
			.append("codeName", (code == 112) ? "WriteConflict" : "NoSuchTransaction")
			.append("errorLabels", new ArrayList<>(List.of("TransientTransactionError")));
	}

	/** As a write without a transaction does. */
	private void awaitUnlocked(MongoMessage message, Document request, String command) {
		String collection = (String) request.get(command);
		for (int waits = 0; this.transactions.values().stream().anyMatch((each) -> each.locks(collection)); waits++) {
			Transaction trial = new Transaction(message, SHADOW + ++this.count + "_");
			trial.run(message, request, command);
			Set<Object> written = trial.written(message, collection);
			trial.drop(message);
			if (this.transactions.values().stream().noneMatch((each) -> each.locks(collection, written))) {
				return;
			}
			if (waits == LONGEST_WAIT) {
				Map.copyOf(this.transactions).forEach((session, transaction) -> {
					if (transaction.locks(collection, written)) {
						end(session, transaction, message);
					}
				});
				return;
			}
			pause();
		}
	}

	private void pause() {
		try {
			wait(10);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Document send(MongoMessage message, Document command) {
		Document reply = super.handleMessage(new MongoMessage(message.getChannel(), message.getHeader(), command));
		if (!Objects.equals(reply.get("ok"), 1.0)) {
			throw new IllegalStateException(command + ": " + reply);
		}
		return reply;
	}

	private static Document command(String name, String collection, String database) {
		return new Document(name, collection).append("$db", database);
	}

	@SuppressWarnings("unchecked")
	private static List<Document> firstBatch(Document reply) {
		return (List<Document>) ((Document) reply.get("cursor")).get("firstBatch");
	}

	private Map<Object, Document> documents(MongoMessage message, String collection, String database) {
		Map<Object, Document> documents = new LinkedHashMap<>();
		Document find = command("find", collection, database).append("filter", new Document())
			.append("batchSize", 1_000_000);
		firstBatch(send(message, find)).forEach((document) -> documents.put(document.get("_id"), document));
		return documents;
	}

	/** A transaction, which works on copies of the collections that it touches. */
	private final class Transaction {

		private final String shadow;

		private final String database;

		private final Map<String, Map<Object, Document>> snapshot = new HashMap<>();

		private final Map<String, Set<Object>> locked = new HashMap<>();

		Transaction(MongoMessage message, String shadow) {
			this.shadow = shadow;
			this.database = message.getDatabaseName();
		}

		private void touch(MongoMessage message, String collection) {
			if (!this.snapshot.containsKey(collection)) {
				Map<Object, Document> documents = documents(message, collection, this.database);
				this.snapshot.put(collection, documents);
				copyIndexes(message, collection);
				insert(message, this.shadow + collection, documents.values());
			}
		}

		private void copyIndexes(MongoMessage message, String collection) {
			send(message, command("create", this.shadow + collection, this.database));
			List<Document> indexes = new ArrayList<>(
					firstBatch(send(message, command("listIndexes", collection, this.database))));
			indexes.removeIf((index) -> index.get("name").equals("_id_"));
			if (!indexes.isEmpty()) {
				send(message,
						command("createIndexes", this.shadow + collection, this.database).append("indexes", indexes));
			}
		}

		private void insert(MongoMessage message, String collection, Iterable<Document> documents) {
			List<Document> copies = new ArrayList<>();
			documents.forEach((document) -> copies.add(document.cloneDeeply()));
			if (!copies.isEmpty()) {
				send(message, command("insert", collection, this.database).append("documents", copies));
			}
		}

		Document run(MongoMessage message, Document request, String command) {
			if (!WRITES.contains(command) && !READS.contains(command)) {
				throw new IllegalStateException("Not to be had in a transaction: " + request);
			}
			touch(message, (String) request.get(command));
			Document redirected = new Document(request);
			redirected.put(command, this.shadow + request.get(command));
			return ReplicaSetBackend.super.handleMessage(
					new MongoMessage(message.getChannel(), message.getHeader(), redirected));
		}

		/** The ids of what it has written, deleted and inserted. */
		Set<Object> written(MongoMessage message, String collection) {
			Map<Object, Document> before = this.snapshot.getOrDefault(collection, Map.of());
			Map<Object, Document> after = documents(message, this.shadow + collection, this.database);
			Set<Object> ids = new HashSet<>(before.keySet());
			ids.addAll(after.keySet());
			ids.removeIf((id) -> Objects.equals(before.get(id), after.get(id)));
			return ids;
		}

		boolean lock(MongoMessage message, String collection) {
			Set<Object> ids = written(message, collection);
			Map<Object, Document> before = this.snapshot.getOrDefault(collection, Map.of());
			Map<Object, Document> current = documents(message, collection, this.database);
			boolean free = ids.stream().allMatch((id) -> Objects.equals(before.get(id), current.get(id)))
					&& ReplicaSetBackend.this.transactions.values()
						.stream()
						.noneMatch((other) -> other != this && other.locks(collection, ids));
			this.locked.put(collection, ids);
			return free;
		}

		boolean locks(String collection) {
			return !this.locked.getOrDefault(collection, Set.of()).isEmpty();
		}

		boolean locks(String collection, Set<Object> ids) {
			return this.locked.getOrDefault(collection, Set.of()).stream().anyMatch(ids::contains);
		}

		/** Nothing that is locked has changed. */
		void commit(MongoMessage message) {
			for (String collection : this.locked.keySet()) {
				Map<Object, Document> after = documents(message, this.shadow + collection, this.database);
				List<Document> written = new ArrayList<>();
				for (Object id : this.locked.get(collection)) {
					Document delete = new Document("q", new Document("_id", id)).append("limit", 1);
					send(message, command("delete", collection, this.database).append("deletes",
							new ArrayList<>(List.of(delete))));
					if (after.containsKey(id)) {
						written.add(after.get(id));
					}
				}
				insert(message, collection, written);
			}
		}

		void drop(MongoMessage message) {
			this.snapshot.keySet()
				.forEach((collection) -> send(message, command("drop", this.shadow + collection, this.database)));
		}

	}

}
