package io.jobscheduler.engine;

import java.time.Duration;
import java.util.function.Consumer;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.schedule.DuePlanner;
import io.jobscheduler.schedule.Firing;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.store.FireReply;
import io.jobscheduler.store.FireRequest;
import io.jobscheduler.store.JobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires due schedules, and sleeps until the next one is due.
 */
final class DueLoop implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(DueLoop.class);

	private static final int BATCH = 500;

	private static final Duration BUSY = Duration.ofMillis(100);

	private final EngineParts engine;

	private final DuePlanner planner = new DuePlanner();

	private final Runnable jobsMade;

	private final Consumer<Schedule> replaces;

	private volatile boolean paused;

	/**
	 * A loop.
	 * @param engine the engine
	 * @param jobsMade told when there are new jobs
	 * @param replaces told the schedules whose live jobs shall be cancelled
	 */
	DueLoop(EngineParts engine, Runnable jobsMade, Consumer<Schedule> replaces) {
		this.engine = engine;
		this.jobsMade = jobsMade;
		this.replaces = replaces;
	}

	/** Fires nothing while the node is told to pause. */
	void pause(boolean pause) {
		this.paused = pause;
	}

	@Override
	public String name() {
		return "due";
	}

	@Override
	public Duration runOnce() {
		if (this.paused) {
			return this.engine.jittered(this.engine.pollInterval());
		}
		JobStore store = this.engine.context().store();
		FireReply reply = store.fire(new FireRequest(BATCH), this.planner);
		this.engine.storeTime().heard(reply.now());
		reply.applied()
			.forEach((firing) -> this.engine.events()
				.publish(new SchedulerEvent.ScheduleFired(this.engine.storeName(), firing)));
		if (reply.applied().stream().anyMatch((firing) -> !firing.jobs().isEmpty())) {
			this.jobsMade.run();
		}
		reply.applied()
			.stream()
			.filter(Firing::cancelsLive)
			.forEach((firing) -> this.replaces.accept(firing.planned()));
		if (!reply.quarantined().isEmpty()) {
			reply.quarantined()
				.forEach((row) -> logger.error("Schedule '{}' is quarantined: {}", row.id(), row.reason()));
			this.engine.events()
				.publish(new SchedulerEvent.Quarantined(this.engine.storeName(),
						reply.quarantined().stream().map((row) -> row.id() + ": " + row.reason()).toList()));
		}
		Duration wait = this.engine.storeTime()
			.until(reply.nextDue(), this.engine.jittered(this.engine.pollInterval()));
		// What is due and could not be fired now is held by someone else's transaction,
		// or by another node.
		boolean idle = reply.applied().isEmpty() && reply.quarantined().isEmpty();
		return (idle && wait.isZero()) ? this.engine.jittered(BUSY) : wait;
	}

}
