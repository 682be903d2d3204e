package io.jobscheduler.boot.task;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.jobscheduler.boot.InvalidConfigurationException;

/**
 * The ids seen so far, each with who has it; refuses a second owner.
 */
final class DeclaredIds {

	private final Map<String, String> tasks = new TreeMap<>();

	private final Map<String, String> schedules = new TreeMap<>();

	void task(String id, String owner) {
		add(this.tasks, "tasks", id, owner);
	}

	void schedule(String id, String owner) {
		add(this.schedules, "schedules", id, owner);
	}

	Set<String> schedules() {
		return this.schedules.keySet();
	}

	private static void add(Map<String, String> owners, String what, String id, String owner) {
		String first = owners.putIfAbsent(id, owner);
		if (first != null) {
			throw new InvalidConfigurationException(
					"Two " + what + " have the id '" + id + "': " + first + " and " + owner,
					"Give one of them another id.");
		}
	}

}
