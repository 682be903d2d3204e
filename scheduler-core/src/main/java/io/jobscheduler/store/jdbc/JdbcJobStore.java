package io.jobscheduler.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.jobscheduler.job.Claim;
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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The job store on an SQL database. Adding, changing and cancelling take part in the
 * caller's Spring transaction on the same DataSource; the engine's steps have
 * transactions of their own. A transactional run has one of the application's manager,
 * which what the task does joins unless it asks for a new one.
 * <p>
 * A row that cannot be read is left out of lists, until a step of the engine meets it and
 * quarantines it.
 */
public final class JdbcJobStore implements JobStore {

	private final StoreDescription description;

	private final Session session;

	private final CallerTransaction caller;

	private final Transactions transactions;

	private final Steps steps;

	private final TransactionalRun runs;

	private final PulseLine pulse;

	private final Push push;

	private JdbcJobStore(Builder builder) {
		DataSource dataSource = builder.dataSource;
		Dialect dialect = Dialects.of(dataSource);
		StoreFormat format = new StoreFormat(builder.triggers);
		this.caller = new CallerTransaction(dataSource);
		this.session = new Session(new JdbcTemplate(dataSource), dialect, builder.prefix, builder.clockOffset);
		PlatformTransactionManager manager = (builder.transactionManager != null) ? builder.transactionManager
				: new JdbcTransactionManager(dataSource);
		this.caller.listenTo(manager);
		this.transactions = new Transactions(dataSource, manager, this.caller);
		this.steps = new Steps(this.session, this.transactions, format);
		this.runs = new TransactionalRun(manager, this.caller, this.session, this.steps.complete);
		boolean roomy = ConnectionPool.hasRoomForOwnConnections(dataSource);
		this.pulse = new PulseLine(roomy ? dataSource : null, this.session, this.transactions, this.steps);
		boolean pushes = roomy && builder.push && dialect.platform().equals("postgresql");
		this.push = pushes ? new PostgresPush(dataSource, this.session, this.transactions, builder.channel())
				: Push.NONE;
		Durability durability = Durability.of(dataSource, dialect);
		List<String> warnings = new ArrayList<>(durability.warnings());
		if (!roomy) {
			warnings.add("The connection pool has fewer than " + ConnectionPool.ROOMY
					+ " connections, so none is kept for the pulse: jobs that hold them all may cost leases");
		}
		this.description = new StoreDescription(builder.kind, Dialects.product(dataSource), durability.persistent(),
				true, pushes, List.copyOf(warnings));
	}

	/**
	 * Starts to build a store.
	 * @param dataSource the database, with a pool of connections
	 * @return a builder
	 */
	public static Builder builder(DataSource dataSource) {
		return new Builder(dataSource);
	}

	@Override
	public StoreDescription describe() {
		return this.description;
	}

	@Override
	public OpenReply open(NodeRegistration registration) {
		this.transactions.read(() -> {
			JdbcSchema.check(this.session);
			this.steps.limits.refresh();
			return registration;
		});
		return this.transactions.step(() -> this.steps.nodes.open(registration));
	}

	@Override
	public void leave(String node, String incarnation) {
		this.transactions.step(() -> {
			this.steps.nodes.remove(node, incarnation);
			return node;
		});
	}

	@Override
	public PulseReply pulse(PulseRequest request) {
		return this.pulse.pulse(request);
	}

	@Override
	public FireReply fire(FireRequest request, SchedulePlanner planner) {
		return this.steps.fire.fire(request, planner);
	}

	@Override
	public ClaimReply claim(ClaimRequest request) {
		return this.steps.claim.claim(request);
	}

	@Override
	public List<CompletionStatus> complete(List<Completion> completions) {
		return this.steps.complete.complete(completions);
	}

	@Override
	public boolean supportsTransactionalRuns() {
		return true;
	}

	@Override
	public @Nullable CompletionStatus completeInTransaction(Claim claim, Supplier<Completion.@Nullable End> run) {
		return this.runs.complete(claim, run);
	}

	@Override
	public List<Reclaimed> reclaim(int limit, ReclaimPlanner planner) {
		return this.steps.reclaim.reclaim(limit, planner);
	}

	@Override
	public int prune(PruneRequest request) {
		return this.transactions.step(() -> this.steps.prune.prune(request));
	}

	@Override
	public void putTasks(List<TaskSettings> settings) {
		this.transactions.step(() -> {
			this.steps.limits.put(settings);
			this.steps.limits.refresh();
			return settings;
		});
	}

	@Override
	public List<AddReply> addJobs(List<NewJob> jobs) {
		return this.transactions.inCallersOrOwn(() -> this.steps.addition.add(jobs));
	}

