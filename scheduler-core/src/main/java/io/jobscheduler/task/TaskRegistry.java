package io.jobscheduler.task;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The tasks that this node knows, by id and former id. Tasks may be added while the
 * scheduler runs.
 */
public final class TaskRegistry {

	private volatile Map<String, TaskDefinition> tasks = Map.of();

	/**
	 * Adds a task.
	 * @param task the task
	 * @throws IllegalArgumentException if its id or one of its former ids is taken
	 */
	public synchronized void add(TaskDefinition task) {
		Map<String, TaskDefinition> next = new LinkedHashMap<>(this.tasks);
		put(next, task.id(), task);
		task.aliases().forEach((alias) -> put(next, alias, task));
		this.tasks = Map.copyOf(next);
	}

	private static void put(Map<String, TaskDefinition> tasks, String name, TaskDefinition task) {
		TaskDefinition taken = tasks.putIfAbsent(name, task);
		if (taken != null) {
			throw new IllegalArgumentException("Task id '" + name + "' is taken: " + taken + " and " + task
					+ " both have it; give one of them another id");
		}
	}

	/**
	 * Finds a task.
	 * @param name its id, or a former one
	 * @return the task, or empty
	 */
	public Optional<TaskDefinition> find(String name) {
		return Optional.ofNullable(this.tasks.get(name));
	}

	/**
	 * All tasks, each once.
	 * @return the tasks
	 */
	public Collection<TaskDefinition> all() {
		return new LinkedHashSet<>(this.tasks.values());
	}

	/**
	 * Finds the one task that a recorded call was of: bound to the method called, or to
	 * one that overrides or implements it.
	 * @param call the call
	 * @return the task
	 * @throws InvalidTaskCallException if there is none, or more than one
	 */
	public TaskDefinition resolve(RecordedCall call) {
		List<TaskDefinition> matches = all().stream().filter((task) -> call.isOf(task.method())).toList();
		if (matches.size() == 1) {
			return matches.get(0);
		}
		if (matches.isEmpty()) {
			throw new InvalidTaskCallException(
					"No task is bound to " + call.describe() + ". Tasks here: " + new TreeSet<>(this.tasks.keySet())
							+ ". Annotate the method with @Task, or use JobRequest.task(id)");
		}
		throw new InvalidTaskCallException("Several tasks are bound to " + call.describe() + ": "
				+ matches.stream().map(TaskDefinition::id).sorted().collect(Collectors.joining(", "))
				+ ". Name the one that is meant with JobRequest.task(id)");
	}

}
