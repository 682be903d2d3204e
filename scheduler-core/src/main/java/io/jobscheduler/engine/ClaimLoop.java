package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.Claim;
import io.jobscheduler.store.ClaimReply;
import io.jobscheduler.store.ClaimRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due jobs for the slots that are free, and hands them to their executors.
 */
final class ClaimLoop implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(ClaimLoop.class);

	private final EngineParts engine;

	private final ExecutorLanes lanes;

	private final Function<Claim, JobRun> runs;

	private volatile boolean suspended;

	private volatile boolean paused;

	private volatile boolean closed;

	/**
	 * A loop.
	 * @param engine the engine
	 * @param lanes the executors' lanes
	 * @param runs makes the run of a claim, and keeps it
	 */
	ClaimLoop(EngineParts engine, ExecutorLanes lanes, Function<Claim, JobRun> runs) {
		this.engine = engine;
		this.lanes = lanes;
		this.runs = runs;
	}

	@Override
	public String name() {
		return "claim";
	}

	/** Claims nothing while the node is not registered. */
	void suspend(boolean suspend) {
		this.suspended = suspend;
	}

	/** Claims nothing while the node is told to pause. */
	void pause(boolean pause) {
		this.paused = pause;
	}

	/**
	 * What is claimed from now on is not started, and is left to be handed back: the node
	 * stops.
	 */
	void close() {
		this.closed = true;
	}

	@Override
	public Duration runOnce() {
		Duration poll = this.engine.jittered(this.engine.pollInterval());
		List<ClaimRequest.Lane> wanted = this.lanes.wanted();
		if (this.suspended || this.paused || wanted.isEmpty()) {
			return poll;
		}
		EngineContext context = this.engine.context();
		ClaimReply reply = context.store()
			.claim(new ClaimRequest(context.identity().node(), context.settings().lease(), wanted));
		this.engine.storeTime().heard(reply.now());
		if (!reply.quarantined().isEmpty()) {
			reply.quarantined().forEach((row) -> logger.error("Job {} is quarantined: {}", row.id(), row.reason()));
			this.engine.events()
				.publish(new SchedulerEvent.Quarantined(this.engine.storeName(),
						reply.quarantined().stream().map((row) -> row.id() + ": " + row.reason()).toList()));
		}
		submit(wanted, reply);
		boolean full = wanted.stream().anyMatch((lane) -> claimed(reply, lane) >= lane.slots());
		return full ? Duration.ZERO : untilNextDue(reply.nextDue(), poll);
	}

	private Duration untilNextDue(@Nullable Instant nextDue, Duration poll) {
		return this.engine.storeTime().until(nextDue, poll);
	}

	private static int claimed(ClaimReply reply, ClaimRequest.Lane lane) {
		return reply.claims().getOrDefault(lane.executor(), List.of()).size();
	}

	private void submit(List<ClaimRequest.Lane> wanted, ClaimReply reply) {
		for (ClaimRequest.Lane lane : wanted) {
			List<JobRun> submitted = reply.claims()
				.getOrDefault(lane.executor(), List.of())
				.stream()
				.map(this.runs)
				.toList();
			if (!this.closed) {
				this.lanes.named(lane.executor()).submit(submitted, lane.slots());
			}
		}
	}

}
