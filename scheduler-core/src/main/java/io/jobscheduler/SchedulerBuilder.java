package io.jobscheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.clock.SchedulerClock;
import io.jobscheduler.engine.EngineSettings;
import io.jobscheduler.engine.LoopDriver;
import io.jobscheduler.event.SchedulerListener;
import io.jobscheduler.executor.InlineJobExecutor;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.executor.ThreadPoolJobExecutor;
import io.jobscheduler.job.Identifiers;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.serializer.PayloadSerializer;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.task.CallRecorder;
import io.jobscheduler.task.JobInterceptor;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Scheduler}. Only a store is needed.
 */
public final class SchedulerBuilder {

	final TaskRegistry tasks = new TaskRegistry();

	final Map<String, JobExecutor> executors = new LinkedHashMap<>();

	final List<SchedulerListener> listeners = new ArrayList<>();

	final List<Supplier<? extends Collection<ScheduleRequest>>> declarations = new ArrayList<>();

	final Map<String, HolidayCalendar> calendars = new LinkedHashMap<>();

	final Map<String, JobStore> stores = new LinkedHashMap<>();

	final List<JobInterceptor> interceptors = new ArrayList<>();

	@Nullable PayloadSerializer serializer;

	CallRecorder recorder = CallRecorder.ofInterfaces();

	String name = "application";

	String nodeId = "node-" + UUID.randomUUID();

	Role role = Role.BOTH;

	EngineSettings settings = EngineSettings.DEFAULT;

	SchedulerClock clock = SchedulerClock.system();

	@Nullable LoopDriver driver;

	private boolean inline;

	SchedulerBuilder() {
	}

	/**
	 * The default job store. Needed.
	 * @param jobStore the store; closed with the scheduler
	 * @return this
	 */
	public SchedulerBuilder store(JobStore jobStore) {
		this.stores.put(JobRequest.DEFAULT_STORE, Objects.requireNonNull(jobStore, "store"));
		return this;
	}

	/**
	 * A further job store, beside the default one: an engine of its own on the same
	 * executors.
	 * @param storeName its name, which {@link JobRequest#store(String)} gives
	 * @param jobStore the store; closed with the scheduler
	 * @return this
	 * @throws IllegalArgumentException if the name is not a valid one, or is taken
	 */
	public SchedulerBuilder store(String storeName, JobStore jobStore) {
		Identifiers.require("store name", storeName);
		if (this.stores.putIfAbsent(storeName, Objects.requireNonNull(jobStore, "store")) != null) {
			throw new IllegalArgumentException("There are two job stores named '" + storeName + "'");
		}
		return this;
	}

	/**
	 * The name of the application: the scope of declared schedules.
	 * @param application the name
	 * @return this
	 */
	public SchedulerBuilder name(String application) {
		this.name = Identifiers.require("application name", application);
		return this;
	}

	/**
	 * The id of this node. Unless told, one that is new at every start.
	 * @param id an id that no other live node has
	 * @return this
	 */
	public SchedulerBuilder nodeId(String id) {
		this.nodeId = Identifiers.require("node id", id);
		return this;
	}

	/**
	 * What this node does, {@link Role#BOTH} unless told.
	 * @param newRole the role
	 * @return this
	 */
	public SchedulerBuilder role(Role newRole) {
		this.role = Objects.requireNonNull(newRole, "role");
		return this;
	}

	/**
	 * Adds a task.
	 * @param task the task
	 * @return this
	 * @throws IllegalArgumentException if its id is taken
	 */
	public SchedulerBuilder task(TaskDefinition task) {
		this.tasks.add(task);
		return this;
	}

	/**
	 * Adds an executor. Without one named {@value TaskDefinition#DEFAULT_EXECUTOR} there
	 * is a thread pool of that name with ten slots.
	 * @param executorName its name
	 * @param executor the executor; closed with the scheduler
	 * @return this
	 */
	public SchedulerBuilder executor(String executorName, JobExecutor executor) {
		this.executors.put(Identifiers.require("executor name", executorName), executor);
		return this;
	}

	/**
	 * Adds a calendar that triggers leave out: it is read again about once a minute, and
	 * schedules follow it. The store must know it too, in its
	 * {@link io.jobscheduler.serializer.TriggerFormat}, as it keeps only the name.
	 * @param calendar the calendar
	 * @return this
	 * @throws IllegalArgumentException if there is another of that name
	 */
	public SchedulerBuilder calendar(HolidayCalendar calendar) {
		if (this.calendars.putIfAbsent(calendar.name(), calendar) != null) {
			throw new IllegalArgumentException(
					"There are two calendars named '" + calendar.name() + "'; give one of them another name");
		}
		return this;
	}

	/**
	 * How arguments and values are written. Unless told, as JSON by Jackson, if it is on
	 * the class path.
	 * @param payloadSerializer the serializer
	 * @return this
	 */
	public SchedulerBuilder serializer(PayloadSerializer payloadSerializer) {
		this.serializer = Objects.requireNonNull(payloadSerializer, "serializer");
		return this;
	}

