package io.jobscheduler.store.zookeeper;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.jobscheduler.job.Job;
import io.jobscheduler.job.JobId;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.schedule.SchedulePlanner;
import io.jobscheduler.schedule.SkippedFireTimes;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.store.AddReply;
import io.jobscheduler.store.CancelReply;
import io.jobscheduler.store.CancelRequest;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.CompletionStatus;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.JobQuery;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.NewJob;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.Page;
import io.jobscheduler.store.PruneRequest;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.PulseRequest;
import io.jobscheduler.store.Reclaimed;
import io.jobscheduler.store.ResultQuery;
import io.jobscheduler.store.ScheduleChange;
import io.jobscheduler.store.ScheduleQuery;
import io.jobscheduler.store.ScheduleReply;
import io.jobscheduler.store.StoreCounts;
import io.jobscheduler.store.StoreFormat;
import io.jobscheduler.store.TaskSettings;
import org.apache.curator.framework.CuratorFramework;
import org.jspecify.annotations.Nullable;

/**
 * The job store on ZooKeeper 3.6 and later, through Curator. Whatever belongs together is
 * written by one {@code multi}, and all that a step has to write is sent at once. Made
 * for thousands of jobs rather than millions. It takes part in no transaction of the
 * caller's.
 * <p>
 * Its methods wait for the client's event thread: do not call them from a watcher or a
 * listener of the same client.
 */
public final class ZooKeeperJobStore implements JobStore {

	private final StoreDescription description;

	private final Modes modes;

	private final Nodes nodes;

	private final PulseStep pulse;

	private final FireStep fire;

	private final ClaimStep claim;

	private final CompleteStep complete;

	private final ReclaimStep reclaim;

	private final PruneStep prune;

	private final TaskLimits limits;

	private final AddStep add;

	private final ScheduleChanges changes;

	private final CancelStep cancel;

	private final Queries queries;

	private final Hints hints;

	private ZooKeeperJobStore(Builder builder) {
		Connection connection = new Connection(builder.client, builder.root, builder.clockOffset);
		connection.makeRoot(builder.root);
		Layout layout = new Layout(connection);
		layout.make();
		Servers servers = Servers.ask(builder.client);
		this.description = new StoreDescription("zookeeper", servers.product(), true, false, true, servers.warnings());
		StoreFormat format = new StoreFormat(builder.triggers);
		JobFields jobs = new JobFields(format);
		ScheduleFields schedules = new ScheduleFields(format);
		Endings endings = new Endings(connection, layout, jobs);
		this.modes = new Modes(connection, layout);
		this.nodes = new Nodes(connection, layout, this.modes);
		this.pulse = new PulseStep(connection, layout, jobs, schedules, endings, this.modes);
		this.fire = new FireStep(connection, layout, jobs, schedules);
		this.claim = new ClaimStep(connection, layout, jobs);
		this.complete = new CompleteStep(connection, layout, endings);
		this.reclaim = new ReclaimStep(connection, layout, jobs, endings);
		this.prune = new PruneStep(connection, layout);
		this.limits = new TaskLimits(connection, layout);
		this.add = new AddStep(connection, layout, jobs);
		this.changes = new ScheduleChanges(connection, layout, schedules);
		this.cancel = new CancelStep(connection, layout, jobs, endings);
		this.queries = new Queries(connection, layout, jobs, schedules);
		this.hints = new Hints(builder.client, builder.root + "/hints");
	}

	/**
	 * Starts to build a store.
	 * @param client a started client; stays the caller's to close, after the store
	 * @return a builder
	 */
	public static Builder builder(CuratorFramework client) {
		return new Builder(client);
	}

	@Override
	public StoreDescription describe() {
		return this.description;
	}

	@Override
	public OpenReply open(NodeRegistration registration) {
		return this.nodes.open(registration);
	}

	@Override
	public void leave(String node, String incarnation) {
		this.nodes.leave(node, incarnation);
	}

	@Override
	public PulseReply pulse(PulseRequest request) {
		return this.pulse.pulse(request);
	}

	@Override
	public FireReply fire(FireRequest request, SchedulePlanner planner) {
		return this.fire.fire(request, planner);
	}

	@Override
	public ClaimReply claim(ClaimRequest request) {
		return this.claim.claim(request);
	}

	@Override
	public List<CompletionStatus> complete(List<Completion> completions) {
		return this.complete.complete(completions);
	}