	@Override
	public List<ScheduleReply> changeSchedules(List<ScheduleChange> edits) {
		return this.transactions.inCallersOrOwn(() -> this.steps.changes.change(edits));
	}

	@Override
	public List<CancelReply> requestCancel(CancelRequest request) {
		if (inCallersTransaction()) {
			return this.transactions.read(() -> this.steps.cancels.request(request));
		}
		return this.transactions.step(() -> this.steps.cancels.cancel(request));
	}

	@Override
	public Optional<Job> job(JobId id) {
		return this.transactions.read(() -> this.steps.queries.job(id));
	}

	@Override
	public Optional<JobResult> result(JobId id) {
		return this.transactions.read(() -> this.steps.queries.result(id));
	}

	@Override
	public Optional<Schedule> schedule(String id) {
		return this.transactions.read(() -> this.steps.queries.schedule(id));
	}

	@Override
	public Page<Job> findJobs(JobQuery query) {
		return this.transactions.read(() -> this.steps.queries.find(query));
	}

	@Override
	public Page<JobResult> findResults(ResultQuery query) {
		return this.transactions.read(() -> this.steps.queries.find(query));
	}

	@Override
	public Page<Schedule> findSchedules(ScheduleQuery query) {
		return this.transactions.read(() -> this.steps.queries.find(query));
	}

	@Override
	public List<SkippedFireTimes> findSkipped(String schedule, int limit) {
		return this.transactions.read(() -> new SkippedRows(this.session).find(schedule, limit));
	}

	@Override
	public List<NodeStatus> nodes() {
		return this.transactions.read(() -> this.steps.nodes.all(this.session.now()));
	}

	@Override
	public void setMode(@Nullable String node, NodeMode mode) {
		this.transactions.step(() -> this.steps.modes.put(node, mode));
	}

	@Override
	public StoreCounts counts(int cap) {
		return this.transactions.read(() -> this.steps.queries.counts(cap));
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
	public void afterCommit(Runnable action) {
		this.caller.afterCommit(action);
	}

	@Override
	public boolean inCallersTransaction() {
		return this.caller.isActive();
	}

	@Override
	public void close() {
		this.push.close();
		this.pulse.close();
	}

	/** Builds a store. */
	public static final class Builder {

		private final DataSource dataSource;

		private @Nullable PlatformTransactionManager transactionManager;

		private String prefix = JdbcSchema.DEFAULT_PREFIX;

		private TriggerFormat triggers = TriggerFormat.standard();

		private Supplier<Duration> clockOffset = () -> Duration.ZERO;

		private boolean push = true;

		private String kind = "jdbc";

		private Builder(DataSource dataSource) {
			DataSource target = dataSource;
			while (target instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null) {
				target = proxy.getTargetDataSource();
			}
			this.dataSource = target;
		}

		/**
		 * Sets the transaction manager of the application's transactions on the
		 * DataSource, which the store takes part in.
		 * @param manager the manager; one of the store's own unless set
		 * @return this
		 */
		public Builder transactionManager(PlatformTransactionManager manager) {
			this.transactionManager = manager;
			return this;
		}

		/**
		 * Sets the prefix of the tables.
		 * @param value a letter, then up to 29 letters, digits and underscores
		 * @return this
		 * @throws IllegalArgumentException if it is something else
		 */
		public Builder tablePrefix(String value) {
			this.prefix = JdbcSchema.requirePrefix(value);
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
		 * Sets what is added to the database's clock wherever the store reads it. For
		 * tests only: all nodes on a database must have the same.
		 * @param offset asked at every step
		 * @return this
		 */
		public Builder clockOffset(Supplier<Duration> offset) {
			this.clockOffset = offset;
			return this;
		}

		/**
		 * Sets whether nodes tell each other of changes, where the database can
		 * (PostgreSQL). It takes one connection of the pool.
		 * @param enabled {@code true} unless set
		 * @return this
		 */
		public Builder push(boolean enabled) {
			this.push = enabled;
			return this;
		}

		/**
		 * Sets what {@link StoreDescription#kind()} says.
		 * @param name {@code jdbc} unless set
		 * @return this
		 */
		public Builder kind(String name) {
			this.kind = name;
			return this;
		}

		private String channel() {
			return (this.prefix + "hints").toLowerCase(Locale.ROOT);
		}

		/**
		 * Builds the store. It connects to the database to see what it is.
		 * @return the store
		 * @throws io.jobscheduler.store.StoreUnavailableException if the database cannot
		 * be reached
		 */
		public JdbcJobStore build() {
			return new JdbcJobStore(this);
		}

	}

}
