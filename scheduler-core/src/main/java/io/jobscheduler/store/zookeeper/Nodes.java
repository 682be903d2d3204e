package io.jobscheduler.store.zookeeper;

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
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered nodes: a znode each, which is not ephemeral, so that a lost session is
 * not a lost node.
 */
final class Nodes {

	private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

	private static final int ATTEMPTS = 100;

	private final Connection connection;

	private final Layout layout;

	private final Modes modes;

	Nodes(Connection connection, Layout layout, Modes modes) {
		this.connection = connection;
		this.layout = layout;
		this.modes = modes;
	}

	OpenReply open(NodeRegistration registration) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			Round first = this.connection.round();
			Round.Data meta = first.data(this.layout.meta());
			Round.Tick tick = first.tick();
			Round.Data znode = first.data(this.layout.node(registration.node()));
			Modes.Told told = this.modes.ask(first, registration.node());
			first.run();
			this.layout.require(meta);
			NodeStatus other = status(znode, told, tick.now());
			boolean same = other != null && other.registration().incarnation().equals(registration.incarnation());
			if (same) {
				return new OpenReply(tick.now(), null);
			}
			if (other != null && other.alive()) {
				return new OpenReply(tick.now(), other);
			}
			byte[] data = fields(registration, tick.now()).bytes();
			Change change = this.connection.change();
			this.connection.requireSize(
					znode.exists() ? change.set(znode.path, data, znode.version()) : change.create(znode.path, data),
					"The registration of node '" + registration.node() + "'");
			if (done(change)) {
				return new OpenReply(tick.now(), null);
			}
		}
		throw new StoreUnavailableException(
				"Node '" + registration.node() + "' is registered by others all the time; try again", null);
	}

	private boolean done(Change change) {
		Round round = this.connection.round();
		Round.Commit commit = round.commit(change);
		round.run();
		return commit.isDone();
	}

	private static Fields fields(NodeRegistration registration, Instant now) {
		Fields fields = new Fields().put("node", registration.node())
			.put("incarnation", registration.incarnation())
			.put("application", registration.application())
			.put("role", registration.role())
			.put("declared", String.join("\n", registration.declared()))
			.put("started", now);
		return beat(fields, registration.lease(), now);
	}

	/** Sets what a sign of life changes. */
	static Fields beat(Fields fields, Duration lease, Instant now) {
		return fields.put("heartbeat", now)
			.put("lease", Micros.of(lease))
			.put("until", Micros.rounded(now.plus(lease)));
	}

	void leave(String node, String incarnation) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			Round first = this.connection.round();
			first.tick();
			Round.Data znode = first.data(this.layout.node(node));
			first.run();
			Fields fields = znode.fields();
			if (fields == null || !fields.has("incarnation", incarnation)
					|| done(this.connection.change().delete(znode.path, znode.version()))) {
				return;
			}
		}
	}

	List<NodeStatus> all() {
		Round first = this.connection.round();
		Round.Tick tick = first.tick();
		Round.Children names = first.children(this.layout.nodes());
		first.run();
		Round second = this.connection.round();
		Map<Round.Data, Modes.Told> znodes = new LinkedHashMap<>();
		for (String name : names.names()) {
			znodes.put(second.data(this.layout.nodes() + "/" + name), this.modes.askNamed(second, name));
		}
		second.run();
		List<NodeStatus> nodes = new ArrayList<>();
		znodes.forEach((znode, told) -> {
			NodeStatus status = status(znode, told, tick.now());
			if (status != null) {
				nodes.add(status);
			}
		});
		nodes.sort(Comparator.comparing((NodeStatus status) -> status.registration().node()));
		return nodes;
	}

	/** What is there of a node; {@code null} if nothing is that can be read. */
	private static @Nullable NodeStatus status(Round.Data znode, Modes.Told told, Instant now) {
		Fields fields = znode.fields();
		if (fields == null) {
			return null;
		}
		try {
			String declared = fields.textOr("declared", "");
			NodeRegistration registration = new NodeRegistration(fields.text("node"), fields.text("incarnation"),
					fields.text("application"), fields.text("role"),
					declared.isEmpty() ? List.of() : List.of(declared.split("\n")),
					Micros.duration(fields.number("lease")));
			return new NodeStatus(registration, fields.instant("started"), fields.instant("heartbeat"),
					!fields.instant("until").isBefore(now), told.mode());
		}
		catch (RuntimeException ex) {
			LOG.debug("{} is passed over", znode.path, ex);
			return null;
		}
	}

}
