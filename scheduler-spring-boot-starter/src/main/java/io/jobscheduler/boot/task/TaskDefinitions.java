package io.jobscheduler.boot.task;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.boot.TaskUpcaster;
import io.jobscheduler.job.RateLimit;
import io.jobscheduler.serializer.ParameterType;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.Task;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.util.ClassUtils;

/**
 * Makes the task of an annotated method.
 */
final class TaskDefinitions {

	private final BeanFactory beanFactory;

	private final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	TaskDefinitions(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	TaskDefinition define(TaskMethod method, AttributeReader reader) {
		Task task = method.task();
		return (task != null) ? of(method, task, reader) : of(method, method.schedules(), reader);
	}

	private TaskDefinition of(TaskMethod method, Task task, AttributeReader reader) {
		String id = reader.text("task id", task.id());
		TaskDefinition definition = bound(id, method, reader);
		definition = withVersion(definition, task, reader);
		definition = withAliases(definition, task, reader);
		definition = withUpcasters(definition, reader);
		definition = withLimit(definition, task.maxRunningJobs(), reader);
		definition = withRate(definition, task.rateLimit(), reader);
		definition = withExecutor(definition, task.executor(), reader).transactional(task.transactional());
		return definition.settings(JobAttributes.of(task).settings(reader));
	}

	private static TaskDefinition withVersion(TaskDefinition definition, Task task, AttributeReader reader) {
		return reader.valid("version", task.version(), () -> definition.version(task.version()));
	}

	private TaskDefinition of(TaskMethod method, List<ScheduledJob> schedules, AttributeReader reader) {
		ScheduledJob first = schedules.get(0);
		checkAgreement(method, first, schedules);
		TaskDefinition definition = bound(reader.text("schedule id", first.id()), method, reader);
		definition = withLimit(definition, first.maxRunningJobs(), reader);
		return withExecutor(definition, first.executor(), reader).transactional(first.transactional());
	}

	private static void checkAgreement(TaskMethod method, ScheduledJob first, List<ScheduledJob> schedules) {
		for (ScheduledJob other : schedules) {
			if (other.maxRunningJobs() != first.maxRunningJobs() || !other.executor().equals(first.executor())
					|| other.transactional() != first.transactional()) {
				throw TaskMethodRules.refused(method, "has two schedules, '" + first.id() + "' and '" + other.id()
						+ "', that differ in executor, maxRunningJobs or transactional: these are the task's, and the method is one task",
						"Make them the same, or add @Task to the method and set them there");
			}
		}
	}

	private TaskDefinition bound(String id, TaskMethod method, AttributeReader reader) {
		List<ParameterType> parameters = parameters(method);
		return reader
			.valid("task id", id,
					() -> TaskDefinition.of(id, parameters, new BeanMethodHandler(this.beanFactory, method)))
			.boundTo(method.method())
			.resultType(MethodResult.of(method.method(), method.beanType()).type());
	}

	private List<ParameterType> parameters(TaskMethod method) {
		if (method.parameterCount() == 0) {
			return List.of();
		}
		Type[] types = method.method().getGenericParameterTypes();
		KotlinFunction function = BeanMethod.function(method.method());
		@Nullable String[] names = this.parameterNames.getParameterNames(method.method());
		List<ParameterType> parameters = new ArrayList<>();
		for (int index = 0; index < method.parameterCount(); index++) {
			String name = (names != null) ? names[index] : null;
			if (name == null) {
				throw new InvalidConfigurationException(
						"The parameter names of " + method.name() + " (" + method.source()
								+ ") are not known: its class was compiled without them",
						"Compile with the option -parameters (Kotlin: -java-parameters); Spring Boot's Maven and Gradle "
								+ "plugins set it.");
			}
			Type type = GenericTypeResolver.resolveType(types[index], method.beanType());
			boolean optional = function != null && function.isOptional(index);
			parameters.add(new ParameterType(name, optional ? orAbsent(type) : type));
		}
		return parameters;
	}

	/**
	 * The same type, of which a value can be missing.
	 */
	private static Type orAbsent(Type type) {
		return (type instanceof Class<?> primitive) ? ClassUtils.resolvePrimitiveIfNecessary(primitive) : type;
	}

	private static TaskDefinition withAliases(TaskDefinition definition, Task task, AttributeReader reader) {
		Set<String> aliases = Stream.of(task.aliases())
			.map((alias) -> reader.text("alias", alias))
			.collect(Collectors.toUnmodifiableSet());
		return reader.valid("aliases", aliases, () -> definition.aliases(aliases));
	}

	private TaskDefinition withUpcasters(TaskDefinition definition, AttributeReader reader) {
		List<TaskUpcaster> upcasters = this.beanFactory.getBeanProvider(TaskUpcaster.class)
			.orderedStream()
			.filter((upcaster) -> upcaster.task().equals(definition.id()))
			.toList();
		TaskDefinition upcasting = definition;
		for (TaskUpcaster upcaster : upcasters) {
			TaskDefinition before = upcasting;
			upcasting = reader.valid("upcaster", upcaster.fromVersion(),
					() -> before.upcaster(upcaster.fromVersion(), upcaster.upcaster()));
		}
		return upcasting;
	}

	private static TaskDefinition withRate(TaskDefinition definition, String rate, AttributeReader reader) {
		String text = reader.text("rateLimit", rate);
		return text.isEmpty() ? definition
				: reader.valid("rateLimit", text, () -> definition.rateLimit(RateLimit.parse(text)));
	}

	private static TaskDefinition withLimit(TaskDefinition definition, int limit, AttributeReader reader) {
		return (limit == 0) ? definition
				: reader.valid("maxRunningJobs", limit, () -> definition.maxRunningJobs(limit));
	}

	private static TaskDefinition withExecutor(TaskDefinition definition, String executor, AttributeReader reader) {
		String name = reader.text("executor", executor);
		return name.isEmpty() ? definition : reader.valid("executor", name, () -> definition.executor(name));
	}

}
