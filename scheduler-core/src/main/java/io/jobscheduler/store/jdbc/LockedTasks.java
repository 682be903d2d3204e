package io.jobscheduler.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.RateWindow;
import org.jspecify.annotations.Nullable;

/**
 * Tasks whose rows are locked, by their canonical ids: how many more of their jobs may be
 * claimed now. Not thread-safe.
 */
final class LockedTasks {

	private final Set<String> present = new HashSet<>();

	private final Map<String, Integer> freeToRun = new HashMap<>();

	private final Map<String, RateLimit> rates = new HashMap<>();

	private final Map<String, RateWindow> windows = new HashMap<>();

	private final Set<String> changed = new HashSet<>();

	private Instant now = Instant.EPOCH;

	void read(ResultSet row) throws SQLException {
		String id = row.getString("id");
		this.present.add(id);
		int most = row.getInt("max_running");
		if (!row.wasNull()) {
			this.freeToRun.put(id, most);
		}
		RateLimit rate = rate(row);
		if (rate != null) {
			this.rates.put(id, rate);
			this.windows.put(id, RateWindow.parse(row.getString("rate_window")));
		}
	}

	/** A damaged one is as good as none. */
	private static @Nullable RateLimit rate(ResultSet row) throws SQLException {
		int permits = row.getInt("rate_permits");
		Duration period = Duration.of(row.getLong("rate_period"), ChronoUnit.MICROS);
		try {
			return (permits > 0) ? new RateLimit(permits, period) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	boolean haveMostRunning() {
		return !this.freeToRun.isEmpty();
	}

	boolean haveRates() {
		return !this.rates.isEmpty();
	}

	/** So many jobs of a task run already. */
	void running(String task, int running) {
		this.freeToRun.computeIfPresent(task, (id, most) -> Math.max(0, most - running));
	}

	/** The time that rates go by. */
	void at(Instant time) {
		this.now = time;
	}

	int free(String task) {
		if (!this.present.contains(task)) {
			return 0;
		}
		RateLimit rate = this.rates.get(task);
		int free = (rate != null) ? window(task).free(rate, this.now) : Integer.MAX_VALUE;
		return Math.min(free, this.freeToRun.getOrDefault(task, Integer.MAX_VALUE));
	}

	void claimed(String task, int count) {
		RateLimit rate = this.rates.get(task);
		if (rate != null && count > 0) {
			this.windows.put(task, window(task).claimed(rate, this.now, count));
			this.changed.add(task);
		}
	}

	/** When the next may be claimed; {@code null} if it is not the rate that says no. */
	@Nullable Instant nextFree(String task) {
		RateLimit rate = this.rates.get(task);
		Instant next = (rate != null) ? window(task).nextFree(rate, this.now) : this.now;
		return next.isAfter(this.now) ? next : null;
	}

	Map<String, RateWindow> changedWindows() {
		Map<String, RateWindow> windowsChanged = new HashMap<>(this.windows);
		windowsChanged.keySet().retainAll(this.changed);
		return windowsChanged;
	}

	private RateWindow window(String task) {
		return this.windows.getOrDefault(task, RateWindow.EMPTY);
	}

}
