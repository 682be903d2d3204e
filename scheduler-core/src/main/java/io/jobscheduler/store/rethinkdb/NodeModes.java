package io.jobscheduler.store.rethinkdb;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.store.NodeMode;
import org.jspecify.annotations.Nullable;

/**
 * What nodes have been told to do. It is kept beside the limits of tasks, so that a pulse
 * reads both at once; ids of tasks are hashes, these have a prefix.
 *
 * @param modes by node; what all were told by the empty text, which is no node's id
 */
record NodeModes(Map<String, NodeMode> modes) {

	/** Nobody was told anything. */
	static final NodeModes NONE = new NodeModes(Map.of());

	static final String MODE = "mode";

	static final String NODE = "node";

	private static final String ALL = "";

	private static final String PREFIX = "node-";

	/** What documents say; one that cannot be read tells nobody anything. */
	static NodeModes of(List<Fields> told) {
		Map<String, NodeMode> modes = new HashMap<>();
		Fields.each(told, (fields) -> {
			if (fields.has(MODE)) {
				modes.put(fields.text(NODE), NodeMode.valueOf(fields.text(MODE)));
			}
		});
		return new NodeModes(modes);
	}

	/** What a node shall do. */
	NodeMode of(String node) {
		return this.modes.getOrDefault(node, NodeMode.ACTIVE).stricter(this.modes.getOrDefault(ALL, NodeMode.ACTIVE));
	}

	/** Tells a node, or all if it is {@code null}. */
	static void tell(Documents tasks, @Nullable String node, NodeMode mode) {
		String name = (node != null) ? node : ALL;
		String id = PREFIX + Hash.of(name);
		if (mode == NodeMode.ACTIVE) {
			tasks.delete(List.of(id), (any) -> Server.R.expr(true));
			return;
		}
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("id", id);
		document.put(NODE, name);
		document.put(MODE, mode.name());
		document.put(TaskLimits.HEARD, true);
		tasks.insert(List.of(document), (each, now) -> each, (key, present, added) -> added);
	}

}