	@Override
	public List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		return this.reclaim.reclaim(limit, planner);
	}

	@Override
	public int prune(PruneRequest request) {
		return this.prune.prune(request);
	}

	@Override
	public void putTasks(List<TaskSettings> settings) {
		this.limits.put(settings);
	}

	@Override
	public List<AddReply> addJobs(List<NewJob> jobs) {
		return this.add.add(jobs);
	}

	@Override
	public List<ScheduleReply> changeSchedules(List<ScheduleChange> edits) {
		return this.changes.change(edits);
	}

	@Override
	public List<CancelReply> requestCancel(CancelRequest request) {
		return this.cancel.cancel(request);
	}

	@Override
	public Optional<Job> job(JobId id) {
		return this.queries.job(id);
	}

	@Override
	public Optional<JobResult> result(JobId id) {
		return this.queries.result(id);
	}

	@Override
	public Optional<Schedule> schedule(String id) {
		return this.queries.schedule(id);
	}

	@Override
	public Page<Job> findJobs(JobQuery query) {
		return this.queries.find(query);
	}

	@Override
	public Page<JobResult> findResults(ResultQuery query) {
		return this.queries.find(query);
	}

	@Override
	public Page<Schedule> findSchedules(ScheduleQuery query) {
		return this.queries.find(query);
	}

	@Override
	public List<SkippedFireTimes> findSkipped(String schedule, int limit) {
		return this.queries.skipped(schedule, limit);
	}

	@Override
	public List<NodeStatus> nodes() {
		return this.nodes.all();
	}

	@Override
	public void setMode(@Nullable String node, NodeMode mode) {
		this.modes.set(node, mode);
	}

	@Override
	public StoreCounts counts(int cap) {
		return this.queries.counts(cap);
	}

	@Override
	public Subscription subscribe(HintListener listener) {
		return this.hints.subscribe(listener);
	}

	@Override
	public void sendHint(Hint hint) {
		this.hints.send(hint);
	}

	@Override
	public void close() {
		this.hints.close();
	}

	/** Builds a store. */
	public static final class Builder {

		/** The {@link #root} unless one is set. */
		public static final String DEFAULT_ROOT = "/jobscheduler";

		private static final Pattern ROOT = Pattern.compile("(/[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,99}){1,10}");

		private final CuratorFramework client;

		private String root = DEFAULT_ROOT;

		private TriggerFormat triggers = TriggerFormat.standard();

		private Supplier<Duration> clockOffset = () -> Duration.ZERO;

		private Builder(CuratorFramework client) {
			this.client = Objects.requireNonNull(client, "client");
		}

		/**
		 * Sets the path of the znode that everything is below, within the client's
		 * namespace. Stores with different roots have nothing in common. The root is made
		 * if it is not there; what is below it gets its permissions.
		 * @param path 1 to 10 names, each after a slash, of 1 to 100 letters of ASCII,
		 * digits, and {@code _ . : -}, the first of which is no dot
		 * @return this
		 * @throws IllegalArgumentException if it is something else
		 */
		public Builder root(String path) {
			if (!ROOT.matcher(path).matches() || path.equals("/zookeeper")) {
				throw new IllegalArgumentException("Invalid root '" + path
						+ "': allowed are 1 to 10 names, each after a slash, of 1 to 100 letters of ASCII, digits, and _ . : -, such as "
						+ DEFAULT_ROOT);
			}
			this.root = path;
			return this;
		}

		/**
		 * Sets how triggers are written.
		 * @param format the format; the standard ones unless set
		 * @return this
		 */
		public Builder triggers(TriggerFormat format) {
			this.triggers = format;
			return this;
		}

		/**
		 * Sets what is added to the servers' clock wherever the store reads it. For tests
		 * only: all nodes must have the same.
		 * @param offset asked at every step
		 * @return this
		 */
		public Builder clockOffset(Supplier<Duration> offset) {
			this.clockOffset = offset;
			return this;
		}

		/**
		 * Builds the store, and makes its znodes where there are none. Waits for a
		 * connection as long as the client's connection timeout says.
		 * @return the store
		 * @throws io.jobscheduler.store.StoreUnavailableException if there is no
		 * connection, or the servers do not answer
		 * @throws IllegalStateException if the client was not started
		 */
		public ZooKeeperJobStore build() {
			return new ZooKeeperJobStore(this);
		}

	}

}
