package io.jobscheduler.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.jobscheduler.store.JobStore.NodeRegistration;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.NodeMode;
import org.jspecify.annotations.Nullable;

/**
 * The registered nodes. Not thread-safe.
 */
final class MemoryNodes {

	/** No node has this id. */
	private static final String ALL = "";

	private final NavigableMap<String, Entry> nodes = new TreeMap<>();

	private final Map<String, NodeMode> modes = new HashMap<>();

	/**
	 * Registers a node.
	 * @return the other live incarnation that holds its id; {@code null} if it was
	 * registered
	 */
	@Nullable NodeStatus open(NodeRegistration registration, Instant now) {
		Entry entry = this.nodes.get(registration.node());
		boolean same = entry != null && entry.registration().incarnation().equals(registration.incarnation());
		if (entry != null && !same && entry.isAlive(now)) {
			return status(entry, now);
		}
		Instant startedAt = (entry != null && same) ? entry.startedAt() : now;
		this.nodes.put(registration.node(), new Entry(registration, startedAt, now, registration.lease()));
		return null;
	}

	/**
	 * Renews a node.
	 * @return whether it is registered as this incarnation
	 */
	boolean pulse(String node, String incarnation, Duration lease, Instant now) {
		Entry entry = this.nodes.get(node);
		if (entry == null || !entry.registration().incarnation().equals(incarnation)) {
			return false;
		}
		this.nodes.put(node, new Entry(entry.registration(), entry.startedAt(), now, lease));
		return true;
	}

	void leave(String node, String incarnation) {
		Entry entry = this.nodes.get(node);
		if (entry != null && entry.registration().incarnation().equals(incarnation)) {
			this.nodes.remove(node);
		}
	}

	int prune(Duration silence, Instant now) {
		int before = this.nodes.size();
		this.nodes.values().removeIf((entry) -> entry.leaseUntil().plus(silence).isBefore(now));
		return before - this.nodes.size();
	}

	/** Tells a node, or all if it is {@code null}. */
	void setMode(@Nullable String node, NodeMode mode) {
		String key = (node != null) ? node : ALL;
		if (mode == NodeMode.ACTIVE) {
			this.modes.remove(key);
		}
		else {
			this.modes.put(key, mode);
		}
	}

	NodeMode mode(String node) {
		return this.modes.getOrDefault(node, NodeMode.ACTIVE).stricter(this.modes.getOrDefault(ALL, NodeMode.ACTIVE));
	}

	List<NodeStatus> list(Instant now) {
		return this.nodes.values().stream().map((entry) -> status(entry, now)).toList();
	}

	private NodeStatus status(Entry entry, Instant now) {
		return new NodeStatus(entry.registration(), entry.startedAt(), entry.heartbeatAt(), entry.isAlive(now),
				mode(entry.registration().node()));
	}

	private record Entry(NodeRegistration registration, Instant startedAt, Instant heartbeatAt, Duration lease) {

		Instant leaseUntil() {
			return this.heartbeatAt.plus(this.lease);
		}

		boolean isAlive(Instant now) {
			return !leaseUntil().isBefore(now);
		}

	}

}
