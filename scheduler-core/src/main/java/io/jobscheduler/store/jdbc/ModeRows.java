package io.jobscheduler.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * The table of what nodes were told to do: a row for each that was told, and one for all.
 */
final class ModeRows {

	/** No node has this id. */
	private static final String ALL = "";

	private static final int PAUSED = 1;

	private static final int DRAINING = 2;

	private static final int ATTEMPTS = 20;

	private final Session session;

	private final BatchInsert insert;

	ModeRows(Session session) {
		this.session = session;
		this.insert = session.insert("@@MODE", Column.text("id"), Column.small("told"));
	}

	/**
	 * Tells a node, or all if it is {@code null}.
	 * @return what was told
	 */
	NodeMode put(@Nullable String node, NodeMode mode) {
		String id = (node != null) ? node : ALL;
		if (mode == NodeMode.ACTIVE) {
			this.session.update(new Query("DELETE FROM @@MODE WHERE id = ?", id));
			return mode;
		}
		int code = (mode == NodeMode.PAUSED) ? PAUSED : DRAINING;
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			if (!this.insert.absent(List.<@Nullable Object[]>of(new @Nullable Object[] { id, code })).isEmpty()
					|| this.session.update(new Query("UPDATE @@MODE SET told = ? WHERE id = ?", code, id)) > 0) {
				return mode;
			}
		}
		throw new StoreUnavailableException("Node '" + id + "' is told different things at once; tell it again", null);
	}

	/**
	 * A query for what a node was told, or all were, whichever is stricter.
	 * @param node the node's id as an expression
	 */
	static String toldTo(String node) {
		return "SELECT MAX(m.told) FROM @@MODE m WHERE m.id IN (" + node + ", '" + ALL + "') AND m.told IN (" + PAUSED
				+ ", " + DRAINING + ")";
	}

	/** What {@link #toldTo} has found, as the column {@code told}. */
	static NodeMode mode(ResultSet row) throws SQLException {
		return switch (row.getInt("told")) {
			case PAUSED -> NodeMode.PAUSED;
			case DRAINING -> NodeMode.DRAINING;
			default -> NodeMode.ACTIVE;
		};
	}

}
