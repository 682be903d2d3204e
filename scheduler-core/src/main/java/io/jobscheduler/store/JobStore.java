package io.jobscheduler.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.jobscheduler.job.Claim;
import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.SkippedFireTimes;
import org.jspecify.annotations.Nullable;

/**
 * Where schedules, jobs and results live, and the only thing that nodes share.
 * Correctness lives in its atomic steps: each method says what it writes, and every write
 * is safe to repeat, because replies get lost.
 * <p>
 * Rules for every implementation, checked by {@code JobStoreContract}:
 * <ul>
 * <li>It is thread-safe, and several instances, in several processes, may work on the
 * same data.</li>
 * <li>The store's clock decides what is due and what has expired. Instants are kept in
 * whole microseconds.</li>
 * <li>A batch is carried out item by item: one item that is refused does not undo
 * another. A batch that cannot be written at all throws and has written nothing.</li>
 * <li>A store that does not answer throws {@link StoreUnavailableException}; the engine
 * tries again. One that refuses what it was given throws {@link StoreRejectedException};
 * the engine cuts the batch in half.</li>
 * <li>No step of the engine ({@link #pulse}, {@link #fire}, {@link #claim},
 * {@link #complete}, {@link #reclaim}, {@link #prune}) waits for a lock that a user's
 * transaction can hold.</li>
 * <li>Row data that cannot be read is set aside with the reason, and hurts nothing
 * else.</li>
 * </ul>
 */
public interface JobStore extends AutoCloseable {

	/**
	 * What kind of store this is, and what it can do.
	 * @return never changes while the store is open
	 */
	StoreDescription describe();

	/**
	 * Registers a node. Atomic per node id: of two that register the same id at once, one
	 * wins. Repeating it with the same incarnation changes nothing.
	 * @param registration the node
	 * @return the store's time, and the other incarnation that holds the id if its lease
	 * has not ended: then nothing was written
	 * @throws StoreSchemaException if the store's schema is missing or of another version
	 */
	OpenReply open(NodeRegistration registration);

	/**
	 * Removes a node that has stopped. Its claims, if it has any left, keep their leases.
	 * @param node the node id
	 * @param incarnation removes nothing if another incarnation holds the id
	 */
	void leave(String node, String incarnation);

	/**
	 * Says that a node lives: renews its registration, and extends the lease of each
	 * claim named, if its token still holds it, whether or not the lease had expired.
	 * Never by owner. Keeps the progress given with claims that are extended. Carries out
	 * requests to cancel that name jobs that are still pending.
	 * @param request the node and its claims
	 * @return what was lost, what shall be cancelled, and when there is something to do
	 * next
	 */
	PulseReply pulse(PulseRequest request);

	/**
	 * Fires due schedules. Reads active schedules whose {@code dueAt} is not after the
	 * store's time and whose trigger format is among those given, with their facts; plans
	 * each, outside any lock; and for each plan whose schedule still has the version it
	 * was planned for, in one atomic step: writes its next status with the next version,
	 * inserts its jobs (a job whose id exists is left as it is), records what is passed
	 * over. A schedule whose row cannot be read is quarantined.
	 * @param request how many
	 * @param planner plans one schedule
	 * @return what was applied
	 */
	FireReply fire(FireRequest request, SchedulePlanner planner);

	/**
	 * Claims due jobs for a node: pending ones whose {@code dueAt} is not after the
	 * store's time, of the tasks and payload versions of each lane, the highest priority
	 * first, then the earliest due, then by id; as many as a lane has slots. Each gets a
	 * token higher than every token before, and a lease. No two nodes get the same job.
	 * <p>
	 * A task with a limit of running jobs ({@link #putTasks}) never has more live claims
	 * than that, in all lanes and nodes together; an expired claim counts until it is
	 * reclaimed. A task with a rate limit never has more claims in any period than
	 * permitted, see {@link RateWindow}; a claim that is handed back counts all the same.
	 * A saturated task takes no place in the batch. A job whose row cannot be read is
	 * quarantined.
	 * @param request the lanes
	 * @return the claims by lane, and when to come back
	 */
	ClaimReply claim(ClaimRequest request);

	/**
	 * Ends runs. For each completion whose token still holds the job, in one atomic step:
	 * the job is removed and its result written if it has a retention; or it is pending
	 * again (retry, hand back); or it is quarantined. Where the job's schedule watches
	 * it, its end wakes the schedule: {@code lastEndedAt} and the failures in a row are
	 * set ({@link ScheduleEnd}), and, if the schedule waits, it is due at once. (A store
	 * may miss that wake-up; the schedule looks again by itself.)
	 * @param completions at most one per job
	 * @return a status per completion, in the same order
	 */
	List<CompletionStatus> complete(List<Completion> completions);

