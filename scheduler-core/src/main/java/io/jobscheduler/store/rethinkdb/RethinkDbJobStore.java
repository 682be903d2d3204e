package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import com.rethinkdb.net.Connection;
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

/**
 * The job store on RethinkDB, through the official driver. It opens connections of its
 * own, and opens them anew when they are lost.
 * <p>
 * The server writes one document at a time, so each decision is made within the write of
 * one document. The store takes part in no transaction of the caller's: there are none.
 * <p>
 * A document that cannot be read is left out of lists, until a step of the engine meets
 * it and quarantines it.
 */
public final class RethinkDbJobStore implements JobStore {

	private final StoreDescription description;

	private final Server server;

	private final Tables tables;

	private final Steps steps;

	private final Push push;

	private RethinkDbJobStore(Builder builder, Server server) {
		this.server = server;
		this.tables = new Tables(server);
		if (builder.createTables) {
			this.tables.create();
		}
		else {
			this.tables.await();
		}
		this.steps = new Steps(server, new StoreFormat(builder.triggers));
		this.push = new Push(server);
		Durability durability = Durability.of(server);
		this.description = new StoreDescription("rethinkdb", durability.product(), true, false, true,
				durability.warnings());
	}

	/**
	 * Starts to build a store.
	 * @param connection where the server is, and as whom to connect; it is copied when
	 * the store is built
	 * @return a builder
	 */
	public static Builder builder(Connection.Builder connection) {
		return new Builder(connection);
	}

	@Override
	public StoreDescription describe() {
		return this.description;
	}

	@Override
	public OpenReply open(NodeRegistration registration) {
		return StoreErrors.translating(() -> {
			this.tables.check();
			this.steps.limits.refresh();
			return this.steps.registrations.open(registration);
		});
	}

	@Override
	public void leave(String node, String incarnation) {
		StoreErrors.translating(() -> {
			this.steps.registrations.remove(node, incarnation);
			return node;
		});
	}

	@Override
	public PulseReply pulse(PulseRequest request) {
		return StoreErrors.translating(() -> this.steps.pulse.pulse(request));
	}

	@Override
	public FireReply fire(FireRequest request, SchedulePlanner planner) {
		return StoreErrors.translating(() -> this.steps.fire.fire(request, planner));
	}

	@Override
	public ClaimReply claim(ClaimRequest request) {
		return StoreErrors.translating(() -> this.steps.claim.claim(request));
	}

	@Override
	public List<CompletionStatus> complete(List<Completion> completions) {
		return StoreErrors.translating(() -> this.steps.complete.complete(completions));
	}

