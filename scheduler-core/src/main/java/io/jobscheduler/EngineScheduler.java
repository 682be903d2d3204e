package io.jobscheduler;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.engine.Engine;
import io.jobscheduler.engine.EngineContext;
import io.jobscheduler.engine.EngineContext.NodeIdentity;
import io.jobscheduler.engine.EventPublisher;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.event.SchedulerListener;
import io.jobscheduler.executor.JobExecutor;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.TaskFunction;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdit;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.schedule.SchedulePreview;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;
import io.jobscheduler.trigger.FireTimePreview;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler over the engine of one store.
 */
final class EngineScheduler implements Scheduler {

	private final EngineContext context;

	private final Role role;

	private final Map<String, JobExecutor> executors;

	private final List<Supplier<? extends Collection<ScheduleRequest>>> declarations;

	private final Map<String, ScheduleDefinition> declared;

	private final RequestEncoder encoder;

	private final EventThread eventThread;

	private final EventPublisher events;

	private final EngineFactory engines;

	private final Object lifecycle = new Object();

	private volatile State state = State.STOPPED;

	private volatile Engine engine;

	private EngineScheduler(SchedulerBuilder builder, JobStore store) {
		NodeIdentity identity = new NodeIdentity(builder.storeName, builder.nodeId, builder.name,
				builder.role.name().toLowerCase(Locale.ROOT), builder.role.fires(), builder.role.runs());
		this.context = new EngineContext(store, identity, builder.tasks, RequestEncoder.serializer(builder.serializer),
				builder.settings, builder.clock);
		this.role = builder.role;
		this.executors = new LinkedHashMap<>(builder.executors);
		this.encoder = new RequestEncoder(this.context, builder.recorder);
		this.eventThread = new EventThread();
		this.events = new EventPublisher((builder.driver != null) ? Runnable::run : this.eventThread);
		builder.listeners.forEach(this.events::add);
		this.declared = new LinkedHashMap<>();
		this.declarations = List.copyOf(builder.declarations);
		List<HolidayCalendar> calendars = List.copyOf(builder.calendars.values());
		this.engines = () -> new Engine(this.context, this.executors, this.declared, calendars, this.events,
				builder.driver);
		this.engine = this.engines.create();
	}

	static Scheduler of(SchedulerBuilder builder) {
		builder.tasks.all().forEach((task) -> {
			if (!builder.executors.containsKey(task.executor())) {
				throw new IllegalStateException("No executor '" + task.executor() + "' for " + task + "; there are "
						+ builder.executors.keySet());
			}
		});
		return new EngineScheduler(builder, Objects.requireNonNull(builder.store, "store"));
	}

	private void declare(ScheduleRequest request) {
		ScheduleDefinition definition = this.encoder.definition(request);
		if (this.declared.putIfAbsent(request.id(), definition) != null) {
			throw new IllegalArgumentException(
					"Schedule id '" + request.id() + "' is declared twice; give one of them another id");
		}
	}

	@Override
	public JobId addJob(JobRequest request) {
		return addJobs(List.of(request)).get(0);
	}

	@Override
	public List<JobId> addJobs(Collection<JobRequest> requests) {
		List<NewJob> jobs = requests.stream().map(this.encoder::job).toList();
		return add(jobs);
	}

	private List<JobId> add(List<NewJob> jobs) {
		List<AddReply> replies = this.context.store().addJobs(jobs);
		this.context.store().afterCommit(() -> told(jobs, replies));
		for (int i = 0; i < replies.size(); i++) {
			if (replies.get(i).status() == AddReply.Status.REJECTED) {
				throw new UniqueKeyTakenException("Unique key '" + jobs.get(i).spec().uniqueKey() + "' is taken by job "
						+ replies.get(i).id() + " until that ends");
			}
		}
		return replies.stream().map(AddReply::id).toList();
	}

	private void told(List<NewJob> jobs, List<AddReply> replies) {
		for (int i = 0; i < replies.size(); i++) {
			if (replies.get(i).status() == AddReply.Status.ADDED) {
				this.events.publish(new SchedulerEvent.JobAdded(this.context.identity().storeName(),
						replies.get(i).id(), jobs.get(i).spec().task()));
			}
		}
		this.engine.jobsAdded();
	}

	@Override
	public <T, R extends @Nullable Object> CompletableFuture<R> callJob(Class<T> type, TaskFunction<T, R> call) {
		RequestEncoder.TypedCall<R> typed = this.encoder.call(type, call);
		return callJob(typed.job()).thenApply(typed::value);
	}

	@Override
	public CompletableFuture<JobResult> callJob(JobRequest request) {
		return callJob(this.encoder.awaited(this.encoder.job(request)));
	}

	private CompletableFuture<JobResult> callJob(NewJob job) {
		JobId id = add(List.of(job)).get(0);
		AwaitedResult future = new AwaitedResult(this.context.store());
		this.context.store().afterCommit(() -> {
			future.committed();
			this.engine.results().await(id, future);
		});
		return future;
	}

	@Override
	public CancelReply.Status cancelJob(JobId id) {
		CancelReply reply = this.context.store()
			.requestCancel(new CancelRequest(List.of(id), this.encoder.cancelledRetention()))
			.get(0);
		if (reply.status() == CancelReply.Status.CANCELLED) {
			this.events.publish(new SchedulerEvent.JobCancelled(this.context.identity().storeName(), id));
			// Its schedule may wait for it, and someone for its result.
			this.engine.schedulesChanged();
		}
		else if (reply.status() == CancelReply.Status.REQUESTED) {
			this.context.store().afterCommit(() -> this.engine.cancelRequested());
		}
		return reply.status();
	}

