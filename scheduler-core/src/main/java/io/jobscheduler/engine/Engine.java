package io.jobscheduler.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.Claim;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.JobStore.NodeRegistration;
import io.jobscheduler.store.JobStore.NodeStatus;
import io.jobscheduler.store.JobStore.OpenReply;
import io.jobscheduler.store.JobStore.Subscription;
import io.jobscheduler.store.NodeMode;
import io.jobscheduler.store.PulseReply;
import io.jobscheduler.store.TaskSettings;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of one store on one node, from one start to the next stop: its loops, the
 * claims it holds, and how they wake one another.
 */
public final class Engine {

	private static final Logger logger = LoggerFactory.getLogger(Engine.class);

	private final EngineParts parts;

	private final String incarnation = UUID.randomUUID().toString();

	private final Runs runs = new Runs();

	private final ExecutorLanes lanes;

	private final StoreConnection connection;

	private final EngineSignals signals;

	private final RunEndings endings;

	private final ClaimLoop claimLoop;

	private final Reclaimer reclaimer;

	private final Declarations declarations;

	private final CalendarLoop calendars;

	private final DueLoop dueLoop;

	private final EngineLoops loops;

	private @Nullable Subscription hints;

	private volatile NodeMode mode = NodeMode.ACTIVE;

	/**
	 * An engine that has not started.
	 * @param context what it works with
	 * @param executors the slots of each executor, shared by the engines of all stores
	 * @param declared the schedules that this node declares, by id
	 * @param calendars the calendars that this node knows
	 * @param events tells what happened
	 * @param driver runs the loops; {@code null} for a thread each
	 */
	public Engine(EngineContext context, Collection<ExecutorSlots> executors, Map<String, ScheduleDefinition> declared,
			Collection<HolidayCalendar> calendars, EventPublisher events, @Nullable LoopDriver driver) {
		long seed = context.clock().nanoTime() ^ context.identity().node().hashCode();
		this.parts = new EngineParts(context, new StoreTime(context.clock()), events, new SplittableRandom(seed));
		this.lanes = new ExecutorLanes(executors, context, this::slotsAreFree);
		this.connection = new StoreConnection(this.parts);
		this.loops = new EngineLoops(this.parts, this.connection,
				(driver != null) ? driver : new ThreadLoopDriver("jobscheduler-" + this.parts.storeName()));
		this.signals = new EngineSignals(this.parts, this.loops);
		this.endings = new RunEndings(this.parts, this.signals, this.lanes, this.runs);
		this.claimLoop = new ClaimLoop(this.parts, this.lanes, this::newRun);
		this.dueLoop = new DueLoop(this.parts, this.signals::jobsMade, this.endings::replaces);
		this.reclaimer = new Reclaimer(this.parts, Instant.MIN, this.signals);
		this.declarations = new Declarations(this.parts, declared, this.signals::schedulesChanged);
		this.calendars = new CalendarLoop(this.parts, calendars, this.signals::schedulesChanged);
	}

	/**
	 * Registers the node and its declarations. If the node id is held by an incarnation
	 * that may be dead, waits until its lease has ended. Nothing runs before
	 * {@link #start()}.
	 * @return {@code null} if it is registered; otherwise the live node that has the id
	 * @throws io.jobscheduler.store.JobStoreException if the store does not answer or
	 * does not fit; then the node is not registered
	 */
	public @Nullable NodeStatus open() {
		NodeStatus twin = register();
		if (twin != null) {
			return twin;
		}
		this.connection.registered();
		try {
			prepare();
		}
		catch (RuntimeException ex) {
			abandon();
			throw ex;
		}
		return null;
	}

	/**
	 * Takes back the registration of an engine that is not to start.
	 */
	public void abandon() {
		if (this.hints != null) {
			this.hints.close();
		}
		leave();
	}

	/**
	 * Starts the loops of an engine that is open.
	 */
	public void start() {
		startLoops();
		EngineContext context = this.parts.context();
		this.parts.events().publish(new SchedulerEvent.Started(storeName(), context.identity().node()));
		logger.info("Node '{}' of '{}' started on store '{}' ({}), role {}", context.identity().node(),
				context.identity().application(), storeName(), context.store().describe().product(),
				context.identity().role());
	}

	private void prepare() {
		JobStore store = this.parts.context().store();
		store.describe().warnings().forEach((warning) -> logger.warn("Store '{}': {}", storeName(), warning));
		boolean alone = store.nodes().stream().filter(NodeStatus::alive).count() <= 1;
		if (alone && store.counts(1).running() > 0) {
			// Either every other node is dead, or none could renew its lease: then they
			// have the time to.
			this.reclaimer.holdOff();
		}
		store.putTasks(taskSettings());
		this.declarations.declare();
		this.hints = store.subscribe(this.signals::hinted);
	}

