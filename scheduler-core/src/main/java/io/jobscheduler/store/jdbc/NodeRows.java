package io.jobscheduler.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.jobscheduler.store.JobStore.NodeRegistration;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.JobStore.OpenReply;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * The table of nodes.
 */
final class NodeRows {

	private static final int ATTEMPTS = 20;

	private static final List<Column> REGISTRATION = List.of(Column.text("incarnation"), Column.text("application"),
			Column.text("role"), Column.text("declared"), Column.number("lease"), Column.number("started_at"),
			Column.number("heartbeat_at"));

	private final Session session;

	private final BatchInsert insert;

	private final BatchUpdate takeOver;

	NodeRows(Session session) {
		this.session = session;
		this.insert = session.insert("@@NODE", Column.text("id"), REGISTRATION.get(0), REGISTRATION.get(1),
				REGISTRATION.get(2), REGISTRATION.get(3), REGISTRATION.get(4), REGISTRATION.get(5),
				REGISTRATION.get(6));
		this.takeOver = session.update("@@NODE", REGISTRATION, Column.text("id"), Column.text("incarnation"),
				Column.number("heartbeat_at"));
	}

	/**
	 * Each write names what it saw, so that of two nodes that see the same, one wins, and
	 * the other looks again.
	 */
	OpenReply open(NodeRegistration registration) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			Instant now = this.session.now();
			Optional<NodeStatus> found = find(registration.node(), now);
			if (found.isEmpty()) {
				if (!this.insert.absent(List.<@Nullable Object[]>of(row(registration, now))).isEmpty()) {
					return new OpenReply(now, null);
				}
				continue;
			}
			NodeStatus status = found.get();
			if (status.registration().incarnation().equals(registration.incarnation())) {
				return new OpenReply(now, null);
			}
			if (status.alive()) {
				return new OpenReply(now, status);
			}
			if (takeOver(status, registration, now)) {
				return new OpenReply(now, null);
			}
		}
		throw new StoreUnavailableException("Too many nodes register as '" + registration.node() + "' at once", null);
	}

	private static @Nullable Object[] row(NodeRegistration registration, Instant now) {
		return new @Nullable Object[] { registration.node(), registration.incarnation(), registration.application(),
				registration.role(), String.join("\n", registration.declared()), Micros.of(registration.lease()),
				Micros.of(now), Micros.of(now) };
	}

	private boolean takeOver(NodeStatus dead, NodeRegistration registration, Instant now) {
		@Nullable Object[] row = Arrays.copyOfRange(row(registration, now), 1, 11);
		row[7] = registration.node();
		row[8] = dead.registration().incarnation();
		row[9] = Micros.of(dead.heartbeatAt());
		return !this.takeOver.apply(List.<@Nullable Object[]>of(row)).isEmpty();
	}

	/** Renews a registration; {@code false} if another incarnation has it, or none. */
	boolean renew(String node, String incarnation, Duration lease, Instant now) {
		return this.session
			.update(new Query("UPDATE @@NODE SET heartbeat_at = ?, lease = ? WHERE id = ? AND incarnation = ?",
					Micros.of(now), Micros.of(lease), node, incarnation)) > 0;
	}

	void remove(String node, String incarnation) {
		this.session.update(new Query("DELETE FROM @@NODE WHERE id = ? AND incarnation = ?", node, incarnation));
	}

	int removeSilent(Duration silence, Instant now) {
		return this.session.update(
				new Query("DELETE FROM @@NODE WHERE heartbeat_at + lease < ?", Micros.of(now) - Micros.of(silence)));
	}

	List<NodeStatus> all(Instant now) {
		return list(new Query("ORDER BY id"), now);
	}

	private Optional<NodeStatus> find(String node, Instant now) {
		return list(new Query("WHERE id = ?", node), now).stream().findFirst();
	}

	private List<NodeStatus> list(Query where, Instant now) {
		Query query = new Query(
				"SELECT id, incarnation, application, role, declared, lease, started_at, heartbeat_at, ("
						+ ModeRows.toldTo("n.id") + ") AS told FROM @@NODE n ")
			.add(where);
		return this.session.list(query, (row, n) -> status(row, now));
	}

	private static NodeStatus status(ResultSet row, Instant now) throws SQLException {
		String declared = row.getString("declared");
		long lease = row.getLong("lease");
		NodeRegistration registration = new NodeRegistration(row.getString("id"), row.getString("incarnation"),
				row.getString("application"), row.getString("role"),
				declared.isEmpty() ? List.of() : List.of(declared.split("\n")),
				Duration.between(Instant.EPOCH, Micros.instant(lease)));
		boolean alive = row.getLong("heartbeat_at") + lease >= Micros.of(now);
		return new NodeStatus(registration, Micros.read(row, "started_at"), Micros.read(row, "heartbeat_at"), alive,
				ModeRows.mode(row));
	}

}
