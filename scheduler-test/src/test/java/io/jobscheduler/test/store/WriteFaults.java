package io.jobscheduler.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;

/**
 * What an embedded server answers to writes while it pretends to be in trouble, as
 * MongoDB would answer.
 */
final class WriteFaults {

	private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify",
			"commitTransaction");

	private volatile Document refusal;

	private volatile Document afterwards;

	/** Commands that write fail as a whole, before anything is written. */
	void refuse(int code) {
		this.refusal = new Document("ok", 0.0).append("code", code).append("errmsg", "for the test: " + code);
	}

	/** Commands succeed, but none of their writes. */
	void failWrites(int code) {
		this.refusal = new Document("ok", 1.0).append("n", 0).append("writeErrors", list(error(code)));
	}

	/** What is written is not replicated in time. */
	void replicateTooLate() {
		this.afterwards = new Document("writeConcernError", error(64));
	}

	void end() {
		this.refusal = null;
		this.afterwards = null;
	}

	private static Document error(int code) {
		return new Document("index", 0).append("code", code).append("errmsg", "for the test: " + code);
	}

	private static List<Document> list(Document document) {
		return new ArrayList<>(List.of(document));
	}

	/** Carries out a message, or answers it with what is wrong. */
	Document answer(MongoMessage message, Answer answer) {
		Document request = message.getDocument();
		Document refused = this.refusal;
		Document added = this.afterwards;
		if (!WRITES.contains(request.keySet().iterator().next())) {
			return answer.to(message);
		}
		if (refused != null) {
			Document reply = refused.cloneDeeply();
			if (Boolean.FALSE.equals(request.get("autocommit"))) {
				reply.put("errorLabels", new ArrayList<>(List.of("TransientTransactionError")));
			}
			return reply;
		}
		Document reply = answer.to(message);
		if (added != null) {
			reply.putAll(added.cloneDeeply());
		}
		return reply;
	}

	/** How a server answers. */
	@FunctionalInterface
	interface Answer {

		Document to(MongoMessage message);

	}

	/** A stand-alone server with these faults. */
	EmbeddedMongoBackend standAlone() {
		return new EmbeddedMongoBackend() {

			@Override
			public Document handleMessage(MongoMessage message) {
				return answer(message, super::handleMessage);
			}

		};
	}

	/** A replica set of one with these faults. */
	ReplicaSetBackend replicaSet() {
		return new ReplicaSetBackend() {

			@Override
			public Document handleMessage(MongoMessage message) {
				return answer(message, super::handleMessage);
			}

		};
	}

}
