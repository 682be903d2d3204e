package io.jobscheduler.task;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import io.jobscheduler.job.Identifiers;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.serializer.ParameterType;
import org.jspecify.annotations.Nullable;

/**
 * Code that can be run: a stable id, bound on each node to a method or a lambda, with
 * defaults for its jobs. The id is all that a store knows of it.
 */
public final class TaskDefinition {

	/** The executor of tasks that name none. */
	public static final String DEFAULT_EXECUTOR = "default";

	private final String id;

	private final Set<String> aliases;

	private final int version;

	private final Signature signature;

	private final TaskHandler handler;

	private final Options options;

	private TaskDefinition(String id, Set<String> aliases, int version, Signature signature, TaskHandler handler,
			Options options) {
		this.id = id;
		this.aliases = aliases;
		this.version = version;
		this.signature = signature;
		this.handler = handler;
		this.options = options;
	}

	/**
	 * A task without parameters that runs code.
	 * @param id its id
	 * @param code the code
	 * @return the task
	 * @throws IllegalArgumentException if the id is not a valid name
	 */
	public static TaskDefinition of(String id, Consumer<JobContext> code) {
		Objects.requireNonNull(code, "code");
		return of(id, List.of(), (context, arguments) -> {
			code.accept(context);
			return null;
		});
	}

	/**
	 * A task with parameters.
	 * @param id its id
	 * @param parameters its parameters, in the order in which the handler takes them
	 * @param handler the code
	 * @return the task, of version 1
	 * @throws IllegalArgumentException if the id is not a valid name
	 */
	public static TaskDefinition of(String id, List<ParameterType> parameters, TaskHandler handler) {
		return new TaskDefinition(Identifiers.require("task id", id), Set.of(), 1,
				new Signature(List.copyOf(parameters), Object.class, null), Objects.requireNonNull(handler, "handler"),
				new Options(JobSettings.NONE, null, DEFAULT_EXECUTOR));
	}

	/**
	 * Bound to a method, so that a recorded call of it finds this task.
	 * @param method the method
	 * @return a copy
	 */
	public TaskDefinition boundTo(Method method) {
		return new TaskDefinition(this.id, this.aliases, this.version,
				new Signature(this.signature.parameters(), method.getGenericReturnType(), method), this.handler,
				this.options);
	}

	/**
	 * With former ids, whose jobs and schedules this task runs as well.
	 * @param formerIds the ids
	 * @return a copy
	 * @throws IllegalArgumentException if one is not a valid name
	 */
	public TaskDefinition aliases(Set<String> formerIds) {
		formerIds.forEach((alias) -> Identifiers.require("task alias", alias));
		return new TaskDefinition(this.id, Set.copyOf(formerIds), this.version, this.signature, this.handler,
				this.options);
	}

	/**
	 * With the version of its parameters. Nodes that know a lower one leave its jobs
	 * alone.
	 * @param newVersion the version, at least 1
	 * @return a copy
	 * @throws IllegalArgumentException if it is below 1
	 */
	public TaskDefinition version(int newVersion) {
		if (newVersion < 1) {
			throw new IllegalArgumentException(
					"Invalid version " + newVersion + " of task '" + this.id + "': allowed 1 and above");
		}
		return new TaskDefinition(this.id, this.aliases, newVersion, this.signature, this.handler, this.options);
	}

	/**
	 * With settings for its jobs, where neither the job nor its schedule has any.
	 * @param settings the settings
	 * @return a copy
	 */
	public TaskDefinition settings(JobSettings settings) {
		return with(new Options(settings, this.options.maxRunningJobs(), this.options.executor()));
	}

	/**
	 * With a limit of jobs that run at once in the cluster.
	 * @param limit the limit, at least 1; {@code null} for none
	 * @return a copy
	 * @throws IllegalArgumentException if it is below 1
	 */
	public TaskDefinition maxRunningJobs(@Nullable Integer limit) {
		if (limit != null && limit < 1) {
			throw new IllegalArgumentException(
					"Invalid limit of running jobs " + limit + " of task '" + this.id + "': allowed 1 and above");
		}
		return with(new Options(this.options.settings(), limit, this.options.executor()));
	}

	/**
	 * On an executor.
	 * @param name the executor's name
	 * @return a copy
	 */
	public TaskDefinition executor(String name) {
		return with(new Options(this.options.settings(), this.options.maxRunningJobs(),
				Identifiers.require("executor name", name)));
	}

	private TaskDefinition with(Options newOptions) {
		return new TaskDefinition(this.id, this.aliases, this.version, this.signature, this.handler, newOptions);
	}

	/**
	 * Its id.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Its former ids.
	 * @return the ids, possibly none
	 */
	public Set<String> aliases() {
		return this.aliases;
	}

	/**
	 * The version of its parameters.
	 * @return the version, at least 1
	 */
	public int version() {
		return this.version;
	}

	/**
	 * Its parameters, in order.
	 * @return the parameters
	 */
	public List<ParameterType> parameters() {
		return this.signature.parameters();
	}

	/**
	 * What its value is read as.
	 * @return the type, {@code void} for none
	 */
	public Type resultType() {
		return this.signature.resultType();
	}

	/**
	 * The method it is bound to.
	 * @return the method, or {@code null}
	 */
	public @Nullable Method method() {
		return this.signature.method();
	}

	/**
	 * Its code.
	 * @return the handler
	 */
	public TaskHandler handler() {
		return this.handler;
	}

	/**
	 * The settings of its jobs, where neither the job nor its schedule has any.
	 * @return the settings
	 */
	public JobSettings settings() {
		return this.options.settings();
	}

	/**
	 * How many of its jobs may run at once in the cluster.
	 * @return the limit, or {@code null} for none
	 */
	public @Nullable Integer maxRunningJobs() {
		return this.options.maxRunningJobs();
	}

	/**
	 * The executor it runs on.
	 * @return the name
	 */
	public String executor() {
		return this.options.executor();
	}

	@Override
	public String toString() {
		Method method = this.signature.method();
		return "task '" + this.id + "'"
				+ ((method != null) ? " (" + method.getDeclaringClass().getName() + "." + method.getName() + ")" : "");
	}

	private record Signature(List<ParameterType> parameters, Type resultType, @Nullable Method method) {
	}

	private record Options(JobSettings settings, @Nullable Integer maxRunningJobs, String executor) {
	}

}
