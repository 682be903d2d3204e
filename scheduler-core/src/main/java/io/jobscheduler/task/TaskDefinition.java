package io.jobscheduler.task;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import io.jobscheduler.job.Identifiers;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.RateLimit;
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
				new Signature(List.copyOf(parameters), Object.class, null, Map.of()),
				Objects.requireNonNull(handler, "handler"), Options.DEFAULT);
	}

	/**
	 * Bound to a method, so that a recorded call of it finds this task.
	 * @param method the method
	 * @return a copy
	 */
	public TaskDefinition boundTo(Method method) {
		return new TaskDefinition(this.id, this.aliases, this.version, new Signature(this.signature.parameters(),
				method.getGenericReturnType(), method, this.signature.upcasters()), this.handler, this.options);
	}

	/**
	 * With a value of another type than its method is declared to return: what a wrapper
	 * of a later value holds.
	 * @param type what its value is read as, {@code void} for none
	 * @return a copy
	 */
	public TaskDefinition resultType(Type type) {
		Objects.requireNonNull(type, "type");
		return new TaskDefinition(this.id, this.aliases, this.version,
				new Signature(this.signature.parameters(), type, this.signature.method(), this.signature.upcasters()),
				this.handler, this.options);
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
		return with(
				new Options(settings, this.options.limits(), this.options.executor(), this.options.transactional()));
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
		return with(new Limits(limit, this.options.limits().rate()));
	}

	/**
	 * On an executor.
	 * @param name the executor's name
	 * @return a copy
	 */
	public TaskDefinition executor(String name) {
		return with(new Options(this.options.settings(), this.options.limits(),
				Identifiers.require("executor name", name), this.options.transactional()));
	}

	/**
	 * With a limit of how often its jobs may start in the cluster.
	 * @param limit the limit; {@code null} for none
	 * @return a copy
	 */
	public TaskDefinition rateLimit(@Nullable RateLimit limit) {
		return with(new Limits(this.options.limits().maxRunningJobs(), limit));
	}

	/**
	 * In one transaction with the outcome: what it writes to the database of the job
	 * store, and that it has run, are committed together or not at all. Needs a store of
	 * type jdbc or jpa, an executor that runs it on one thread of this process, and code
	 * that does not work asynchronously.
	 * @param value whether it is
	 * @return a copy
	 */
	public TaskDefinition transactional(boolean value) {
		return with(new Options(this.options.settings(), this.options.limits(), this.options.executor(), value));
	}

	/**
	 * With what turns the arguments of an earlier version into those of the next. Of an
	 * earlier version without one, the arguments are read as they are.
	 * @param fromVersion the earlier version, from 1 to one below the task's
	 * @param upcaster makes arguments of the next version of them
	 * @return a copy
	 * @throws IllegalArgumentException if there is no such version
	 */
	public TaskDefinition upcaster(int fromVersion, PayloadUpcaster upcaster) {
		if (fromVersion < 1 || fromVersion >= this.version) {
			throw new IllegalArgumentException("Invalid version " + fromVersion + " of an upcaster of task '" + this.id
					+ "': allowed 1 to " + (this.version - 1) + ", below the task's own version " + this.version);
		}
		Map<Integer, PayloadUpcaster> more = new HashMap<>(this.signature.upcasters());
		more.put(fromVersion, upcaster);
		return new TaskDefinition(this.id, this.aliases, this.version, this.signature.with(more), this.handler,
				this.options);
	}

	private TaskDefinition with(Limits newLimits) {
		return with(
				new Options(this.options.settings(), newLimits, this.options.executor(), this.options.transactional()));
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
		return this.options.limits().maxRunningJobs();
	}

	/**
	 * How often its jobs may start in the cluster.
	 * @return the limit, or {@code null} for none
	 */
	public @Nullable RateLimit rateLimit() {
		return this.options.limits().rate();
	}

	/**
	 * Whether claims of it are limited, in number or rate.
	 * @return {@code false} if they are not
	 */
	public boolean isLimited() {
		return maxRunningJobs() != null || rateLimit() != null;
	}

	/**
	 * Whether it runs in one transaction with its outcome.
	 * @return {@code false} unless told
	 */
	public boolean isTransactional() {
		return this.options.transactional();
	}

	/**
	 * What turns arguments of earlier versions into those of the next.
	 * @return the upcasters by the version that they take
	 */
	public Map<Integer, PayloadUpcaster> upcasters() {
		return this.signature.upcasters();
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

	private record Signature(List<ParameterType> parameters, Type resultType, @Nullable Method method,
			Map<Integer, PayloadUpcaster> upcasters) {

		Signature with(Map<Integer, PayloadUpcaster> newUpcasters) {
			return new Signature(this.parameters, this.resultType, this.method, Map.copyOf(newUpcasters));
		}

	}

	private record Limits(@Nullable Integer maxRunningJobs, @Nullable RateLimit rate) {

	}

	private record Options(JobSettings settings, Limits limits, String executor, boolean transactional) {

		static final Options DEFAULT = new Options(JobSettings.NONE, new Limits(null, null), DEFAULT_EXECUTOR, false);

	}

}