	/**
	 * Whether {@link #completeInTransaction} works: the store lives in the database of
	 * the application's own data.
	 * @return {@code false} unless the store says otherwise
	 */
	default boolean supportsTransactionalRuns() {
		return false;
	}

	/**
	 * Runs a task in a transaction of the store's database and ends its job in the same
	 * one: both are committed or neither. The completion is fenced as in
	 * {@link #complete}, as the last statement before the commit, so that a run whose
	 * lease was taken over leaves nothing behind.
	 * @param claim the claim
	 * @param run runs the task on the current thread, in the transaction; what it returns
	 * ends the job, {@code null} rolls everything back and leaves the claim as it is
	 * @return {@link CompletionStatus#APPLIED} if it was committed,
	 * {@link CompletionStatus#STALE} if it was rolled back because the claim no longer
	 * holds the job; {@code null} if the run returned {@code null}
	 * @throws UnsupportedOperationException if the store cannot
	 * @throws RuntimeException what the run or the commit threw; everything was rolled
	 * back, or, if the reply to the commit was lost, it is not known
	 */
	default @Nullable CompletionStatus completeInTransaction(Claim claim, Supplier<Completion.@Nullable End> run) {
		throw new UnsupportedOperationException("Store " + describe().product()
				+ " has no transactions with an application's data; transactional tasks need store type jdbc or jpa");
	}

	/**
	 * Takes back claims whose lease has ended: for each, the planner decides between
	 * another attempt and an end, which is applied if the claim is still the same and
	 * still expired, as {@link #complete} would.
	 * @param limit how many at most
	 * @param planner decides, outside any lock
	 * @return what was applied
	 */
	List<Reclaimed> reclaim(int limit, ReclaimPlanner planner);

	/**
	 * Removes what is past its retention: results and recorded skips whose time has come,
	 * finished schedules that are not declared, requests to cancel for jobs that are
	 * gone, nodes that have been silent for long.
	 * @param request ages
	 * @return how many things were removed; as many as the limit means that there may be
	 * more
	 */
	int prune(PruneRequest request);

	/**
	 * Sets the cluster-wide settings of tasks. The last one to set them wins; they hold
	 * for every node from its next pulse at the latest.
	 * @param settings the settings, of tasks that have a limit and of tasks that have
	 * none
	 */
	void putTasks(List<TaskSettings> settings);

	/**
	 * Adds jobs, in the caller's transaction where the store takes part in one.
	 * @param jobs the jobs
	 * @return a reply per job, in the same order
	 */
	List<AddReply> addJobs(List<NewJob> jobs);

	/**
	 * Changes schedules, in the caller's transaction where the store takes part in one.
	 * @param edits the changes, at most one per schedule
	 * @return a reply per edit, in the same order
	 */
	List<ScheduleReply> changeSchedules(List<ScheduleChange> edits);

	/**
	 * Cancels jobs: a pending one ends as cancelled, a running one is asked to. In a
	 * caller's transaction that the store takes part in, only a request is written, to be
	 * carried out after the commit.
	 * @param request the jobs, and how long the results are kept
	 * @return a reply per job, in the same order
	 */
	List<CancelReply> requestCancel(CancelRequest request);

	/**
	 * Reads a job that has not ended.
	 * @param id its id
	 * @return the job, or empty if it has ended or never was
	 */
	Optional<Job> job(JobId id);

	/**
	 * Reads a result.
	 * @param id the job's id
	 * @return the result, or empty if the job has not ended or the result is past its
	 * retention
	 */
	Optional<JobResult> result(JobId id);

	/**
	 * Reads a schedule.
	 * @param id its id
	 * @return the schedule, or empty
	 */
	Optional<Schedule> schedule(String id);

	/**
	 * Lists jobs that have not ended, by id.
	 * @param query which
	 * @return a page
	 */
	Page<Job> findJobs(JobQuery query);

	/**
	 * Lists results, the latest first.
	 * @param query which
	 * @return a page
	 */
	Page<JobResult> findResults(ResultQuery query);

	/**
	 * Lists schedules, by id.
	 * @param query which
	 * @return a page
	 */
	Page<Schedule> findSchedules(ScheduleQuery query);

	/**
	 * Lists the fire times of a schedule that got no job of their own, the latest first.
	 * @param schedule the schedule's id
	 * @param limit how many at most
	 * @return the ranges
	 */
	List<SkippedFireTimes> findSkipped(String schedule, int limit);

	/**
	 * Lists the nodes, by id.
	 * @return every registered node, live or not
	 */
	List<NodeStatus> nodes();

