package io.jobscheduler.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.store.JobStore.NodeRegistration;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.JobStore.OpenReply;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.StoreSchemaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered nodes.
 */
final class Nodes {

	private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

	/** The version of the layout of the keys. */
	private static final int LAYOUT = 1;

	private final Scripts scripts;

	Nodes(Scripts scripts) {
		this.scripts = scripts;
	}

	OpenReply open(NodeRegistration registration) {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("incarnation", registration.incarnation());
		fields.put("application", registration.application());
		fields.put("role", registration.role());
		fields.put("declared", String.join("\n", registration.declared()));
		Reply reply = this.scripts.run(Script.OPEN,
				new Arguments().number(LAYOUT)
					.text(registration.node())
					.text(registration.incarnation())
					.duration(registration.lease())
					.fields(fields));
		return switch (reply.text(0)) {
			case "open" -> new OpenReply(reply.instant(1), null);
			case "twin" -> new OpenReply(reply.instant(1),
					status(registration.node(), reply.fields(2), reply.instant(1), reply.reply(3)));
			default -> throw new StoreSchemaException(
					"The keys in Redis have layout " + reply.text(1) + "; this version of the scheduler knows layout "
							+ LAYOUT + ". Use the version that wrote them, or another key prefix",
					null);
		};
	}

	void leave(String node, String incarnation) {
		this.scripts.run(Script.LEAVE, new Arguments().text(node).text(incarnation));
	}

	List<NodeStatus> all() {
		Reply reply = this.scripts.run(Script.NODES, new Arguments());
		List<NodeStatus> nodes = new ArrayList<>();
		for (Reply row : reply.replies(1)) {
			try {
				nodes.add(status(row.text(0), row.fields(1), reply.instant(0), row.reply(2)));
			}
			catch (RuntimeException ex) {
				LOG.debug("Left out: node {}", row.text(0), ex);
			}
		}
		nodes.sort(Comparator.comparing((NodeStatus status) -> status.registration().node()));
		return nodes;
	}

	private static NodeStatus status(String id, Fields fields, Instant now, Reply told) {
		String declared = fields.textOr("declared", "");
		Duration lease = Micros.duration(fields.number("lease"));
		NodeRegistration registration = new NodeRegistration(id, fields.text("incarnation"), fields.text("application"),
				fields.text("role"), declared.isEmpty() ? List.of() : List.of(declared.split("\n")), lease);
		return new NodeStatus(registration, fields.instant("started"), fields.instant("heartbeat"),
				!fields.instant("till").isBefore(now), mode(told));
	}

	/** Tells a node, or all of them. */
	void setMode(@Nullable String node, NodeMode mode) {
		this.scripts.run(Script.MODE,
				new Arguments().optional(node).optional((mode != NodeMode.ACTIVE) ? mode.name() : null));
	}

	/**
	 * The stricter of what a node was told and what all were. What cannot be read is as
	 * if it had not been said.
	 */
	static NodeMode mode(Reply told) {
		NodeMode strictest = NodeMode.ACTIVE;
		for (NodeMode mode : NodeMode.values()) {
			if (told.text(0).equals(mode.name()) || told.text(1).equals(mode.name())) {
				strictest = strictest.stricter(mode);
			}
		}
		return strictest;
	}

}
