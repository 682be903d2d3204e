package io.jobscheduler.test.example;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.JobStore.NodeRegistration;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.NodeMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The registered nodes.
 */
final class NodeTable {

	/** No node has this id. */
	private static final String ALL = "";

	private final ObjectNode entries;

	private final ObjectNode modes;

	private final EntryFormat format;

	NodeTable(ObjectNode entries, ObjectNode modes, EntryFormat format) {
		this.entries = entries;
		this.modes = modes;
		this.format = format;
	}

	private Optional<Entry> get(String node) {
		try {
			return Optional.of(this.format.value(this.entries.get(node), Entry.class));
		}
		catch (StoredFormatException ex) {
			return Optional.empty();
		}
	}

	private void put(NodeRegistration registration, Instant startedAt, Instant now, Duration lease) {
		this.entries.set(registration.node(), this.format.tree(new Entry(registration, startedAt, now, lease)));
	}

	/**
	 * Registers a node.
	 * @return the other live incarnation that holds its id; {@code null} if it was
	 * registered
	 */
	@Nullable NodeStatus open(NodeRegistration registration, Instant now) {
		Optional<Entry> entry = get(registration.node());
		Optional<Entry> same = entry.filter((found) -> found.isOf(registration.incarnation()));
		if (entry.isPresent() && same.isEmpty() && entry.get().isAlive(now)) {
			return status(entry.get(), now);
		}
		put(registration, same.map(Entry::startedAt).orElse(now), now, registration.lease());
		return null;
	}

	/**
	 * Renews a node.
	 * @return whether it is registered as this incarnation
	 */
	boolean pulse(String node, String incarnation, Duration lease, Instant now) {
		Optional<Entry> entry = get(node).filter((found) -> found.isOf(incarnation));
		entry.ifPresent((found) -> put(found.registration(), found.startedAt(), now, lease));
		return entry.isPresent();
	}

	void leave(String node, String incarnation) {
		get(node).filter((found) -> found.isOf(incarnation)).ifPresent((found) -> this.entries.remove(node));
	}

	/** Tells a node, or all if it is {@code null}, whether registered or not. */
	void setMode(@Nullable String node, NodeMode mode) {
		String key = (node != null) ? node : ALL;
		if (mode == NodeMode.ACTIVE) {
			this.modes.remove(key);
		}
		else {
			this.modes.put(key, mode.name());
		}
	}

	NodeMode mode(String node) {
		return told(node).stricter(told(ALL));
	}

	private NodeMode told(String key) {
		try {
			return NodeMode.valueOf(this.modes.path(key).stringValue(NodeMode.ACTIVE.name()));
		}
		catch (IllegalArgumentException ex) {
			return NodeMode.ACTIVE;
		}
	}

	int prune(Duration silence, Instant now) {
		List<String> silent = ids().stream()
			.filter((id) -> get(id).filter((entry) -> entry.leaseUntil().plus(silence).isBefore(now)).isPresent())
			.toList();
		this.entries.remove(silent);
		return silent.size();
	}

	List<NodeStatus> list(Instant now) {
		List<NodeStatus> nodes = new ArrayList<>();
		ids().forEach((id) -> get(id).ifPresent((entry) -> nodes.add(status(entry, now))));
		return nodes;
	}

	private NodeStatus status(Entry entry, Instant now) {
		return new NodeStatus(entry.registration(), entry.startedAt(), entry.heartbeatAt(), entry.isAlive(now),
				mode(entry.registration().node()));
	}

	private TreeSet<String> ids() {
		return new TreeSet<>(this.entries.propertyNames());
	}

	/**
	 * A node.
	 *
	 * @param registration what it registered
	 * @param startedAt when it first did
	 * @param heartbeatAt its last pulse
	 * @param lease how long it counts as alive after that
	 */
	record Entry(NodeRegistration registration, Instant startedAt, Instant heartbeatAt, Duration lease) {

		boolean isOf(String incarnation) {
			return this.registration.incarnation().equals(incarnation);
		}

		Instant leaseUntil() {
			return this.heartbeatAt.plus(this.lease);
		}

		boolean isAlive(Instant now) {
			return !leaseUntil().isBefore(now);
		}

	}

}
