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
import io.jobscheduler.store.TaskSettings;

import static io.jobscheduler.store.rethinkdb.Server.R;

/**
 * The limits of running jobs. Which tasks have one is remembered between pulses; how many
 * jobs may still be claimed is always found out anew.
 */
final class TaskLimits {

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

	/** Reads the limits, for {@link #remember}. */
	ReqlExpr limits() {
		return this.tasks.table().orderBy().optArg("index", "limit").pluck("id", "task", "canonical").coerceTo("array");
	}

	void remember(List<Fields> limits) {
		Map<String, String> found = new HashMap<>();
		Fields.each(limits, (task) -> found.put(task.text("task"), task.text("canonical")));
		this.canonicalOfLimited = Map.copyOf(found);
	}

	/** The revision rises, so that who counts at this moment counts again. */
	void put(List<TaskSettings> settings) {
		Map<String, Map<String, Object>> documents = new TreeMap<>();
		for (TaskSettings each : settings) {
			Set<String> ids = new HashSet<>(each.aliases());
			ids.add(each.task());
			ids.forEach((id) -> documents.put(id, document(id, each)));
		}
		ReqlFunction3 renewed = (id, present,
				added) -> present.without("limit").merge(added).merge(R.hashMap("revision", nextRevision(present)));
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
		}
		return document;
	}

	static ReqlExpr nextRevision(ReqlExpr task) {
		ReqlExpr revision = Documents.field(task, "revision");
		return R.branch(Documents.isNumber(revision), revision.add(1), 1);
	}

}
