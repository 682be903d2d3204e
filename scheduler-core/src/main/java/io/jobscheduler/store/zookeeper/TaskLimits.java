package io.jobscheduler.store.zookeeper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

/**
 * The limits of running jobs: one znode for all tasks that have one. A field is a task,
 * and its value the limit and the task's former ids, a line each.
 */
final class TaskLimits {

	private static final int ATTEMPTS = 100;

	private final Connection connection;

	private final Layout layout;

	TaskLimits(Connection connection, Layout layout) {
		this.connection = connection;
		this.layout = layout;
	}

	/** Sets limits, if nobody else has meanwhile; else again. */
	void put(List<TaskSettings> settings) {
		if (settings.isEmpty()) {
			return;
		}
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			Round first = this.connection.round();
			Round.Data found = first.data(this.layout.limits());
			settings.forEach((each) -> first.commit(this.connection.change().create(this.layout.guard(each.task()))));
			first.run();
			Fields known = found.fields();
			Fields fields = (known != null) ? known.copy() : new Fields();
			for (TaskSettings each : settings) {
				List<String> lines = new ArrayList<>(List.of(String.valueOf(each.maxRunningJobs())));
				lines.addAll(each.aliases());
				fields.put(each.task(), (each.maxRunningJobs() != null) ? String.join("\n", lines) : null);
			}
			Change change = this.connection.requireSize(
					this.connection.change().set(this.layout.limits(), fields.bytes(), found.version()),
					"The limits of " + fields.values().size() + " tasks");
			Round second = this.connection.round();
			Round.Commit commit = second.commit(change);
			second.run();
			if (commit.isDone()) {
				return;
			}
		}
		throw new StoreUnavailableException("The limits of tasks are changed by others all the time; try again", null);
	}

	/**
	 * Reads limits.
	 * @throws StoreUnavailableException if they cannot be read, as then nobody knows what
	 * may be claimed
	 */
	static Limits read(Round.Data znode) {
		if (!znode.exists() || znode.bytes().length == 0) {
			return new Limits(Map.of());
		}
		try {
			Map<String, Limit> byTask = new HashMap<>();
			Fields.read(znode.bytes()).values().forEach((task, value) -> {
				String[] lines = value.split("\n");
				Set<String> hashes = new HashSet<>(Set.of(ZnodeName.shortHash(task)));
				for (int i = 1; i < lines.length; i++) {
					hashes.add(ZnodeName.shortHash(lines[i]));
				}
				Limit limit = new Limit(task, Integer.parseInt(lines[0]), hashes);
				hashes.forEach((hash) -> byTask.put(hash, limit));
			});
			return new Limits(byTask);
		}
		catch (StoredFormatException | NumberFormatException ex) {
			throw new StoreUnavailableException("The limits of tasks in " + znode.path
					+ " cannot be read: delete the data; nodes set them anew when they start", ex);
		}
	}

	/**
	 * A limit.
	 *
	 * @param task the task
	 * @param most how many jobs may run
	 * @param hashes the short hashes of the task and its former ids
	 */
	record Limit(String task, int most, Set<String> hashes) {
	}

	/**
	 * All limits.
	 *
	 * @param byTask by the short hashes of the tasks, former ids among them
	 */
	record Limits(Map<String, Limit> byTask) {

		/** The tasks that have one. */
		Set<String> tasks() {
			return this.byTask.values().stream().map(Limit::task).collect(Collectors.toSet());
		}

		@Nullable Limit of(String hash) {
			return this.byTask.get(hash);
		}

	}

}
