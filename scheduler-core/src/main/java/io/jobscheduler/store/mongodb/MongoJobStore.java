package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
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
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The job store on MongoDB. On a replica set, adding, changing and cancelling take part
 * in the caller's Spring transaction on the same {@link MongoDatabaseFactory}; on a
 * stand-alone server, each is written at once.
 * <p>
 * A document that cannot be read is left out of lists, until a step of the engine meets
 * it and quarantines it.
 */
public final class MongoJobStore implements JobStore {

	private final StoreDescription description;

	private final Layout layout;

	private final CallerTransaction caller;

	private final Steps steps;

	private final Push push;

	private MongoJobStore(Builder builder) {
		MongoDatabase database = builder.factory.getMongoDatabase()
			.withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry());
		Server server = new Server(database, builder.prefix, builder.clockOffset, builder.beforeWrite);
		this.layout = new Layout(database, server);
		if (builder.createCollections) {
			this.layout.create();
		}
		this.caller = new CallerTransaction(builder.factory, server.hasTransactions());
		Transactions transactions = new Transactions(builder.factory, database, server, this.caller);
		this.steps = new Steps(server, transactions, new StoreFormat(builder.triggers));
		MongoCollection<Document> hints = database.getCollection(builder.prefix + Layout.HINTS)
			.withReadConcern(ReadConcern.MAJORITY)
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.W1);
		boolean pushes = builder.push && ChangeStreamPush.isPossible(hints);
		this.push = pushes ? new ChangeStreamPush(hints) : Push.NONE;
		Durability durability = Durability.of(server, database.getWriteConcern());
		this.description = new StoreDescription("mongodb", "MongoDB " + server.version(), durability.persistent(),
				server.hasTransactions(), pushes, durability.warnings());
	}

	/**
	 * Starts to build a store.
	 * @param template the application's template, whose database the store is in
	 * @return a builder
	 */
	public static Builder builder(MongoTemplate template) {
		return new Builder(template.getMongoDatabaseFactory());
	}

	/**
	 * Starts to build a store.
	 * @param factory the database the store is in, by which the caller's transactions are
	 * known too
	 * @return a builder
	 */
	public static Builder builder(MongoDatabaseFactory factory) {
		return new Builder(factory);
	}

	@Override
	public StoreDescription describe() {
		return this.description;
	}

	@Override
	public OpenReply open(NodeRegistration registration) {
		return StoreErrors.translating(() -> {
			this.layout.check();
			this.steps.limits.refresh(this.steps.transactions.plain());
			return this.steps.nodes.open(registration);
		});
	}

	@Override
	public void leave(String node, String incarnation) {
		StoreErrors.translating(() -> {
			this.steps.nodes.remove(node, incarnation);
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
			this.steps.limits.put(this.steps.transactions.plain(), settings);
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
		return StoreErrors.translating(() -> this.steps.nodes.all(this.steps.server.now()));
	}

	@Override
	public void setMode(@Nullable String node, NodeMode mode) {
		StoreErrors.translating(() -> {
			NodeModes.tell(this.steps.transactions.plain(), node, mode);
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
	}

	/** Builds a store. */
	public static final class Builder {

		private final MongoDatabaseFactory factory;

		private String prefix = "jobscheduler_";

		private TriggerFormat triggers = TriggerFormat.standard();

		private Supplier<Duration> clockOffset = () -> Duration.ZERO;

		private boolean createCollections = true;

		private boolean push = true;

		private Runnable beforeWrite = () -> {
		};

		private Builder(MongoDatabaseFactory factory) {
			this.factory = factory;
		}

		/**
		 * Sets the prefix of the collections.
		 * @param value a letter, then up to 29 letters, digits, underscores, hyphens and
		 * dots; {@code jobscheduler_} unless set
		 * @return this
		 * @throws IllegalArgumentException if it is something else
		 */
		public Builder collectionPrefix(String value) {
			if (!value.matches("[A-Za-z][A-Za-z0-9_.-]{0,29}") || value.startsWith("system.")) {
				throw new IllegalArgumentException("Invalid prefix of collections '" + value
						+ "': allowed are a letter, then up to 29 letters, digits, underscores, hyphens and dots");
			}
			this.prefix = value;
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
		 * Sets whether the collections and their indexes are created if they are not
		 * there. They are checked in any case, when a node opens the store.
		 * @param enabled {@code true} unless set
		 * @return this
		 */
		public Builder createCollections(boolean enabled) {
			this.createCollections = enabled;
			return this;
		}

		/**
		 * Sets whether nodes tell each other of changes, where the server can (a replica
		 * set). It takes a connection of the client's pool while a node listens.
		 * @param enabled {@code true} unless set
		 * @return this
		 */
		public Builder push(boolean enabled) {
			this.push = enabled;
			return this;
		}

		/** Sets what runs before each write, which may fail there. */
		Builder beforeWrite(Runnable action) {
			this.beforeWrite = action;
			return this;
		}

		/**
		 * Builds the store. It connects to the server to see what it is, and creates what
		 * is missing.
		 * @return the store
		 * @throws io.jobscheduler.store.StoreUnavailableException if the server cannot be
		 * reached
		 * @throws io.jobscheduler.store.StoreSchemaException if indexes cannot be created
		 * because there are others of their names
		 */
		public MongoJobStore build() {
			return StoreErrors.translating(() -> new MongoJobStore(this));
		}

	}

}
