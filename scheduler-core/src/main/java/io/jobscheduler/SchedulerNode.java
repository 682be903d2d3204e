package io.jobscheduler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.jobscheduler.Scheduler.ExecutorInfo;
import io.jobscheduler.Scheduler.NodeInfo;
import io.jobscheduler.Scheduler.State;
import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.engine.Engine;
import io.jobscheduler.engine.EngineContext;
import io.jobscheduler.engine.EngineContext.NodeIdentity;
import io.jobscheduler.engine.EventPublisher;
import io.jobscheduler.engine.ExecutorSlots;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.task.CurrentJob;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskInvoker;
import io.jobscheduler.task.TaskRegistry;

/**
 * A node: what its stores share, and their start and stop.
 */
final class SchedulerNode {

	private final String id;

	private final String application;

	private final Role role;

	private final TaskRegistry tasks;

	private final List<Supplier<? extends Collection<ScheduleRequest>>> declarations;

	private final Map<String, ExecutorSlots> executors = new LinkedHashMap<>();

	private final Map<String, StoreEngine> stores = new LinkedHashMap<>();

	private final EventThread eventThread = new EventThread();

	private final EventPublisher events;

	private final Object lifecycle = new Object();

	private final Object stopped = new Object();

	private volatile State state = State.STOPPED;

	SchedulerNode(SchedulerBuilder builder) {
		this.id = builder.nodeId;
		this.application = builder.name;
		this.role = builder.role;
		this.tasks = builder.tasks;
		this.declarations = List.copyOf(builder.declarations);
		this.events = new EventPublisher((builder.driver != null) ? Runnable::run : this.eventThread);
		builder.listeners.forEach(this.events::add);
		builder.executors.forEach((name, executor) -> this.executors.put(name, new ExecutorSlots(name, executor)));
		List<HolidayCalendar> calendars = List.copyOf(builder.calendars.values());
		StoreEngine.EngineFactory engines = (context, declared) -> new Engine(context, this.executors.values(),
				declared, calendars, this.events, builder.driver);
		builder.stores.forEach((name, store) -> this.stores.put(name,
				new StoreEngine(context(builder, name, store), builder.recorder, this.events, engines)));
		builder.tasks.all().forEach(this::requireExecutor);
	}

	/** Starts, and waits for the stop. */
	void run() {
		Thread hook = new Thread(this::stop, "jobscheduler-shutdown");
		Runtime.getRuntime().addShutdownHook(hook);
		try {
			start();
			synchronized (this.stopped) {
				while (this.state != State.STOPPED) {
					this.stopped.wait();
				}
			}
		}
		catch (InterruptedException ex) {
			stop();
			Thread.currentThread().interrupt();
		}
		finally {
			removeHook(hook);
		}
	}