	@Override
	public List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		return StoreErrors.translating(() -> this.steps.reclaim.reclaim(limit, planner));
	}

	@Override
	public int prune(PruneRequest request) {
		return StoreErrors.translating(() -> this.steps.prune.prune(request));
	}

	@Override
	public void putTasks(List<TaskSettings> settings) {
		StoreErrors.translating(() -> {
			this.steps.limits.put(settings);
			return settings;
		});
	}

	@Override
	public List<AddReply> addJobs(List<NewJob> jobs) {
		return StoreErrors.translating(() -> this.steps.addition.add(jobs));
	}

	@Override
	public List<ScheduleReply> changeSchedules(List<ScheduleChange> edits) {
		return StoreErrors.translating(() -> this.steps.changes.change(edits));
	}

	@Override
	public List<CancelReply> requestCancel(CancelRequest request) {
		return StoreErrors.translating(() -> this.steps.cancel.cancel(request));
	}

	@Override
	public Optional<Job> job(JobId id) {
		return StoreErrors.translating(() -> this.steps.queries.job(id));
	}

	@Override
	public Optional<JobResult> result(JobId id) {
		return StoreErrors.translating(() -> this.steps.queries.result(id));
	}

	@Override
	public Optional<Schedule> schedule(String id) {
		return StoreErrors.translating(() -> this.steps.queries.schedule(id));
	}

	@Override
	public Page<Job> findJobs(JobQuery query) {
		return StoreErrors.translating(() -> this.steps.queries.find(query));
	}

	@Override
	public Page<JobResult> findResults(ResultQuery query) {
		return StoreErrors.translating(() -> this.steps.queries.find(query));
	}

	@Override
	public Page<Schedule> findSchedules(ScheduleQuery query) {
		return StoreErrors.translating(() -> this.steps.queries.find(query));
	}

	@Override
	public List<SkippedFireTimes> findSkipped(String schedule, int limit) {
		return StoreErrors.translating(() -> this.steps.queries.skipped(schedule, limit));
	}

	@Override
	public List<NodeStatus> nodes() {
		return StoreErrors.translating(this.steps.registrations::all);
	}

	@Override
	public void setMode(@Nullable String node, NodeMode mode) {
		StoreErrors.translating(() -> {
			NodeModes.tell(this.steps.tasks, node, mode);
			return mode;
		});
	}

	@Override
	public StoreCounts counts(int cap) {
		return StoreErrors.translating(() -> this.steps.queries.counts(cap));
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
		this.server.close();
	}

	/** Builds a store. */
	public static final class Builder {

		/** The {@link #database} unless one is set. */
		public static final String DEFAULT_DATABASE = "jobscheduler";

		private final Connection.Builder connection;

		private String database = DEFAULT_DATABASE;

		private String tablePrefix = "";

		private boolean createTables = true;

		private TriggerFormat triggers = TriggerFormat.standard();

		private Supplier<Duration> clockOffset = () -> Duration.ZERO;

		private Builder(Connection.Builder connection) {
			this.connection = connection;
		}

		/**
		 * Sets the database that the store is in, whatever the connection's is.
		 * @param name 1 to 100 letters of ASCII, digits, underscores and hyphens;
		 * {@value #DEFAULT_DATABASE} unless set
		 * @return this
		 * @throws IllegalArgumentException if it is something else
		 */
		public Builder database(String name) {
			this.database = requireName("database", name, 1);
			return this;
		}

		/**
		 * Sets what the names of the store's tables start with. Stores with different
		 * prefixes have nothing in common.
		 * @param prefix up to 100 letters of ASCII, digits, underscores and hyphens; none
		 * unless set
		 * @return this
		 * @throws IllegalArgumentException if it is something else
		 */
		public Builder tablePrefix(String prefix) {
			this.tablePrefix = requireName("prefix of tables", prefix, 0);
			return this;
		}

		private static String requireName(String what, String name, int least) {
			if (!name.matches("[A-Za-z0-9_-]{" + least + ",100}")) {
				throw new IllegalArgumentException("Invalid " + what + " '" + name + "': allowed are " + least
						+ " to 100 letters of ASCII, digits, underscores and hyphens");
			}
			return name;
		}

		/**
		 * Sets whether the database, the tables and their indexes are created if they are
		 * not there. They are checked in any case, when a node opens the store.
		 * @param enabled {@code true} unless set
		 * @return this
		 */
		public Builder createTables(boolean enabled) {
			this.createTables = enabled;
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
		 * only: all nodes on a database must have the same.
		 * @param offset asked at every step
		 * @return this
		 */
		public Builder clockOffset(Supplier<Duration> offset) {
			this.clockOffset = offset;
			return this;
		}

		/**
		 * Builds the store. It connects to the server, creates what is missing, and waits
		 * until the tables can be used.
		 * @return the store
		 * @throws io.jobscheduler.store.StoreUnavailableException if the server cannot be
		 * reached, or its tables cannot be used
		 */
		public RethinkDbJobStore build() {
			Server server = new Server(this.connection, this.database, this.tablePrefix, this.clockOffset);
			try {
				return StoreErrors.translating(() -> new RethinkDbJobStore(this, server));
			}
			catch (RuntimeException ex) {
				server.close();
				throw ex;
			}
		}

	}

}