	@Override
	public Schedule addSchedule(ScheduleRequest request) {
		ScheduleDefinition definition = this.encoder.definition(request);
		ScheduleReply reply = change(request.id(), ScheduleEdits.add(request.id(), definition, request.onConflict()));
		boolean taken = reply.decision() instanceof ScheduleEdit.Leave leave
				&& leave.why() == ScheduleEdit.Reason.TAKEN;
		if (taken && request.onConflict() == ConflictPolicy.REJECT) {
			throw new ScheduleExistsException(
					"Schedule '" + request.id() + "' exists; remove it first, or add it with ConflictPolicy.REPLACE");
		}
		return present(request.id(), reply);
	}

	@Override
	public Schedule changeSchedule(String id, UnaryOperator<ScheduleDefinition> change) {
		return present(id, change(id, ScheduleEdits.change(change)));
	}

	@Override
	public Schedule pauseSchedule(String id) {
		return present(id, change(id, ScheduleEdits.pause("paused by hand")));
	}

	@Override
	public Schedule resumeSchedule(String id, @Nullable Instant from) {
		return present(id, change(id, ScheduleEdits.resume(from)));
	}

	@Override
	public void removeSchedule(String id) {
		ScheduleReply reply = change(id, ScheduleEdits.remove());
		if (reply.before() == null) {
			throw UnknownScheduleException.of(id);
		}
	}

	private ScheduleReply change(String id, ScheduleEdit edit) {
		ScheduleReply reply = this.context.store().changeSchedules(List.of(new ScheduleChange(id, edit))).get(0);
		if (!(reply.decision() instanceof ScheduleEdit.Leave)) {
			this.context.store().afterCommit(() -> {
				this.events.publish(new SchedulerEvent.ScheduleChanged(this.context.identity().storeName(),
						reply.before(), reply.after()));
				this.engine.schedulesChanged();
			});
		}
		return reply;
	}

	private static Schedule present(String id, ScheduleReply reply) {
		Schedule after = reply.after();
		if (after == null) {
			throw UnknownScheduleException.of(id);
		}
		return after;
	}

	@Override
	public JobId runSchedule(String id) {
		Schedule schedule = schedule(id).orElseThrow(() -> UnknownScheduleException.of(id));
		ScheduleDefinition definition = schedule.definition();
		JobSpec spec = new JobSpec(definition.task(), definition.payload(), definition.settings(), null,
				new JobOrigin(id, null, DuePlanner.watches(definition)));
		return add(List.of(this.encoder.now(spec))).get(0);
	}

	@Override
	public Optional<Schedule> schedule(String id) {
		return this.context.store().schedule(id);
	}

	@Override
	public List<FireTimePreview> previewSchedule(String id, int count) {
		Schedule schedule = schedule(id).orElseThrow(() -> UnknownScheduleException.of(id));
		return SchedulePreview.of(schedule, this.context.clock().now(), count);
	}

	@Override
	public Optional<Job> job(JobId id) {
		return this.context.store().job(id);
	}

	@Override
	public Optional<JobResult> result(JobId id) {
		return this.context.store().result(id);
	}

	@Override
	public void addTask(TaskDefinition task) {
		if (!this.executors.containsKey(task.executor())) {
			throw new IllegalArgumentException(
					"No executor '" + task.executor() + "' for " + task + "; there are " + this.executors.keySet());
		}
		this.context.tasks().add(task);
		if (this.state == State.RUNNING) {
			this.engine.taskAdded(task);
		}
	}

	@Override
	public TaskRegistry tasks() {
		return this.context.tasks();
	}

	@Override
	public JobStore store() {
		return this.context.store();
	}

	@Override
	public NodeInfo node() {
		Map<String, ExecutorInfo> lanes = new LinkedHashMap<>();
		this.engine.lanes()
			.forEach((name, lane) -> lanes.put(name, new ExecutorInfo(lane.slots(), lane.running(), lane.queued())));
		NodeIdentity identity = this.context.identity();
		return new NodeInfo(identity.node(), identity.application(), this.role, this.state, lanes);
	}

	@Override
	public JobStore.Subscription addListener(SchedulerListener listener) {
		return this.events.add(listener);
	}

	@Override
	public void start() {
		synchronized (this.lifecycle) {
			if (this.state != State.STOPPED) {
				return;
			}
			this.declared.clear();
			this.declarations.forEach((requests) -> requests.get().forEach(this::declare));
			Engine started = this.engines.create();
			NodeStatus twin = started.start();
			if (twin != null) {
				throw new NodeIdInUseException("Node id '" + this.context.identity().node()
						+ "' is in use by another live node, of application '" + twin.registration().application()
						+ "', last heard of at " + twin.heartbeatAt() + "; give this one another id");
			}
			started.results().takeOver(this.engine.results());
			this.engine = started;
			this.state = State.RUNNING;
		}
	}

	@Override
	public void stop() {
		synchronized (this.lifecycle) {
			if (this.state != State.RUNNING) {
				return;
			}
			this.state = State.DRAINING;
			try {
				this.engine.stop();
			}
			finally {
				this.state = State.STOPPED;
			}
		}
	}

	@Override
	public void close() {
		stop();
		this.engine.results().close();
		this.executors.values().forEach(JobExecutor::close);
		this.context.store().close();
		this.eventThread.close();
	}

	@FunctionalInterface
	private interface EngineFactory {

		Engine create();

	}

}
