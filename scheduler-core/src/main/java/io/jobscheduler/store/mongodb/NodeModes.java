package io.jobscheduler.store.mongodb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.jobscheduler.store.NodeMode;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What nodes have been told to do. It is kept beside the limits of tasks, so that a pulse
 * reads both at once; ids of tasks are texts, these are documents.
 *
 * @param modes by node; what all were told by the empty text, which is no node's id
 */
record NodeModes(Map<String, NodeMode> modes) {

	private static final String MODE = "mode";

	private static final String NODE = "node";

	private static final String ALL = "";

	private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

	/** A condition that what nodes were told meets, and no task. */
	static Document told() {
		return new Document(MODE, new Document("$exists", true));
	}

	/** What documents say; one that cannot be read tells nobody anything. */
	static NodeModes of(Iterable<Document> told) {
		Map<String, NodeMode> modes = new HashMap<>();
		Fields.each(told, (fields) -> {
			if (fields.has(MODE)) {
				modes.put(fields.child("_id").text(NODE), NodeMode.valueOf(fields.text(MODE)));
			}
		});
		return new NodeModes(modes);
	}

	/** What a node shall do. */
	NodeMode of(String node) {
		return this.modes.getOrDefault(node, NodeMode.ACTIVE).stricter(this.modes.getOrDefault(ALL, NodeMode.ACTIVE));
	}

	/** Tells a node, or all if it is {@code null}. */
	static void tell(Session session, @Nullable String node, NodeMode mode) {
		Document id = new Document("_id", new Document(NODE, (node != null) ? node : ALL));
		if (mode == NodeMode.ACTIVE) {
			session.tasks.delete(id);
		}
		else {
			session.tasks.write(List
				.of(new UpdateOneModel<Document>(id, new Document("$set", new Document(MODE, mode.name())), UPSERT)));
		}
	}

}
