package io.jobscheduler.test.example;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

import io.jobscheduler.job.JobId;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.store.RateWindow;
import io.jobscheduler.store.StoreSchemaException;
import io.jobscheduler.store.TaskSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a snapshot holds, to be read and changed by one step. The JSON is kept as it is,
 * but for the entries that the step puts or removes: what cannot be read here survives.
 */
final class Contents {

	static final int VERSION = 1;

	private final EntryFormat format;

	private final ObjectNode root;

	private final Instant now;

	private final JobTable jobs;

	private final ScheduleTable schedules;

	private final ResultTable results;

	private final NodeTable nodes;

	Contents(VersionedValue.Snapshot snapshot, EntryFormat format) {
		this.format = format;
		this.root = snapshot.content().isEmpty() ? format.object().put("version", VERSION)
				: root(format, snapshot.content());
		this.now = snapshot.readAt().truncatedTo(ChronoUnit.MICROS);
		this.jobs = new JobTable(table("jobs"), format);
		this.schedules = new ScheduleTable(table("schedules"), table("skipped"), format);
		this.results = new ResultTable(table("results"), format);
		this.nodes = new NodeTable(table("nodes"), table("modes"), format);
	}

	private static ObjectNode root(EntryFormat format, String content) {
		JsonNode root;
		try {
			root = format.parse(content);
		}
		catch (RuntimeException ex) {
			throw new StoreSchemaException("The value is no JSON: restore it from a backup", ex);
		}
		int version = root.path("version").intValue(0);
		if (version != VERSION) {
			throw new StoreSchemaException("The value has layout " + version + ", and only " + VERSION
					+ " is known here: use a version of the application that knows it", null);
		}
		return (ObjectNode) root;
	}

	private ObjectNode table(String name) {
		return this.root.withObjectProperty(name);
	}

	/** The text to replace the value with. */
	String write() {
		return this.root.toString();
	}

	/** The store's time: the same throughout a step. */
	Instant now() {
		return this.now;
	}

	JobTable jobs() {
		return this.jobs;
	}

	ScheduleTable schedules() {
		return this.schedules;
	}

	ResultTable results() {
		return this.results;
	}

	NodeTable nodes() {
		return this.nodes;
	}

	/** A fencing token, higher than every one before. */
	long nextToken() {
		long token = this.root.path("token").longValue(0) + 1;
		this.root.put("token", token);
		return token;
	}

	/** The last one to set a task wins, also where two name the same alias. */
	void putTask(TaskSettings settings) {
		ObjectNode tasks = table("tasks");
		tasks.remove(settings.task());
		tasks.set(settings.task(), this.format.tree(settings));
		if (settings.rate() == null) {
			table("windows").remove(settings.task());
		}
	}

	/** The claims of a task that count towards its rate. */
	RateWindow window(String task) {
		return RateWindow.parse(table("windows").path(task).stringValue(null));
	}

	void putWindow(String task, RateWindow window) {
		table("windows").put(task, window.toString());
	}

	/** The settings of tasks by id and by alias. */
	Map<String, TaskSettings> tasks() {
		Map<String, TaskSettings> tasks = new HashMap<>();
		table("tasks").properties().forEach((entry) -> {
			try {
				TaskSettings settings = this.format.value(entry.getValue(), TaskSettings.class);
				tasks.put(settings.task(), settings);
				settings.aliases().forEach((alias) -> tasks.put(alias, settings));
			}
			catch (StoredFormatException ex) {
				// the next node to start sets them again
			}
		});
		return tasks;
	}

	/** Requests to cancel, with the retention of the results, by job. */
	Map<String, Duration> cancelRequests() {
		Map<String, Duration> requests = new HashMap<>();
		table("cancel").properties()
			.forEach((entry) -> requests.put(entry.getKey(), EntryFormat.duration(entry.getValue())));
		return requests;
	}

	void putCancelRequest(JobId id, Duration retention) {
		table("cancel").put(id.toString(), retention.toString());
	}

	void removeCancelRequest(JobId id) {
		table("cancel").remove(id.toString());
	}

}
