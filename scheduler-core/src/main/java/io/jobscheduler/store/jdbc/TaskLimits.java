package io.jobscheduler.store.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

/**
 * The limits of running jobs. Which tasks have one is remembered between pulses; how many
 * jobs may still be claimed is always read under a lock.
 */
final class TaskLimits {

	private final Session session;

	private final BatchInsert insert;

	private final BatchUpdate update;

	private volatile Map<String, String> canonicalOfLimited = Map.of();

	TaskLimits(Session session) {
		this.session = session;
		this.insert = session.insert("@@TASK", Column.text("id"), Column.text("canonical"),
				Column.small("max_running"));
		this.update = session.update("@@TASK", List.of(Column.text("canonical"), Column.small("max_running")),
				Column.text("id"));
	}

	/** The tasks that have a limit, aliases among them, each with the id it counts as. */
	Map<String, String> canonicalOfLimited() {
		return this.canonicalOfLimited;
	}

	void refresh() {
		refresh(this.session);
	}

	void refresh(Session on) {
		Map<String, String> found = new HashMap<>();
		on.list(new Query("SELECT id, canonical FROM @@TASK WHERE max_running IS NOT NULL"),
				(row, n) -> found.put(row.getString("id"), row.getString("canonical")) == null);
		this.canonicalOfLimited = Map.copyOf(found);
	}

	void put(List<TaskSettings> settings) {
		Map<String, @Nullable Object[]> rows = new TreeMap<>();
		for (TaskSettings each : settings) {
			Set<String> ids = new HashSet<>(each.aliases());
			ids.add(each.task());
			ids.forEach((id) -> rows.put(id, new @Nullable Object[] { id, each.task(), each.maxRunningJobs() }));
		}
		Set<Object> added = this.insert.absent(new ArrayList<>(rows.values()));
		List<@Nullable Object[]> present = new ArrayList<>();
		for (@Nullable
		Object[] row : rows.values()) {
			if (!added.contains(row[0])) {
				present.add(new @Nullable Object[] { row[1], row[2], row[0] });
			}
		}
		this.update.apply(present);
	}

	/**
	 * Locks tasks and, in a statement later than the lock, counts their live claims. Only
	 * the engine ever locks these rows.
	 * @param canonicals the tasks
	 * @return how many more jobs of each may run
	 */
	Map<String, Integer> lockFree(Collection<String> canonicals) {
		Map<String, Integer> free = new HashMap<>();
		Query lock = new Query("SELECT id, max_running FROM @@TASK WHERE ")
			.add(this.session.dialect().in("id", SqlType.TEXT, canonicals))
			.add(" ORDER BY id FOR UPDATE");
		this.session.list(lock, (row, n) -> {
			int limit = row.getInt("max_running");
			return free.put(row.getString("id"), row.wasNull() ? Integer.MAX_VALUE : limit) == null;
		});
		Query count = new Query("SELECT t.canonical, COUNT(*) AS running FROM @@JOB j JOIN @@TASK t ON t.id = j.task "
				+ "WHERE j.state = 1 AND ")
			.add(this.session.dialect().in("t.canonical", SqlType.TEXT, canonicals))
			.add(" GROUP BY t.canonical");
		this.session.list(count, (row, n) -> {
			int running = row.getInt("running");
			return free.computeIfPresent(row.getString("canonical"), (task, limit) -> Math.max(0, limit - running));
		});
		return free;
	}

}