	/**
	 * How calls are recorded. Unless told, calls of interfaces can be.
	 * @param callRecorder the recorder
	 * @return this
	 */
	public SchedulerBuilder callRecorder(CallRecorder callRecorder) {
		this.recorder = Objects.requireNonNull(callRecorder, "recorder");
		return this;
	}

	/**
	 * Adds an interceptor around every run, within those that were added before. One that
	 * is a {@link io.jobscheduler.task.JobContextPropagator} is also asked whenever this
	 * node adds a job.
	 * @param interceptor the interceptor
	 * @return this
	 */
	public SchedulerBuilder interceptor(JobInterceptor interceptor) {
		this.interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
		return this;
	}

	/**
	 * Adds a listener.
	 * @param listener the listener
	 * @return this
	 */
	public SchedulerBuilder listener(SchedulerListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "listener"));
		return this;
	}

	/**
	 * Declares schedules: they are added when the scheduler starts; changed, where their
	 * declaration has changed since it was last applied; and paused once no live node of
	 * this application declares them any more.
	 * @param requests the schedules; what they say about conflicts is not looked at
	 * @return this
	 */
	public SchedulerBuilder declare(Collection<ScheduleRequest> requests) {
		List<ScheduleRequest> declared = List.copyOf(requests);
		return declare(() -> declared);
	}

	/**
	 * Declares schedules that are not known yet, as {@link #declare(Collection)}.
	 * @param requests asked for the schedules whenever the scheduler starts
	 * @return this
	 */
	public SchedulerBuilder declare(Supplier<? extends Collection<ScheduleRequest>> requests) {
		this.declarations.add(Objects.requireNonNull(requests, "requests"));
		return this;
	}

	/**
	 * Declares a schedule, as {@link #declare(Collection)}.
	 * @param request the schedule
	 * @return this
	 */
	public SchedulerBuilder declare(ScheduleRequest request) {
		return declare(List.of(request));
	}

	/**
	 * How long a claim holds without a pulse of its node, 30 s unless told: how soon
	 * others take over after a crash.
	 * @param lease the duration, at least 1 s
	 * @return this
	 * @throws IllegalArgumentException if it is shorter
	 */
	public SchedulerBuilder leaseDuration(Duration lease) {
		return settings(this.settings.withLease(lease));
	}

	/**
	 * How long {@link Scheduler#stop()} waits for running jobs before it interrupts them,
	 * 30 s unless told.
	 * @param timeout the duration, zero or more
	 * @return this
	 */
	public SchedulerBuilder shutdownTimeout(Duration timeout) {
		return settings(this.settings.withShutdownTimeout(timeout));
	}

	/**
	 * The settings of jobs whose request, schedule and task have none.
	 * @param defaults the settings
	 * @return this
	 */
	public SchedulerBuilder jobDefaults(JobSettings defaults) {
		return settings(this.settings.withJobDefaults(defaults));
	}

	/**
	 * All settings of the engine.
	 * @param engineSettings the settings
	 * @return this
	 */
	public SchedulerBuilder settings(EngineSettings engineSettings) {
		this.settings = Objects.requireNonNull(engineSettings, "settings");
		return this;
	}

	/**
	 * The current settings of the engine.
	 * @return the settings
	 */
	public EngineSettings settings() {
		return this.settings;
	}

	/**
	 * The clock and what drives the engine's loops, for tests that simulate time.
	 * @param testClock the clock
	 * @param testDriver the driver
	 * @return this
	 */
	public SchedulerBuilder simulated(SchedulerClock testClock, LoopDriver testDriver) {
		this.clock = testClock;
		this.driver = testDriver;
		return this;
	}

	/**
	 * Runs every job on the thread that claims it, whatever executor its task names, for
	 * tests: each executor is replaced by an {@link InlineJobExecutor}, whether it is
	 * added before or after.
	 * @return this
	 */
	public SchedulerBuilder inline() {
		this.inline = true;
		return this;
	}

	/**
	 * Builds the scheduler. It does nothing before {@link Scheduler#start()}.
	 * @return the scheduler
	 * @throws IllegalStateException if there is no default store
	 * @throws IllegalArgumentException if a task names an executor that does not exist
	 */
	public Scheduler build() {
		JobStore defaultStore = this.stores.remove(JobRequest.DEFAULT_STORE);
		if (defaultStore == null) {
			throw new IllegalStateException("A scheduler needs a default job store: call store(…)");
		}
		Map<String, JobStore> others = new LinkedHashMap<>(this.stores);
		this.stores.clear();
		this.stores.put(JobRequest.DEFAULT_STORE, defaultStore);
		this.stores.putAll(others);
		if (this.inline) {
			this.executors.values().forEach(JobExecutor::close);
			this.executors.replaceAll((key, executor) -> new InlineJobExecutor());
			this.executors.putIfAbsent(TaskDefinition.DEFAULT_EXECUTOR, new InlineJobExecutor());
		}
		this.executors.computeIfAbsent(TaskDefinition.DEFAULT_EXECUTOR,
				(key) -> new ThreadPoolJobExecutor("jobscheduler", 10));
		SchedulerNode node = new SchedulerNode(this);
		return new EngineScheduler(node, node.stores());
	}

}