	/**
	 * Tells a node, or all of them, what to do; it hears so with its next pulse. What all
	 * are told and what one is told are kept apart, and outlive the node's restart. The
	 * stricter of both holds.
	 * @param node the node's id, which need not be registered; {@code null} for all nodes
	 * @param mode what to do; {@link NodeMode#ACTIVE} takes back what was told
	 */
	void setMode(@Nullable String node, NodeMode mode);

	/**
	 * Counts what is there, each count capped.
	 * @param cap the highest count to count to
	 * @return the counts
	 */
	StoreCounts counts(int cap);

	/**
	 * Listens for hints that something changed on another node. Hints may be lost, late,
	 * or sent for nothing.
	 * @param listener called on a thread of the store's; must not block
	 * @return ends it
	 */
	Subscription subscribe(HintListener listener);

	/**
	 * Sends a hint to the other nodes, outside any transaction of the caller's. Never
	 * fails, may do nothing.
	 * @param hint what has changed
	 */
	void sendHint(Hint hint);

	/**
	 * Runs an action after the caller's transaction has committed; at once if there is
	 * none that the store takes part in; never if it rolls back.
	 * @param action must not throw
	 */
	default void afterCommit(Runnable action) {
		action.run();
	}

	/**
	 * Whether the caller is in a transaction that the store takes part in.
	 * @return {@code true} if what it adds is not there for others yet
	 */
	default boolean inCallersTransaction() {
		return false;
	}

	/**
	 * Lets go of what the store holds: connections and threads of its own, not what the
	 * application gave it. Closing a store that is closed does nothing.
	 */
	@Override
	void close();

	/** Decides what becomes of an expired claim. A pure function. */
	@FunctionalInterface
	interface ReclaimPlanner {

		/**
		 * Decides.
		 * @param expired the claim whose lease has ended
		 * @param now the store's time
		 * @return {@link Completion.Retry} for another attempt, or
		 * {@link Completion.End}; {@code null} to leave the claim to a node that knows
		 * the task
		 */
		Completion.@Nullable Verdict decide(Claim expired, Instant now);

	}

	/** Hears hints. */
	@FunctionalInterface
	interface HintListener {

		/**
		 * Something changed on another node.
		 * @param hint what
		 */
		void onHint(Hint hint);

	}

	/** Something to end. */
	@FunctionalInterface
	interface Subscription extends AutoCloseable {

		@Override
		void close();

	}

	/** What a hint says. */
	enum Hint {

		/** Jobs that may be due were added. */
		JOBS,

		/** Schedules were changed. */
		SCHEDULES,

		/** A running job shall be cancelled. */
		CANCEL,

		/** A job ended that someone waits for. */
		RESULTS,

		/** A node was told what to do. */
		MODE

	}

	/**
	 * What a store is.
	 *
	 * @param kind its kind, as in {@code jobscheduler.store.type}
	 * @param product what it runs on, with the version, for people
	 * @param persistent whether jobs outlive the process
	 * @param transactional whether it takes part in the caller's transaction
	 * @param pushes whether it sends hints to other nodes
	 * @param warnings what weakens its guarantees as it is configured, empty if nothing
	 */
	record StoreDescription(String kind, String product, boolean persistent, boolean transactional, boolean pushes,
			List<String> warnings) {
	}

	/**
	 * A node that registers.
	 *
	 * @param node its id
	 * @param incarnation differs at every start
	 * @param application the application's name
	 * @param role what it does, for people
	 * @param declared the ids of the schedules that it declares
	 * @param lease how long it counts as alive without a pulse
	 */
	record NodeRegistration(String node, String incarnation, String application, String role, List<String> declared,
			Duration lease) {
	}

	/**
	 * The answer to {@link JobStore#open}.
	 *
	 * @param now the store's time
	 * @param twin the other incarnation that holds the node id; {@code null} if the node
	 * is registered
	 */
	record OpenReply(Instant now, @Nullable NodeStatus twin) {
	}

	/**
	 * A node as it is registered.
	 *
	 * @param registration what it registered
	 * @param startedAt when it first registered, by the store's clock
	 * @param heartbeatAt its last pulse, by the store's clock
	 * @param alive whether its lease has not ended, by the store's clock
	 * @param mode what it was told, or all were, whichever is stricter
	 */
	record NodeStatus(NodeRegistration registration, Instant startedAt, Instant heartbeatAt, boolean alive,
			NodeMode mode) {

		/**
		 * A node that was told nothing.
		 * @param registration what it registered
		 * @param startedAt when it first registered
		 * @param heartbeatAt its last pulse
		 * @param alive whether its lease has not ended
		 */
		public NodeStatus(NodeRegistration registration, Instant startedAt, Instant heartbeatAt, boolean alive) {
			this(registration, startedAt, heartbeatAt, alive, NodeMode.ACTIVE);
		}

	}

}
