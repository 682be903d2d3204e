package io.jobscheduler.store.rethinkdb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.rethinkdb.gen.ast.ReqlExpr;
import com.rethinkdb.gen.ast.ReqlFunction3;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.store.TaskSettings;
import org.jspecify.annotations.Nullable;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * The limits of running jobs, and of how often jobs may be claimed. Which tasks have one
 * is remembered between pulses; how many may still be claimed is always found out anew.
 */
final class TaskLimits {

	/** What each pulse reads: tasks with a limit, and what nodes were told. */
	static final String HEARD = "heard";

	private static final String RATE = "rate";

	private final Server server;

	private final Documents tasks;

	private volatile Map<String, String> canonicalOfLimited = Map.of();

	TaskLimits(Server server, Documents tasks) {
		this.server = server;
		this.tasks = tasks;
	}

	/** The tasks that have a limit, aliases among them, each with the id it counts as. */
	Map<String, String> canonicalOfLimited() {
		return this.canonicalOfLimited;
	}

	/** Reads the limits, and what nodes were told, for {@link #remember}. */
	ReqlExpr limits() {
		return this.tasks.table()
			.orderBy()
			.optArg("index", HEARD)
			.pluck("id", "task", "canonical", NodeModes.NODE, NodeModes.MODE)
			.coerceTo("array");
	}

	/**
	 * Remembers which tasks have a limit.
	 * @return what nodes were told, which is read with it
	 */
	NodeModes remember(List<Fields> limits) {
		Map<String, String> found = new HashMap<>();
		Fields.each(limits.stream().filter((each) -> !each.has(NodeModes.MODE)).toList(),
				(task) -> found.put(task.text("task"), task.text("canonical")));
		this.canonicalOfLimited = Map.copyOf(found);
		return NodeModes.of(limits);
	}

	/** The revision rises, so that who counts at this moment counts again. */
	void put(List<TaskSettings> settings) {
		Map<String, Map<String, Object>> documents = new TreeMap<>();
		for (TaskSettings each : settings) {
			Set<String> ids = new HashSet<>(each.aliases());
			ids.add(each.task());
			ids.forEach((id) -> documents.put(id, document(id, each)));
		}
		ReqlFunction3 renewed = (id, present, added) -> R
			.branch(added.hasFields(RATE).and(added.getField("task").eq(added.getField("canonical"))), present,
					present.without("window"))
			.without("limit", RATE, HEARD)
			.merge(added)
			.merge(R.hashMap("revision", nextRevision(present)));
		this.tasks.insert(List.copyOf(documents.values()), (document, now) -> document, renewed);
		refresh();
	}

	void refresh() {
		remember(this.server.read((now) -> Map.of("limits", limits())).children("limits"));
	}

	private static Map<String, Object> document(String id, TaskSettings settings) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("id", Hash.of(id));
		document.put("task", id);
		document.put("canonical", settings.task());
		document.put("revision", 1);
		if (settings.maxRunningJobs() != null) {
			document.put("limit", settings.maxRunningJobs());
			document.put(HEARD, true);
		}
		RateLimit rate = settings.rate();
		if (rate != null) {
			document.put(RATE, Map.of("permits", rate.permits(), "period", Micros.of(rate.period())));
			document.put(HEARD, true);
		}
		return document;
	}

	/** The rate of a task; {@code null} if it has none. */
	static @Nullable RateLimit rate(Fields task) {
		Fields rate = task.findChild(RATE);
		return (rate != null) ? new RateLimit(rate.integer("permits"), Micros.duration(rate.number("period"))) : null;
	}

	static ReqlExpr nextRevision(ReqlExpr task) {
		ReqlExpr revision = Documents.field(task, "revision");
		return R.branch(Documents.isNumber(revision), revision.add(1), 1);
	}

}
