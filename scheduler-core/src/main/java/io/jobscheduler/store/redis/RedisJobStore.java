package io.jobscheduler.store.redis;

import java.time.Duration;
import java.util.List;
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
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The job store on Redis 6.2 and later. Each step is one Lua script; all keys have one
 * hash tag, so that they work on Redis Cluster. It takes part in no transaction of the
 * caller's. What it keeps after a crash of the server is a matter of the server's
 * settings; {@link #describe()} warns of those that lose acknowledged writes.
 */
public final class RedisJobStore implements JobStore {

	private final StoreDescription description;

	private final Nodes nodes;

	private final PulseStep pulse;

	private final FireStep fire;

	private final ClaimStep claim;

	private final CompleteStep complete;

	private final ReclaimStep reclaim;

	private final Housekeeping housekeeping;

	private final AddStep add;

	private final ScheduleChanges changes;

	private final Queries queries;

	private final Push push;

	private RedisJobStore(Builder builder) {
		String prefix = "{" + builder.keyPrefix + "}:";
		Scripts scripts = new Scripts(builder.connections, prefix, builder.clockOffset);
		ServerSettings settings = scripts.call(ServerSettings::read);
		this.description = new StoreDescription("redis", settings.product(), true, false, true, settings.warnings());
		StoreFormat format = new StoreFormat(builder.triggers);
		JobHash jobs = new JobHash(format);
		ScheduleHash schedules = new ScheduleHash(format);
		ResultHash results = new ResultHash(format);
		this.nodes = new Nodes(scripts);
		this.pulse = new PulseStep(scripts, jobs, schedules);
		this.fire = new FireStep(scripts, jobs, schedules);
		this.complete = new CompleteStep(scripts, results);
		this.claim = new ClaimStep(scripts, jobs, this.complete);
		this.reclaim = new ReclaimStep(scripts, jobs, this.complete);
		this.housekeeping = new Housekeeping(scripts);
		this.add = new AddStep(scripts, jobs);
		this.changes = new ScheduleChanges(scripts, schedules);
		this.queries = new Queries(scripts, jobs, schedules, results);
		this.push = new Push(builder.connections, scripts, prefix + "hints");
	}

	/**
	 * Starts to build a store.
	 * @param connections where Redis is; stays the caller's to close
	 * @return a builder
	 */
	public static Builder builder(RedisConnectionFactory connections) {
		return new Builder(connections);
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
		return this.housekeeping.prune(request);
	}

	@Override
	public void putTasks(List<TaskSettings> settings) {
		this.housekeeping.putTasks(settings);
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
		return this.housekeeping.cancel(request);
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
		this.nodes.setMode(node, mode);
	}

	@Override
	public StoreCounts counts(int cap) {
		return this.queries.counts(cap);
	}

	@Override
	public Subscription subscribe(HintListener listener) {
		return this.push.subscribe(listener);
	}

	@Override
	public void sendHint(Hint hint) {
		this.push.send(hint);
	}

	@Override
	public void close() {
		this.push.close();
	}

	/** Builds a store. */
	public static final class Builder {

		/** The {@link #keyPrefix} unless one is set. */
		public static final String DEFAULT_KEY_PREFIX = "jobscheduler";

		private static final Pattern KEY_PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

		private final RedisConnectionFactory connections;

		private String keyPrefix = DEFAULT_KEY_PREFIX;

		private TriggerFormat triggers = TriggerFormat.standard();

		private Supplier<Duration> clockOffset = () -> Duration.ZERO;

		private Builder(RedisConnectionFactory connections) {
			this.connections = connections;
		}

		/**
		 * Sets what the keys start with, in braces: {@code {jobscheduler}:}. Stores with
		 * different prefixes have nothing in common.
		 * @param value 1 to 100 letters of ASCII, digits, and {@code _ . : -}
		 * @return this
		 * @throws IllegalArgumentException if it is something else
		 */
		public Builder keyPrefix(String value) {
			if (!KEY_PREFIX.matcher(value).matches()) {
				throw new IllegalArgumentException("Invalid key prefix '" + value
						+ "': allowed are 1 to 100 letters of ASCII, digits, and _ . : -");
			}
			this.keyPrefix = value;
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
		 * Sets what is added to the server's clock wherever the store reads it. For tests
		 * only: all nodes must have the same.
		 * @param offset asked at every step
		 * @return this
		 */
		public Builder clockOffset(Supplier<Duration> offset) {
			this.clockOffset = offset;
			return this;
		}

		/**
		 * Builds the store. It connects to the server to see what it is.
		 * @return the store
		 * @throws io.jobscheduler.store.StoreUnavailableException if the server cannot be
		 * reached
		 */
		public RedisJobStore build() {
			return new RedisJobStore(this);
		}

	}

}