	private static void removeHook(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// the process ends, and the hook has run
		}
	}

	private static EngineContext context(SchedulerBuilder builder, String storeName, JobStore store) {
		NodeIdentity identity = new NodeIdentity(storeName, builder.nodeId, builder.name,
				builder.role.name().toLowerCase(Locale.ROOT), builder.role.fires(), builder.role.runs());
		return new EngineContext(store, identity, builder.tasks,
				new TaskInvoker(RequestEncoder.serializer(builder.serializer), builder.interceptors), builder.settings,
				builder.clock);
	}

	private void requireExecutor(TaskDefinition task) {
		ExecutorSlots executor = this.executors.get(task.executor());
		if (executor == null) {
			throw new IllegalArgumentException(
					"No executor '" + task.executor() + "' for " + task + "; there are " + this.executors.keySet());
		}
		executor.require(task);
		if (task.isTransactional()
				&& stores().stream().noneMatch((store) -> store.store().supportsTransactionalRuns())) {
			throw new IllegalArgumentException("The " + task
					+ " is transactional, and no job store is in the database of the application's data: use store "
					+ "type jdbc or jpa");
		}
	}

	/** The stores, the default one first. */
	Collection<StoreEngine> stores() {
		return this.stores.values();
	}

	/**
	 * The store of a name.
	 * @throws IllegalArgumentException if there is none
	 */
	StoreEngine store(String name) {
		StoreEngine store = this.stores.get(name);
		if (store == null) {
			throw new IllegalArgumentException("No job store '" + name + "'; there are " + this.stores.keySet());
		}
		return store;
	}

	TaskRegistry tasks() {
		return this.tasks;
	}

	EventPublisher events() {
		return this.events;
	}

	void addTask(TaskDefinition task) {
		requireExecutor(task);
		this.tasks.add(task);
		if (this.state == State.RUNNING) {
			stores().forEach((store) -> store.taskAdded(task));
		}
	}

	NodeInfo info() {
		Map<String, ExecutorInfo> lanes = new LinkedHashMap<>();
		this.executors.forEach((name, slots) -> lanes.put(name,
				new ExecutorInfo(slots.total(), slots.running(), slots.queued(), slots.isAsynchronous())));
		boolean paused = this.state == State.RUNNING
				&& stores().stream().allMatch((store) -> store.mode() != NodeMode.ACTIVE);
		return new NodeInfo(this.id, this.application, this.role, paused ? State.PAUSED : this.state, lanes);
	}

	/** Starts on all stores, or on none. */
	void start() {
		synchronized (this.lifecycle) {
			if (this.state != State.STOPPED) {
				return;
			}
			Map<String, List<ScheduleRequest>> declared = declared();
			Map<StoreEngine, Engine> opened = new LinkedHashMap<>();
			try {
				for (StoreEngine store : stores()) {
					opened.put(store, store.open(declared.getOrDefault(store.name(), List.of())));
				}
			}
			catch (RuntimeException | Error ex) {
				opened.values().forEach(Engine::abandon);
				throw ex;
			}
			if (this.role.runs()) {
				this.executors.values().forEach(ExecutorSlots::start);
			}
			opened.forEach(StoreEngine::start);
			this.state = State.RUNNING;
		}
	}

	private Map<String, List<ScheduleRequest>> declared() {
		Map<String, List<ScheduleRequest>> byStore = new HashMap<>();
		Set<String> ids = new HashSet<>();
		for (Supplier<? extends Collection<ScheduleRequest>> requests : this.declarations) {
			for (ScheduleRequest request : requests.get()) {
				if (!ids.add(request.id())) {
					throw new IllegalArgumentException(
							"Schedule id '" + request.id() + "' is declared twice; give one of them another id");
				}
				byStore.computeIfAbsent(store(request.job().store()).name(), (name) -> new ArrayList<>()).add(request);
			}
		}
		return byStore;
	}

	void stop() {
		besideJobs(this::drain);
	}

	/** A job that waited for the end of its node would wait for itself. */
	private void besideJobs(Runnable end) {
		if (CurrentJob.isOf(this.id)) {
			new Thread(end, "jobscheduler-stop").start();
		}
		else {
			end.run();
		}
	}

	private void drain() {
		synchronized (this.lifecycle) {
			if (this.state != State.RUNNING) {
				return;
			}
			this.state = State.DRAINING;
			try {
				stop(List.copyOf(stores()));
			}
			finally {
				synchronized (this.stopped) {
					this.state = State.STOPPED;
					this.stopped.notifyAll();
				}
			}
		}
	}

	/** Side by side: each may take as long as the shutdown timeout. */
	private static void stop(List<StoreEngine> engines) {
		List<Thread> others = engines.stream()
			.skip(1)
			.map((engine) -> new Thread(engine::stop, "jobscheduler-stop-" + engine.name()))
			.toList();
		others.forEach(Thread::start);
		try {
			engines.stream().limit(1).forEach(StoreEngine::stop);
		}
		finally {
			others.forEach(SchedulerNode::join);
		}
	}

	private static void join(Thread thread) {
		boolean interrupted = false;
		while (thread.isAlive()) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				// each stop takes its shutdown timeout at most, and needs its store until
				// then
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	void close() {
		besideJobs(this::release);
	}

	private void release() {
		drain();
		stores().forEach(StoreEngine::close);
		this.executors.values().forEach(ExecutorSlots::close);
		this.eventThread.close();
	}

}
