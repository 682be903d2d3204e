package io.jobscheduler.boot.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.jobscheduler.ScheduleRequest;
import io.jobscheduler.Scheduler;
import io.jobscheduler.Scheduler.ExecutorInfo;
import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.task.TaskDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.StringValueResolver;

/**
 * Registers the tasks of annotated methods with the scheduler, and collects the schedules
 * they declare, once all singletons have been created. Nothing is written to the store:
 * the scheduler does that when it starts.
 */
final class TaskRegistrar implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(TaskRegistrar.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final Scheduler scheduler;

	private final DeclaredSchedules declared;

	private final DeclarationProperties properties;

	TaskRegistrar(ConfigurableListableBeanFactory beanFactory, Scheduler scheduler, DeclaredSchedules declared,
			DeclarationProperties properties) {
		this.beanFactory = beanFactory;
		this.scheduler = scheduler;
		this.declared = declared;
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		TaskMethodRules rules = new TaskMethodRules(this.beanFactory);
		StringValueResolver placeholders = this.beanFactory::resolveEmbeddedValue;
		DeclaredIds ids = new DeclaredIds();
		List<ScheduleRequest> requests = new ArrayList<>();
		for (TaskMethod method : new TaskMethodScanner(this.beanFactory).scan()) {
			rules.check(method);
			AttributeReader reader = new AttributeReader(placeholders, (attribute) -> "on " + method.name(),
					"Change the annotation of " + method.source() + "().");
			String task = register(method, ids, reader);
			requests.addAll(declare(task, method, ids, reader));
		}
		warnOfUnknown(ids);
		this.beanFactory.getBeanProvider(ScheduleRequest.class).orderedStream().forEach((request) -> {
			ids.schedule(request.id(), "a bean of type ScheduleRequest");
			checkStore(request);
			requests.add(request);
		});
		this.declared.set(requests);
	}

	private String register(TaskMethod method, DeclaredIds ids, AttributeReader reader) {
		TaskDefinition task = new TaskDefinitions(this.beanFactory).define(method, reader);
		Stream.concat(Stream.of(task.id()), task.aliases().stream()).forEach((id) -> ids.task(id, method.toString()));
		this.scheduler.tasks().find(task.id()).ifPresent((other) -> ids.task(task.id(), other.toString()));
		checkExecutor(method, task);
		add(method, task);
		return task.id();
	}

	/** Whatever else the scheduler has against it. */
	private void add(TaskMethod method, TaskDefinition task) {
		try {
			this.scheduler.addTask(task);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(String.valueOf(ex.getMessage()),
					"Change the annotation of " + method.source() + "(), or the configuration that it names.", ex);
		}
	}

	private void checkExecutor(TaskMethod method, TaskDefinition task) {
		Map<String, ExecutorInfo> executors = new TreeMap<>(this.scheduler.node().executors());
		ExecutorInfo executor = executors.get(task.executor());
		if (executor == null) {
			throw new InvalidConfigurationException(
					"Executor '" + task.executor() + "' of task '" + task.id() + "' on " + method.name()
							+ " does not exist; there are: " + String.join(", ", executors.keySet()),
					"Add it with the property jobscheduler.executors." + task.executor()
							+ ".type, or name one that exists.");
		}
		if (executor.asynchronous()) {
			AsynchronousTaskRule.check(method, task.executor());
		}
	}

	private void checkStore(ScheduleRequest request) {
		String store = request.job().store();
		Set<String> stores = this.scheduler.stores().keySet();
		if (!stores.contains(store)) {
			throw new InvalidConfigurationException(
					"Job store '" + store + "' of schedule '" + request.id() + "' does not exist; there are: "
							+ String.join(", ", stores),
					"Add it with the property jobscheduler.stores." + store + ".type, or name one that exists.");
		}
	}

	private List<ScheduleRequest> declare(String task, TaskMethod method, DeclaredIds ids, AttributeReader reader) {
		StringValueResolver placeholders = this.beanFactory::resolveEmbeddedValue;
		ScheduleDeclarations declarations = new ScheduleDeclarations(this.properties, placeholders,
				new TriggerBeans(this.beanFactory));
		List<ScheduleRequest> requests = new ArrayList<>();
		for (ScheduledJob schedule : method.schedules()) {
			ids.schedule(reader.text("schedule id", schedule.id()), method.toString());
			ScheduleRequest request = declarations.declare(task, schedule, reader);
			if (request != null) {
				checkStore(request);
				requests.add(request);
			}
		}
		return requests;
	}

	private void warnOfUnknown(DeclaredIds ids) {
		for (String id : this.properties.schedules().keySet()) {
			if (!ids.schedules().contains(id)) {
				logger.warn("The properties {} have no effect: no @ScheduledJob has the id '{}'; there are: {}",
						DeclarationProperties.property(id, "*"), id, ids.schedules());
			}
		}
	}

}
