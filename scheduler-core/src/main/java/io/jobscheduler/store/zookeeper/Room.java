package io.jobscheduler.store.zookeeper;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.RateWindow;
import io.jobscheduler.store.zookeeper.TaskLimits.Limit;
import io.jobscheduler.store.zookeeper.TaskLimits.Limits;
import org.jspecify.annotations.Nullable;

/**
 * How many more jobs of limited tasks may be claimed, as they are chosen.
 */
final class Room {

	private final Map<Limit, RateWindow> windows = new HashMap<>();

	private final Map<Limit, Integer> left = new HashMap<>();

	private final Map<Limit, Integer> taken = new HashMap<>();

	private final Instant now;

	/**
	 * What is left.
	 * @param limits the limits
	 * @param guards what was written with the last claims, by task
	 * @param live what runs
	 * @param now the store's time
	 */
	Room(Limits limits, Map<String, Round.Data> guards, List<LiveEntry> live, Instant now) {
		this.now = now;
		Map<Limit, Integer> running = new HashMap<>();
		for (LiveEntry entry : live) {
			Limit limit = (entry instanceof LiveEntry.Running) ? limits.of(entry.task()) : null;
			if (limit != null) {
				running.merge(limit, 1, Integer::sum);
			}
		}
		for (Limit limit : limits.byTask().values()) {
			this.windows.put(limit, TaskLimits.window(guards.get(limit.task())));
			this.left.put(limit, Math.min(slots(limit, running.getOrDefault(limit, 0)), permits(limit)));
		}
	}

	private static int slots(Limit limit, int running) {
		return (limit.most() != null) ? limit.most() - running : Integer.MAX_VALUE;
	}

	private int permits(Limit limit) {
		RateLimit rate = limit.rate();
		return (rate != null) ? window(limit).free(rate, this.now) : Integer.MAX_VALUE;
	}

	private RateWindow window(Limit limit) {
		return this.windows.getOrDefault(limit, RateWindow.EMPTY);
	}

	/** Whether one more may be claimed. */
	boolean isLeft(Limit limit) {
		return this.left.getOrDefault(limit, 0) > 0;
	}

	void take(@Nullable Limit limit) {
		if (limit != null) {
			this.left.merge(limit, -1, Integer::sum);
			this.taken.merge(limit, 1, Integer::sum);
		}
	}

	/**
	 * When the rate lets the next one be claimed, once all that were taken are; now if it
	 * does not hold them back.
	 */
	Instant nextFree(Limit limit) {
		RateLimit rate = limit.rate();
		return (rate != null)
				? window(limit).claimed(rate, this.now, this.taken.getOrDefault(limit, 0)).nextFree(rate, this.now)
				: this.now;
	}

}
