package io.jobscheduler.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.jobscheduler.store.StoreFormat;

/**
 * The jobs that a node understands: of tasks that it knows, with payloads of versions
 * that it knows.
 */
final class TaskFilter {

	private final Dialect dialect;

	private final Map<Integer, List<String>> tasksByVersion = new TreeMap<>();

	TaskFilter(Dialect dialect, Map<String, Integer> tasks) {
		this.dialect = dialect;
		tasks.forEach(
				(task, version) -> this.tasksByVersion.computeIfAbsent(version, (key) -> new ArrayList<>()).add(task));
		this.tasksByVersion.values().forEach((list) -> list.sort(null));
	}

	boolean isEmpty() {
		return this.tasksByVersion.isEmpty();
	}

	Query condition() {
		Query condition = new Query("format <= " + StoreFormat.VERSION + " AND (");
		String separator = "";
		for (Map.Entry<Integer, List<String>> tasks : this.tasksByVersion.entrySet()) {
			condition.add(separator + "payload_version <= ? AND ", tasks.getKey())
				.add(this.dialect.in("task", SqlType.TEXT, tasks.getValue()));
			separator = " OR ";
		}
		return condition.add(")");
	}

}
