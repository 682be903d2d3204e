package io.jobscheduler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.jobscheduler.engine.Engine;
import io.jobscheduler.engine.EngineContext;
import io.jobscheduler.engine.EventPublisher;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.ConflictPolicy;
import io.jobscheduler.job.Due;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobOrigin;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.JobSpec;
import io.jobscheduler.job.Outcome;
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
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.task.CallRecorder;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.trigger.FireTimePreview;
import org.jspecify.annotations.Nullable;

/**
 * One store of a scheduler: its engine, and all that a user asks of it.
 */
final class StoreEngine {

	private final EngineContext context;

	private final RequestEncoder encoder;

	private final EventPublisher events;

	private final EngineFactory engines;

	private final Map<String, ScheduleDefinition> declared = new ConcurrentHashMap<>();

	private volatile Engine engine;

	/**
	 * A store whose engine has not started.
	 * @param context what the engine works with
	 * @param recorder records calls
	 * @param events tells what happened
	 * @param engines makes an engine for each start
	 */
	StoreEngine(EngineContext context, CallRecorder recorder, EventPublisher events, EngineFactory engines) {
		this.context = context;
		this.encoder = new RequestEncoder(context, recorder);
		this.events = events;
		this.engines = engines;
		this.engine = engines.create(context, this.declared);
	}

	String name() {
		return this.context.identity().storeName();
	}

	JobStore store() {
		return this.context.store();
	}

	/** Registers this node with its declarations; nothing runs before it is started. */
	Engine open(List<ScheduleRequest> declarations) {
		this.declared.clear();
		declarations.forEach((request) -> this.declared.put(request.id(), this.encoder.definition(request)));
		Engine opened = this.engines.create(this.context, this.declared);
		NodeStatus twin = opened.open();
		if (twin != null) {
			throw new NodeIdInUseException("Node id '" + this.context.identity().node()
					+ "' is in use by another live node, of application '" + twin.registration().application()
					+ "', last heard of at " + twin.heartbeatAt() + "; give this one another id");
		}
		return opened;
	}

	/** Starts an engine that is open. */
	void start(Engine opened) {
		opened.start();
		Engine before = this.engine;
		this.engine = opened;
		opened.results().takeOver(before.results());
	}

	/** Whether this node declares a schedule here. */
	boolean declares(String scheduleId) {
		return this.declared.containsKey(scheduleId);
	}

	void stop() {
		this.engine.stop();
	}

	void close() {
		this.engine.results().close();
		this.context.store().close();
	}

	void taskAdded(TaskDefinition task) {
		this.engine.taskAdded(task);
	}

	NewJob encode(JobRequest request) {
		return this.encoder.job(request);
	}

