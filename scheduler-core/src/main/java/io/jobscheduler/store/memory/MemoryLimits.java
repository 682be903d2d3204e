package io.jobscheduler.store.memory;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.RateWindow;
import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

/**
 * How many jobs of a task may run at once, and how often they may be claimed. Not
 * thread-safe.
 */
final class MemoryLimits {

	private final Map<String, String> canonicalTasks = new HashMap<>();

	private final Map<String, Integer> running = new HashMap<>();

	private final Map<String, Integer> mostRunning = new HashMap<>();

	private final Map<String, RateLimit> rates = new HashMap<>();

	private final Map<String, RateWindow> windows = new HashMap<>();

	String canonical(String task) {
		return this.canonicalTasks.getOrDefault(task, task);
	}

	/** Sets a task's limits; what runs may count as another task from now on. */
	void put(TaskSettings settings, Stream<Job> runningJobs) {
		this.canonicalTasks.values().removeIf(settings.task()::equals);
		settings.aliases().forEach((alias) -> this.canonicalTasks.put(alias, settings.task()));
		put(this.mostRunning, settings.task(), settings.maxRunningJobs());
		put(this.rates, settings.task(), settings.rate());
		if (settings.rate() == null) {
			this.windows.remove(settings.task());
		}
		this.running.clear();
		runningJobs.forEach((job) -> started(job.spec().task()));
	}

	private static <T> void put(Map<String, T> limits, String task, @Nullable T limit) {
		if (limit != null) {
			limits.put(task, limit);
		}
		else {
			limits.remove(task);
		}
	}

	void started(String task) {
		this.running.merge(canonical(task), 1, Integer::sum);
	}

	void ended(String task) {
		this.running.computeIfPresent(canonical(task), (key, count) -> (count > 1) ? count - 1 : null);
	}

	/** Whether as many jobs of the task run as may. */
	boolean isFull(String task) {
		Integer most = this.mostRunning.get(canonical(task));
		return most != null && this.running.getOrDefault(canonical(task), 0) >= most;
	}

	/**
	 * When the next job of the task may be claimed: now, or later if its rate says so.
	 */
	Instant nextFree(String task, Instant now) {
		RateLimit rate = this.rates.get(canonical(task));
		return (rate != null) ? window(task).nextFree(rate, now) : now;
	}

	void claimed(String task, Instant now) {
		RateLimit rate = this.rates.get(canonical(task));
		if (rate != null) {
			this.windows.put(canonical(task), window(task).claimed(rate, now, 1));
		}
	}

	private RateWindow window(String task) {
		return this.windows.getOrDefault(canonical(task), RateWindow.EMPTY);
	}

}
