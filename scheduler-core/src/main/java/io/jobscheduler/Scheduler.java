package io.jobscheduler;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.jobscheduler.event.SchedulerListener;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.job.TaskCall;
import io.jobscheduler.job.TaskFunction;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.task.TaskDefinition;
import io.jobscheduler.task.TaskRegistry;
import io.jobscheduler.trigger.FireTimePreview;
import io.jobscheduler.trigger.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * What an application uses: it adds jobs, keeps schedules, and looks at both.
 * Thread-safe. What it adds and changes takes part in the caller's transaction, where the
 * job store can.
 * <p>
 * Of several job stores, what is added goes to the one that the {@link JobRequest} names,
 * the default one unless told. What is looked up or changed by its id is looked for in
 * all of them, the default one first; {@link #inStore(String)} looks in one only.
 *
 * <pre class="code">
 * scheduler.addJob(Reports.class, r -&gt; r.send(42L));
 * scheduler.addSchedule("weekly", JobRequest.task("report"), CronTrigger.of("0 9 * * MON", zone));
 * </pre>
 */
public interface Scheduler extends AutoCloseable {

	/**
	 * Starts to build a scheduler.
	 * @return a builder
	 */
	static SchedulerBuilder builder() {
		return new SchedulerBuilder();
	}

	/**
	 * Adds a job.
	 * @param request what to run, when and how
	 * @return its id, or that of the job that already has its unique key
	 * @throws io.jobscheduler.task.InvalidTaskCallException if it is a call that is not
	 * of exactly one task
	 * @throws io.jobscheduler.serializer.PayloadException if an argument cannot be
	 * written
	 * @throws IllegalArgumentException if the arguments do not fit a task that this node
	 * knows
	 * @throws UniqueKeyTakenException if its unique key is taken and its conflict policy
	 * is to reject
	 * @throws io.jobscheduler.store.StoreUnavailableException if the store does not
	 * answer; then it is not known whether the job was added, and adding it again with
	 * the same {@link JobRequest#id(JobId)} is safe
	 */
	JobId addJob(JobRequest request);

	/**
	 * Adds a job that makes a call, at once. As {@link #addJob(JobRequest)}.
	 * @param <T> the bean's type
	 * @param type the bean's type
	 * @param call the call
	 * @return its id
	 */
	default <T> JobId addJob(Class<T> type, TaskCall<T> call) {
		return addJob(JobRequest.call(type, call));
	}

	/**
	 * Adds jobs, in as few writes as the store needs. As {@link #addJob(JobRequest)}; if
	 * one is invalid, none is added. Jobs for several stores are added to one store after
	 * the other.
	 * @param requests the jobs
	 * @return their ids, in the same order
	 */
	List<JobId> addJobs(Collection<JobRequest> requests);

	/**
	 * Adds a job that makes a call, and waits for its value without holding a thread.
	 * @param <T> the bean's type
	 * @param <R> the value's type
	 * @param type the bean's type
	 * @param call the call
	 * @return completed with the task's value when the job has succeeded, on whichever
	 * node; exceptionally with {@link JobFailedException} when it ended otherwise.
	 * Waiting for it inside the transaction that added the job throws
	 * {@link IllegalStateException} at once
	 */
	<T, R extends @Nullable Object> CompletableFuture<R> callJob(Class<T> type, TaskFunction<T, R> call);

	/**
	 * Adds a job, and waits for its result without holding a thread.
	 * @param request the job
	 * @return completed with the result when the job has ended, however; as
	 * {@link #callJob(Class, TaskFunction)}
	 */
	CompletableFuture<JobResult> callJob(JobRequest request);

	/**
	 * Cancels a job. A running one is asked to stop: its thread is interrupted and
	 * {@link io.jobscheduler.task.JobContext#isCancelled()} is true.
	 * @param id the job
	 * @return what was done
	 */
	CancelReply.Status cancelJob(JobId id);

	/**
	 * Adds a schedule, or replaces the one that has its id: a schedule whose trigger
	 * stays the same keeps its next fire time.
	 * @param id its id
	 * @param job what its jobs run
	 * @param trigger when it fires
	 * @return the schedule as it stands
	 * @throws IllegalArgumentException if the trigger never fires
	 */
	default Schedule addSchedule(String id, JobRequest job, Trigger trigger) {
		return addSchedule(ScheduleRequest.of(id, job, trigger));
	}

	/**
	 * Adds a schedule.
	 * @param request the schedule, and what to do if its id is taken
	 * @return the schedule as it stands
	 * @throws ScheduleExistsException if the id is taken and the conflict policy is to
	 * reject
	 * @throws IllegalArgumentException if the trigger never fires
	 */
	Schedule addSchedule(ScheduleRequest request);

	/**
	 * Changes what a schedule does, from now on.
	 * @param id its id
	 * @param change the change; called again if the schedule changes meanwhile, so it
	 * must be free of effects
	 * @return the schedule as it stands
	 * @throws UnknownScheduleException if there is none
	 */
	Schedule changeSchedule(String id, UnaryOperator<ScheduleDefinition> change);

	/**
	 * Pauses a schedule: it does not fire until it is resumed. Jobs that it has made are
	 * not touched.
	 * @param id its id
	 * @return the schedule as it stands
	 * @throws UnknownScheduleException if there is none
	 */
	Schedule pauseSchedule(String id);

	/**
	 * Resumes a schedule. The fire times that passed meanwhile are recorded as skipped.
	 * @param id its id
	 * @return the schedule as it stands
	 * @throws UnknownScheduleException if there is none
	 */
	default Schedule resumeSchedule(String id) {
		return resumeSchedule(id, null);
	}

	/**
	 * Resumes a schedule from an instant.
	 * @param id its id
	 * @param from the first fire time may be this instant: one in the past catches up
	 * under the misfire and coalesce policies, one in the future waits until then;
	 * {@code null} for now. Fire times dealt with before never come again
	 * @return the schedule as it stands
	 * @throws UnknownScheduleException if there is none
	 */
	Schedule resumeSchedule(String id, @Nullable Instant from);

	/**
	 * Runs a schedule's job now, whether or not it is paused. Its fire times are not
	 * touched.
	 * @param id its id
	 * @return the job
	 * @throws UnknownScheduleException if there is none
	 */
	JobId runSchedule(String id);

	/**
	 * Makes jobs for the fire times of a schedule in a period that has passed, whether or
	 * not they had jobs: after an outage that was longer than the misfire grace time,
	 * say. Each has an identity of its own; asked for the same period again, jobs that
	 * live or whose results are kept are not added again. They are due at once, and count
	 * as jobs of the schedule for its overlap policy.
	 * @param id the schedule's id
	 * @param from the start of the period, inclusive
	 * @param to its end, exclusive, not later than now
	 * @return the jobs, in the order of their fire times
	 * @throws UnknownScheduleException if there is none
	 * @throws IllegalArgumentException if the period is not one, lies in the future, or
	 * has more than 10,000 fire times, or the schedule has a fixed delay
	 */
	List<JobId> backfillSchedule(String id, Instant from, Instant to);

	/**
	 * Adds a job again that has ended without success, with the same arguments, settings
	 * and unique key, due at once. The result of the earlier one stays. Asked twice for
	 * the same result, it is added once.
	 * @param id the job that has ended
	 * @return the id of the new job
	 * @throws IllegalStateException if the job has succeeded or not ended, or its result
	 * is not kept any more
	 */
	JobId retryJob(JobId id);

	/**
	 * Retries all jobs that have ended without success and whose results match, as
	 * {@link #retryJob(JobId)}.
	 * @param filter which results; those that succeeded are left out; its limit is not
	 * looked at
	 * @return how many results matched
	 */
	int retryJobs(ResultQuery filter);

	/**
	 * Tells a node, or all, to pause, to drain, or to go on; from any node. It is heard
	 * within a third of the lease, at once where the store pushes, and outlives restarts.
	 * What one node is told and what all are told are kept apart; the stricter holds.
	 * @param node the node's id; {@code null} for all nodes, those to come among them
	 * @param mode what to do
	 * @throws IllegalArgumentException if no such node is registered
	 */
	void setNodeMode(@Nullable String node, NodeMode mode);

	/**
	 * Removes a schedule. Jobs that it has made are not touched.
	 * @param id its id
	 * @throws UnknownScheduleException if there is none
	 */
	void removeSchedule(String id);

	/**
	 * Looks up a schedule.
	 * @param id its id
	 * @return the schedule, or empty
	 */
	Optional<Schedule> schedule(String id);

	/**
	 * Shows the next fire times of a schedule as clocks will show them, with those that
	 * are moved or dropped when clocks are changed.
	 * @param id its id
	 * @param count how many fire times to list, from 1 to 1000
	 * @return the fire times, in the zone of the trigger, or in UTC if it has none; empty
	 * unless the schedule is active
	 * @throws UnknownScheduleException if there is none
	 * @throws IllegalArgumentException if the count is out of range
	 */
	List<FireTimePreview> previewSchedule(String id, int count);

	/**
	 * Looks up a job that has not ended.
	 * @param id its id
	 * @return the job, or empty
	 */
	Optional<Job> job(JobId id);

	/**
	 * Looks up the result of a job that has ended.
	 * @param id its id
	 * @return the result, or empty if the job has not ended or the result is past its
	 * retention
	 */
	Optional<JobResult> result(JobId id);

	/**
	 * Adds a task to this node, before or after the start.
	 * @param task the task
	 * @throws IllegalArgumentException if its id is taken, or there is no executor of the
	 * name that it gives
	 */
	void addTask(TaskDefinition task);

	/**
	 * The tasks of this node.
	 * @return the registry; tasks that have a limit of running jobs are to be added with
	 * {@link #addTask(TaskDefinition)}
	 */
	TaskRegistry tasks();

	/**
	 * The default job store, for listing and counting. What changes jobs and schedules
	 * goes through the scheduler.
	 * @return the store
	 */
	JobStore store();

	/**
	 * All job stores, as {@link #store()}.
	 * @return the stores by name, the default one first
	 */
	Map<String, JobStore> stores();

	/**
	 * This scheduler, confined to one of its stores: what names no store goes there, and
	 * it looks nowhere else. Its start and stop are those of the whole scheduler.
	 * @param name the store's name
	 * @return the scheduler, with that store as its default one
	 * @throws IllegalArgumentException if there is no store of that name
	 */
	Scheduler inStore(String name);

	/**
	 * This node.
	 * @return its name, role and state
	 */
	NodeInfo node();

	/**
	 * Adds a listener.
	 * @param listener hears what happens on this node
	 * @return removes the listener
	 */
	JobStore.Subscription addListener(SchedulerListener listener);

	/**
	 * Registers this node, and starts to fire and run. A scheduler that was stopped can
	 * be started again. Nothing happens if it runs.
	 * @throws io.jobscheduler.store.JobStoreException if the store does not answer or
	 * does not fit
	 * @throws NodeIdInUseException if another live node has the same id
	 */
	void start();

	/**
	 * Starts, and keeps the calling thread until the scheduler is stopped: by
	 * {@link #stop()}, by the end of the process (SIGTERM), in good order, or by an
	 * interrupt of this thread. For programs that do nothing else.
	 * @throws io.jobscheduler.store.JobStoreException if the store does not answer or
	 * does not fit
	 * @throws NodeIdInUseException if another live node has the same id
	 */
	void run();

	/**
	 * Stops in good order: claims nothing more, hands back what has not started, waits
	 * for running jobs up to the shutdown timeout, then interrupts them. Adding still
	 * works. Nothing happens if it does not run. Called by a job of this node, it returns
	 * at once, and the stop goes on beside the job.
	 */
	void stop();

	/**
	 * Stops as {@link #stop()}, and lets go of the store and the executors.
	 */
	@Override
	void close();

	/**
	 * A node, as the scheduler on it sees itself.
	 *
	 * @param id its id
	 * @param name the application's name
	 * @param role what it does
	 * @param state whether it runs
	 * @param executors its executors by name
	 */
	record NodeInfo(String id, String name, Role role, State state, Map<String, ExecutorInfo> executors) {
	}

	/**
	 * An executor.
	 *
	 * @param slots how many jobs run at once at most
	 * @param running how many do
	 * @param queued how many are claimed and wait for a slot
	 * @param asynchronous whether it is for tasks that work asynchronously, and for no
	 * others
	 */
	record ExecutorInfo(int slots, int running, int queued, boolean asynchronous) {
	}

	/** The state of a node. */
	enum State {

		/** Not started, or stopped. */
		STOPPED,

		/** Fires and runs. */
		RUNNING,

		/** Was told to pause or drain: fires and claims nothing, in any of its stores. */
		PAUSED,

		/** Stops: running jobs are awaited. */
		DRAINING

	}

}