	List<JobId> add(List<NewJob> jobs) {
		List<AddReply> replies = store().addJobs(jobs);
		store().afterCommit(() -> told(jobs, replies));
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
				this.events
					.publish(new SchedulerEvent.JobAdded(name(), replies.get(i).id(), jobs.get(i).spec().task()));
			}
		}
		this.engine.signals().jobsMade();
	}

	<T, R extends @Nullable Object> CompletableFuture<R> callJob(Class<T> type, TaskFunction<T, R> call) {
		RequestEncoder.TypedCall<R> typed = this.encoder.call(type, call);
		return callJob(typed.job()).thenApply(typed::value);
	}

	CompletableFuture<JobResult> callJob(JobRequest request) {
		return callJob(this.encoder.awaited(this.encoder.job(request)));
	}

	private CompletableFuture<JobResult> callJob(NewJob job) {
		JobId id = add(List.of(job)).get(0);
		AwaitedResult future = new AwaitedResult(store());
		store().afterCommit(() -> {
			future.committed();
			this.engine.results().await(id, future);
		});
		return future;
	}

	CancelReply.Status cancel(JobId id) {
		CancelReply reply = store().requestCancel(new CancelRequest(List.of(id), this.encoder.cancelledRetention()))
			.get(0);
		if (reply.status() == CancelReply.Status.CANCELLED) {
			this.events.publish(new SchedulerEvent.JobCancelled(name(), id));
			// Its schedule may wait for it, and someone for its result.
			this.engine.signals().schedulesChanged();
			this.engine.signals().awaitedJobEnded();
		}
		else if (reply.status() == CancelReply.Status.REQUESTED) {
			store().afterCommit(() -> this.engine.signals().cancelRequested());
		}
		return reply.status();
	}

	Schedule addSchedule(ScheduleRequest request) {
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

	/** Makes a change to a schedule that is there. */
	Schedule edit(String id, ScheduleEdit edit) {
		return present(id, change(id, edit));
	}

	void removeSchedule(String id) {
		ScheduleReply reply = change(id, ScheduleEdits.remove());
		if (reply.before() == null) {
			throw UnknownScheduleException.of(id);
		}
	}

	private ScheduleReply change(String id, ScheduleEdit edit) {
		ScheduleReply reply = store().changeSchedules(List.of(new ScheduleChange(id, edit))).get(0);
		if (!(reply.decision() instanceof ScheduleEdit.Leave)) {
			store().afterCommit(() -> {
				this.events.publish(new SchedulerEvent.ScheduleChanged(name(), reply.before(), reply.after()));
				this.engine.signals().schedulesChanged();
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

	JobId runSchedule(String id) {
		Schedule schedule = store().schedule(id).orElseThrow(() -> UnknownScheduleException.of(id));
		ScheduleDefinition definition = schedule.definition();
		JobSpec spec = new JobSpec(definition.task(), definition.payload(), definition.settings(), null,
				new JobOrigin(id, null, DuePlanner.watches(definition)));
		return add(List.of(this.encoder.now(spec))).get(0);
	}

	/** The jobs of the fire times of a schedule in a period that has passed. */
	List<JobId> backfill(String id, Instant from, Instant to) {
		Schedule schedule = store().schedule(id).orElseThrow(() -> UnknownScheduleException.of(id));
		List<NewJob> jobs = new Backfill(schedule, from, to).jobs(this.context.clock().now());
		return jobs.isEmpty() ? List.of() : add(jobs);
	}

	/**
	 * Adds a job again that has not succeeded. Asked twice, it is added once.
	 * @throws IllegalStateException if it is not known what it was asked to do
	 */
	JobId retry(JobResult result) {
		JobSpec spec = result.spec();
		if (spec == null) {
			throw new IllegalStateException("Job " + result.jobId() + " of task '" + result.task()
					+ "' cannot be retried: " + ((result.outcome() == Outcome.SUCCEEDED) ? "it has succeeded"
							: "what it was asked to do is not kept"));
		}
		JobId id = JobId.derived(result.jobId().value(), "retry", result.run().endedAt());
		return add(List.of(new NewJob(id, true, spec, Due.NOW, ConflictPolicy.KEEP))).get(0);
	}

	int retryAll(ResultQuery filter) {
		int retried = 0;
		String cursor = filter.cursor();
		do {
			Page<JobResult> page = store()
				.findResults(new ResultQuery(filter.outcome(), filter.task(), filter.schedule(), cursor, 1000));
			for (JobResult result : page.items()) {
				if (result.spec() != null) {
					retry(result);
					retried++;
				}
			}
			cursor = page.nextCursor();
		}
		while (cursor != null);
		return retried;
	}

	void setMode(@Nullable String node, NodeMode mode) {
		store().setMode(node, mode);
		this.engine.signals().modeChanged();
	}

	NodeMode mode() {
		return this.engine.mode();
	}

	List<FireTimePreview> previewSchedule(String id, int count) {
		Schedule schedule = store().schedule(id).orElseThrow(() -> UnknownScheduleException.of(id));
		return SchedulePreview.of(schedule, this.context.clock().now(), count);
	}

	/** Makes an engine. */
	@FunctionalInterface
	interface EngineFactory {

		/**
		 * Makes an engine that has not started.
		 * @param context what it works with
		 * @param declared the schedules that this node declares, by id
		 */
		Engine create(EngineContext context, Map<String, ScheduleDefinition> declared);

	}

}