	private void startLoops() {
		this.loops.start(new Pulse(this.parts, this.incarnation, this.runs, this::pulsed));
		this.loops.start(this.endings.completer());
		this.loops.start(this.reclaimer);
		this.loops.start(new Pruner(this.parts));
		this.loops.start(this.declarations);
		if (this.calendars.hasAny()) {
			this.loops.start(this.calendars);
		}
		this.loops.start(this.endings.results());
		this.loops.start(this.endings.deadlines());
		this.loops.start(this.endings.scheduleCare());
		if (this.parts.context().identity().runs()) {
			this.lanes.all().forEach(ExecutorLane::open);
			this.loops.start(this.claimLoop);
		}
		if (this.parts.context().identity().fires()) {
			this.loops.start(this.dueLoop);
		}
	}

	private @Nullable NodeStatus register() {
		EngineContext context = this.parts.context();
		NodeRegistration registration = new NodeRegistration(context.identity().node(), this.incarnation,
				context.identity().application(), context.identity().role(), this.declarations.ids(),
				context.settings().lease());
		OpenReply reply = context.store().open(registration);
		this.parts.storeTime().heard(reply.now());
		NodeStatus twin = reply.twin();
		if (twin == null) {
			return null;
		}
		logger.info("Node id '{}' was in use until {}; waiting for its lease to end", context.identity().node(),
				twin.heartbeatAt());
		return new TwinWatch(context, this.parts.storeTime()).outlive(registration, twin);
	}

	private List<TaskSettings> taskSettings() {
		return this.parts.context().tasks().all().stream().map(Engine::settings).toList();
	}

	/**
	 * Makes a task's cluster-wide settings known that was added after the start.
	 * @param task the task
	 */
	public void taskAdded(TaskDefinition task) {
		this.parts.context().store().putTasks(List.of(settings(task)));
		this.loops.wake(this.claimLoop);
	}

	private static TaskSettings settings(TaskDefinition task) {
		return new TaskSettings(task.id(), task.aliases(), task.maxRunningJobs(), task.rateLimit());
	}

	private void slotsAreFree() {
		this.loops.wake(this.claimLoop);
	}

	private JobRun newRun(Claim claim) {
		JobRun run = new JobRun(this.parts, claim, this.endings);
		this.runs.add(run);
		return run;
	}

	private void pulsed(PulseReply reply) {
		if (this.connection.pulsed()) {
			this.reclaimer.holdOff();
		}
		if (!reply.registered()) {
			reregister();
		}
		if (!reply.cancelled().isEmpty()) {
			this.signals.awaitedJobEnded();
		}
		follow(reply.mode());
		this.reclaimer.expiry(reply.earliestExpiry());
		this.loops.wake(this.reclaimer);
		this.signals.pulsed(reply);
	}

	/** Does what the node was told. */
	private void follow(NodeMode told) {
		if (told == this.mode) {
			return;
		}
		logger.info("Node '{}' was told to be {} on store '{}'", this.parts.context().identity().node(), told,
				storeName());
		boolean pause = told != NodeMode.ACTIVE;
		this.claimLoop.pause(pause);
		this.dueLoop.pause(pause);
		this.mode = told;
		if (told == NodeMode.DRAINING) {
			this.endings.handBackUnstarted();
		}
		if (!pause) {
			this.loops.wake(this.claimLoop);
			this.loops.wake(this.dueLoop);
		}
	}

	/**
	 * What the node was told to do, as it last heard.
	 * @return the mode
	 */
	public NodeMode mode() {
		return this.mode;
	}

	/**
	 * The node was forgotten as dead, or another has taken its id: until it is registered
	 * again it claims nothing.
	 */
	private void reregister() {
		EngineContext context = this.parts.context();
		OpenReply reply = context.store()
			.open(new NodeRegistration(context.identity().node(), this.incarnation, context.identity().application(),
					context.identity().role(), this.declarations.ids(), context.settings().lease()));
		boolean refused = reply.twin() != null;
		this.claimLoop.suspend(refused);
		if (refused) {
			this.runs.all().forEach((run) -> run.stop(Stop.CLAIM_LOST));
			logger.error("Node id '{}' has been taken by another node; this one claims nothing until it is free",
					context.identity().node());
		}
	}

	/**
	 * Wakes this engine and those of other nodes.
	 * @return the signals
	 */
	public EngineSignals signals() {
		return this.signals;
	}

	/**
	 * What completes the futures of those who wait for results.
	 * @return the watch
	 */
	public ResultWatch results() {
		return this.endings.results();
	}

	/**
	 * Stops in good order.
	 */
	public void stop() {
		this.endings.drain();
		this.claimLoop.close();
		if (this.hints != null) {
			this.hints.close();
		}
		new Drain(this.parts, this.loops, this.lanes, this.runs, this.endings).run();
		leave();
		this.parts.events().publish(new SchedulerEvent.Stopped(storeName(), this.parts.context().identity().node()));
		logger.info("Node '{}' stopped on store '{}'", this.parts.context().identity().node(), storeName());
	}

	private void leave() {
		try {
			this.parts.context().store().leave(this.parts.context().identity().node(), this.incarnation);
		}
		catch (RuntimeException ex) {
			logger.debug("The node could not be removed from the store; its lease is left to run out", ex);
		}
	}

	private String storeName() {
		return this.parts.storeName();
	}

}
