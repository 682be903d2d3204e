package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.jobscheduler.store.JobStore.NodeRegistration;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.JobStore.OpenReply;
import io.jobscheduler.store.StoreUnavailableException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered nodes.
 */
final class NodeDocuments {

	private static final Logger LOG = LoggerFactory.getLogger(NodeDocuments.class);

	private static final int ATTEMPTS = 20;

	private final Server server;

	private final Session session;

	NodeDocuments(Server server, Session session) {
		this.server = server;
		this.session = session;
	}

	/**
	 * Each write names what it saw, so that of two nodes that see the same, one wins, and
	 * the other looks again.
	 */
	OpenReply open(NodeRegistration registration) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			Instant now = this.server.now();
			Document present = this.session.nodes.first(Filters.eq("_id", registration.node()));
			if (present == null) {
				if (!this.session.nodes.insertAbsent(List.of(document(registration, now))).isEmpty()) {
					return new OpenReply(now, null);
				}
				continue;
			}
			NodeStatus status = readable(present, now);
			if (status != null && status.registration().incarnation().equals(registration.incarnation())) {
				return new OpenReply(now, null);
			}
			if (status != null && status.alive()) {
				return new OpenReply(now, status);
			}
			Document unchanged = new Document("_id", registration.node())
				.append("incarnation", present.get("incarnation"))
				.append("heartbeat", present.get("heartbeat"));
			Document replacement = document(registration, now);
			replacement.remove("_id");
			if (this.session.nodes.updateOne(unchanged, new Document("$set", replacement))) {
				return new OpenReply(now, null);
			}
		}
		throw new StoreUnavailableException("Too many nodes register as '" + registration.node() + "' at once", null);
	}

	/** One that cannot be read is nobody's. */
	private static @Nullable NodeStatus readable(Document present, Instant now) {
		try {
			return status(new Fields(present), now, new NodeModes(Map.of()));
		}
		catch (RuntimeException ex) {
			LOG.warn("Registration of node {} cannot be read, and is taken over: {}", present.get("_id"),
					ex.getMessage());
			return null;
		}
	}

	private static Document document(NodeRegistration registration, Instant now) {
		return new Document("_id", registration.node()).append("incarnation", registration.incarnation())
			.append("application", registration.application())
			.append("role", registration.role())
			.append("declared", List.copyOf(registration.declared()))
			.append("lease", Micros.of(registration.lease()))
			.append("started", Micros.of(now))
			.append("heartbeat", Micros.of(now))
			.append("until", Micros.of(now.plus(registration.lease())));
	}

	private static NodeStatus status(Fields fields, Instant now, NodeModes modes) {
		NodeRegistration registration = new NodeRegistration(fields.text("_id"), fields.text("incarnation"),
				fields.text("application"), fields.text("role"), fields.texts("declared"),
				Micros.duration(fields.number("lease")));
		return new NodeStatus(registration, fields.instant("started"), fields.instant("heartbeat"),
				fields.number("until") >= Micros.of(now), modes.of(registration.node()));
	}

	/** Renews a registration; {@code false} if another incarnation has it, or none. */
	boolean renew(String node, String incarnation, Duration lease, Instant now) {
		return this.session.nodes.updateOne(new Document("_id", node).append("incarnation", incarnation),
				new Document("$set", new Document("heartbeat", Micros.of(now)).append("lease", Micros.of(lease))
					.append("until", Micros.of(now.plus(lease)))));
	}

	void remove(String node, String incarnation) {
		this.session.nodes.delete(new Document("_id", node).append("incarnation", incarnation));
	}

	int removeSilent(Duration silence, Instant now) {
		return this.session.nodes.delete(Filters.lt("until", Micros.of(now.minus(silence))));
	}

	List<NodeStatus> all(Instant now) {
		NodeModes modes = NodeModes.of(this.session.tasks.find(NodeModes.told()));
		List<NodeStatus> all = new ArrayList<>();
		Fields.each(this.session.nodes.find(new Document()).sort(Sorts.ascending("_id")),
				(fields) -> all.add(status(fields, now, modes)));
		return all;
	}

}
