package io.jobscheduler.store.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

/**
 * The limits of running jobs and of rates. Which tasks have one is remembered between
 * pulses; how many jobs may still be claimed is always read under a lock.
 */
final class TaskLimits {

	private final Session session;

	private final BatchInsert insert;

	private final BatchUpdate update;

	private final BatchUpdate updateWindow;

	private volatile Map<String, String> canonicalOfLimited = Map.of();

	TaskLimits(Session session) {
		this.session = session;
		this.insert = session.insert("@@TASK", Column.text("id"), Column.text("canonical"), Column.small("max_running"),
				Column.small("rate_permits"), Column.number("rate_period"));
		this.update = session.update("@@TASK",
				List.of(Column.text("canonical"), Column.small("max_running"), Column.small("rate_permits"),
						Column.number("rate_period"),
						new Column("rate_window", SqlType.INT, "CASE WHEN %s = 1 THEN rate_window END")),
				Column.text("id"));
		this.updateWindow = session.update("@@TASK", List.of(Column.text("rate_window")), Column.text("id"));
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
		on.list(new Query("SELECT id, canonical FROM @@TASK WHERE max_running IS NOT NULL OR rate_permits IS NOT NULL"),
				(row, n) -> found.put(row.getString("id"), row.getString("canonical")) == null);
		this.canonicalOfLimited = Map.copyOf(found);
	}

	/** What a rate has counted is kept while there is a rate. */
	void put(List<TaskSettings> settings) {
		Map<String, @Nullable Object[]> rows = new TreeMap<>();
		for (TaskSettings each : settings) {
			Set<String> ids = new HashSet<>(each.aliases());
			ids.add(each.task());
			ids.forEach((id) -> rows.put(id, row(id, each)));
		}
		Set<Object> added = this.insert.absent(new ArrayList<>(rows.values()));
		List<@Nullable Object[]> present = new ArrayList<>();
		for (@Nullable
		Object[] row : rows.values()) {
			if (!added.contains(row[0])) {
				present
					.add(new @Nullable Object[] { row[1], row[2], row[3], row[4], (row[3] != null) ? 1 : 0, row[0] });
			}
		}
		this.update.apply(present);
	}

	private static @Nullable Object[] row(String id, TaskSettings settings) {
		RateLimit rate = settings.rate();
		return new @Nullable Object[] { id, settings.task(), settings.maxRunningJobs(),
				(rate != null) ? rate.permits() : null, (rate != null) ? Micros.of(rate.period()) : null };
	}

	/**
	 * Locks tasks and, in statements later than the lock, counts their live claims and
	 * asks for the time. Only the engine ever locks these rows.
	 * @param canonicals the tasks
	 * @return how many more jobs of each may be claimed
	 */
	LockedTasks lock(Collection<String> canonicals) {
		LockedTasks locked = new LockedTasks();
		Query lock = new Query("SELECT id, max_running, rate_permits, rate_period, rate_window FROM @@TASK WHERE ")
			.add(this.session.dialect().in("id", SqlType.TEXT, canonicals))
			.add(" ORDER BY id FOR UPDATE");
		this.session.list(lock, (row, n) -> {
			locked.read(row);
			return row;
		});
		if (locked.haveMostRunning()) {
			Query count = new Query(
					"SELECT t.canonical, COUNT(*) AS running FROM @@JOB j JOIN @@TASK t ON t.id = j.task "
							+ "WHERE j.state = 1 AND ")
				.add(this.session.dialect().in("t.canonical", SqlType.TEXT, canonicals))
				.add(" GROUP BY t.canonical");
			this.session.list(count, (row, n) -> {
				locked.running(row.getString("canonical"), row.getInt("running"));
				return n;
			});
		}
		if (locked.haveRates()) {
			locked.at(this.session.now());
		}
		return locked;
	}

	/** Keeps what was claimed of tasks with a rate. */
	void write(LockedTasks locked) {
		this.updateWindow.apply(locked.changedWindows()
			.entrySet()
			.stream()
			.map((each) -> new @Nullable Object[] { each.getValue().toString(), each.getKey() })
			.toList());
	}

}
