package io.jobscheduler.test.store;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;

/**
 * The embedded server answers with the very documents that it keeps, which the next
 * command may change before they are on the wire. Here commands are carried out one after
 * the other, and answers are copies.
 */
class EmbeddedMongoBackend extends MemoryBackend {

	@Override
	public Document handleMessage(MongoMessage message) {
		if (message.getDocument().containsKey("getMore")) {
			return super.handleMessage(message);
		}
		synchronized (this) {
			return super.handleMessage(message).cloneDeeply();
		}
	}

}
