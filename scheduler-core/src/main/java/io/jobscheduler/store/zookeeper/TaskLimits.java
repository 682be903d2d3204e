package io.jobscheduler.store.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.jobscheduler.job.RateLimit;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.RateWindow;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

/**
 * The limits of tasks: one znode for all that have one. A field is a task; its value are
 * lines, of which the first is how many jobs may run, or {@code -}, and the rate in jobs
 * and microseconds if there is one, and the others are the task's former ids.
 * <p>
 * Each task has a znode besides, its guard, which is written with every claim. It holds
 * the {@link RateWindow}.
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
			Change change = this.connection.change();
			for (TaskSettings each : settings) {
				if (each.rate() == null && (known == null || hasRate(known.textOr(each.task(), "")))) {
					change.set(this.layout.guard(each.task()), new byte[0], Change.ANY);
				}
				fields.put(each.task(), text(each));
			}
			change.set(this.layout.limits(), fields.bytes(), found.version());
			this.connection.requireSize(change, "The limits of " + fields.values().size() + " tasks");
			Round second = this.connection.round();
			Round.Commit commit = second.commit(change);
			second.run();
			if (commit.isDone()) {
				return;
			}
		}
		throw new StoreUnavailableException("The limits of tasks are changed by others all the time; try again", null);
	}

	/** {@code null} of a task without a limit. */
	private static @Nullable String text(TaskSettings settings) {
		RateLimit rate = settings.rate();
		Integer most = settings.maxRunningJobs();
		if (most == null && rate == null) {
			return null;
		}
		String limits = (most != null) ? most.toString() : "-";
		if (rate != null) {
			limits += " " + rate.permits() + " " + Micros.of(rate.period());
		}
		List<String> lines = new ArrayList<>(List.of(limits));
		lines.addAll(settings.aliases());
		return String.join("\n", lines);
	}

	private static boolean hasRate(String value) {
		return value.lines().findFirst().orElse("").contains(" ");
	}

	private static Limit limit(String task, String value) {
		String[] lines = value.split("\n");
		Set<String> hashes = new HashSet<>(Set.of(ZnodeName.shortHash(task)));
		for (int i = 1; i < lines.length; i++) {
			hashes.add(ZnodeName.shortHash(lines[i]));
		}
		String[] limits = lines[0].split(" ");
		Integer most = limits[0].equals("-") ? null : Integer.valueOf(limits[0]);
		RateLimit rate = (limits.length == 1) ? null
				: new RateLimit(Integer.parseInt(limits[1]), Micros.duration(Long.parseLong(limits[2])));
		return new Limit(task, most, rate, hashes);
	}

	/** The claims of a task that count towards its rate. */
	static RateWindow window(Round.@Nullable Data guard) {
		return RateWindow.parse((guard != null) ? new String(guard.bytes(), StandardCharsets.UTF_8) : null);
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
				Limit limit = limit(task, value);
				limit.hashes().forEach((hash) -> byTask.put(hash, limit));
			});
			return new Limits(byTask);
		}
		catch (RuntimeException ex) {
			throw new StoreUnavailableException("The limits of tasks in " + znode.path
					+ " cannot be read: delete the data; nodes set them anew when they start", ex);
		}
	}

	/**
	 * A limit.
	 *
	 * @param task the task
	 * @param most how many jobs may run; {@code null} for any number
	 * @param rate how often they may be claimed; {@code null} for as often as they come
	 * @param hashes the short hashes of the task and its former ids
	 */
	record Limit(String task, @Nullable Integer most, @Nullable RateLimit rate, Set<String> hashes) {
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
