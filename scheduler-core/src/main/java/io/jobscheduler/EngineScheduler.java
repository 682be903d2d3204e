package io.jobscheduler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.jobscheduler.event.SchedulerListener;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.TaskFunction;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.ScheduleEdits;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.StoreUnavailableException;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;
import io.jobscheduler.trigger.FireTimePreview;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of a node: finds the store that something is for, or is in.
 */
final class EngineScheduler implements Scheduler {

	private final SchedulerNode node;

	/** Where to look, in this order; what names no store goes to the first. */
	private final List<StoreEngine> stores;

	EngineScheduler(SchedulerNode node, Collection<StoreEngine> stores) {
		this.node = node;
		this.stores = List.copyOf(stores);
	}

	private StoreEngine first() {
		return this.stores.get(0);
	}

	private StoreEngine storeFor(JobRequest request) {
		return JobRequest.DEFAULT_STORE.equals(request.store()) ? first() : this.node.store(request.store());
	}

	/** The store that something is in; the first if it is in none. */
	private StoreEngine storeWith(Predicate<JobStore> holds) {
		if (this.stores.size() == 1) {
			return first();
		}
		StoreUnavailableException unavailable = null;
		for (StoreEngine store : this.stores) {
			try {
				if (holds.test(store.store())) {
					return store;
				}
			}
			catch (StoreUnavailableException ex) {
				unavailable = (unavailable != null) ? unavailable : ex;
			}
		}
		if (unavailable != null) {
			throw unavailable;
		}
		return first();
	}

	private StoreEngine storeWith(JobId id) {
		return storeWith((store) -> store.job(id).isPresent() || store.result(id).isPresent());
	}

	/**
	 * One that is declared here is meant as declared: it may have moved between stores.
	 */
	private StoreEngine storeWith(String scheduleId) {
		return this.stores.stream()
			.filter((store) -> store.declares(scheduleId))
			.findFirst()
			.orElseGet(() -> storeWith((store) -> store.schedule(scheduleId).isPresent()));
	}

	@Override
	public JobId addJob(JobRequest request) {
		return addJobs(List.of(request)).get(0);
	}

	@Override
	public List<JobId> addJobs(Collection<JobRequest> requests) {
		Map<StoreEngine, List<NewJob>> encoded = new LinkedHashMap<>();
		List<StoreEngine> places = new ArrayList<>();
		for (JobRequest request : requests) {
			StoreEngine store = storeFor(request);
			encoded.computeIfAbsent(store, (key) -> new ArrayList<>()).add(store.encode(request));
			places.add(store);
		}
		Map<StoreEngine, Iterator<JobId>> added = new LinkedHashMap<>();
		encoded.forEach((store, jobs) -> added.put(store, store.add(jobs).iterator()));
		return places.stream().map((store) -> Objects.requireNonNull(added.get(store)).next()).toList();
	}

	@Override
	public <T, R extends @Nullable Object> CompletableFuture<R> callJob(Class<T> type, TaskFunction<T, R> call) {
		return first().callJob(type, call);
	}

	@Override
	public CompletableFuture<JobResult> callJob(JobRequest request) {
		return storeFor(request).callJob(request);
	}

	@Override
	public CancelReply.Status cancelJob(JobId id) {
		return storeWith(id).cancel(id);
	}

	@Override
	public Schedule addSchedule(ScheduleRequest request) {
		return storeFor(request.job()).addSchedule(request);
	}

	@Override
	public Schedule changeSchedule(String id, UnaryOperator<ScheduleDefinition> change) {
		return storeWith(id).edit(id, ScheduleEdits.change(change));
	}

	@Override
	public Schedule pauseSchedule(String id) {
		return storeWith(id).edit(id, ScheduleEdits.pause("paused by hand"));
	}

	@Override
	public Schedule resumeSchedule(String id, @Nullable Instant from) {
		return storeWith(id).edit(id, ScheduleEdits.resume(from));
	}

	@Override
	public void removeSchedule(String id) {
		storeWith(id).removeSchedule(id);
	}

	@Override
	public JobId runSchedule(String id) {
		return storeWith(id).runSchedule(id);
	}

	@Override
	public List<JobId> backfillSchedule(String id, Instant from, Instant to) {
		return storeWith(id).backfill(id, from, to);
	}

	@Override
	public JobId retryJob(JobId id) {
		StoreEngine store = storeWith(id);
		return store.retry(store.store()
			.result(id)
			.orElseThrow(() -> new IllegalStateException(
					"Job " + id + " cannot be retried: it has not ended, or its result is not kept any more")));
	}

	@Override
	public int retryJobs(ResultQuery filter) {
		return this.stores.stream().mapToInt((store) -> store.retryAll(filter)).sum();
	}

	@Override
	public void setNodeMode(@Nullable String node, NodeMode mode) {
		if (node != null && mode != NodeMode.ACTIVE && this.stores.stream().noneMatch((store) -> knows(store, node))) {
			throw new IllegalArgumentException("No node '" + node + "' is registered; see the nodes of the store");
		}
		this.stores.forEach((store) -> store.setMode(node, mode));
	}

	private static boolean knows(StoreEngine store, String node) {
		return store.store().nodes().stream().anyMatch((status) -> status.registration().node().equals(node));
	}

	@Override
	public Optional<Schedule> schedule(String id) {
		return storeWith(id).store().schedule(id);
	}

	@Override
	public List<FireTimePreview> previewSchedule(String id, int count) {
		return storeWith(id).previewSchedule(id, count);
	}

	@Override
	public Optional<Job> job(JobId id) {
		return storeWith(id).store().job(id);
	}

	@Override
	public Optional<JobResult> result(JobId id) {
		return storeWith(id).store().result(id);
	}

	@Override
	public void addTask(TaskDefinition task) {
		this.node.addTask(task);
	}

	@Override
	public TaskRegistry tasks() {
		return this.node.tasks();
	}

	@Override
	public JobStore store() {
		return first().store();
	}

	@Override
	public Map<String, JobStore> stores() {
		Map<String, JobStore> byName = new LinkedHashMap<>();
		this.stores.forEach((store) -> byName.put(store.name(), store.store()));
		return byName;
	}

	@Override
	public Scheduler inStore(String name) {
		return new EngineScheduler(this.node, List.of(this.node.store(name)));
	}

	@Override
	public NodeInfo node() {
		return this.node.info();
	}

	@Override
	public JobStore.Subscription addListener(SchedulerListener listener) {
		return this.node.events().add(listener);
	}

	@Override
	public void start() {
		this.node.start();
	}

	@Override
	public void run() {
		this.node.run();
	}

	@Override
	public void stop() {
		this.node.stop();
	}

	@Override
	public void close() {
		this.node.close();
	}

}
