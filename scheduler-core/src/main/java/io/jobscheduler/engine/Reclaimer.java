package io.jobscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.job.Claim;
import io.jobscheduler.job.JobResult;
import io.jobscheduler.store.Completion;
import io.jobscheduler.store.Reclaimed;
import io.jobscheduler.task.TaskDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back the claims of nodes that have died, as soon as the first lease ends. After
 * an outage of the store it waits for one lease, so that nodes which could not renew
 * theirs have the time to.
 */
final class Reclaimer implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(Reclaimer.class);

	private static final int BATCH = 500;

	/** How often to look while claims of a dead node may be ending. */
	private static final Duration LOOK = Duration.ofSeconds(1);

	private static final Duration FOREVER = Duration.ofHours(1);

	private static final Duration JUST_AFTER = Duration.ofMillis(20);

	private final EngineParts engine;

	private final EngineSignals signals;

	private volatile @Nullable Instant earliestExpiry;

	private volatile Instant notBefore;

	private Instant lookUntil = Instant.MIN;

	/**
	 * A reclaimer.
	 * @param engine the engine
	 * @param notBefore when it may begin, by the store's clock
	 * @param signals told when jobs are pending again, or have ended
	 */
	Reclaimer(EngineParts engine, Instant notBefore, EngineSignals signals) {
		this.engine = engine;
		this.notBefore = notBefore;
		this.signals = signals;
	}

	@Override
	public String name() {
		return "reclaimer";
	}

	/** Heard from a pulse. */
	void expiry(@Nullable Instant earliest) {
		this.earliestExpiry = earliest;
	}

	/** Waits for one lease. */
	void holdOff() {
		this.notBefore = this.engine.storeTime().now().plus(this.engine.context().settings().lease());
	}

	@Override
	public Duration runOnce() {
		Duration wait = untilExpiry();
		if (!wait.isZero()) {
			return wait;
		}
		lookAgain();
		List<Reclaimed> reclaimed = this.engine.context().store().reclaim(BATCH, this::decide);
		reclaimed.forEach(this::publish);
		if (!reclaimed.isEmpty()) {
			this.signals.jobsMade();
		}
		return (reclaimed.size() == BATCH) ? Duration.ZERO : LOOK;
	}

	/**
	 * The claims of a node that died end one after the other, spread over the time
	 * between its pulses.
	 */
	private void lookAgain() {
		Instant now = this.engine.storeTime().now();
		Instant expiry = this.earliestExpiry;
		if (expiry != null) {
			this.earliestExpiry = null;
			this.lookUntil = now.plus(this.engine.context().settings().lease());
		}
	}

	private Duration untilExpiry() {
		Instant now = this.engine.storeTime().now();
		Instant expiry = this.earliestExpiry;
		boolean looking = now.isBefore(this.lookUntil);
		if (expiry == null && !looking) {
			return FOREVER;
		}
		Instant from = (looking || expiry == null) ? now : expiry.plus(JUST_AFTER);
		return this.engine.storeTime().until(from.isBefore(this.notBefore) ? this.notBefore : from, FOREVER);
	}

	/**
	 * Whether a job may be repeated is not known where its task is not, unless the job
	 * itself says so.
	 */
	private Completion.@Nullable Verdict decide(Claim expired, Instant now) {
		Optional<TaskDefinition> task = this.engine.context().tasks().find(expired.job().spec().task());
		if (task.isEmpty() && expired.job().spec().settings().delivery() == null) {
			return null;
		}
		return new RunPolicy(expired.job(), task, this.engine.context().settings().jobDefaults()).abandoned(expired,
				now);
	}

	private void publish(Reclaimed reclaimed) {
		Claim claim = reclaimed.claim();
		logger.warn("Job {} of task '{}' was abandoned by node '{}': {}", claim.job().id(), claim.job().spec().task(),
				claim.job().attempts().node(),
				(reclaimed.verdict() instanceof Completion.Retry) ? "it runs again" : "it does not run again");
		if (reclaimed.verdict() instanceof Completion.End end) {
			if (ResultWatch.isAwaited(claim.job().spec())) {
				this.signals.awaitedJobEnded();
			}
			JobResult.Run run = new JobResult.Run(claim.job().attempt(), claim.token(), claim.job().attempts().node(),
					end.startedAt(), end.endedAt());
			this.engine.events()
				.publish(new SchedulerEvent.JobEnded(this.engine.storeName(), claim, end.ending(), run));
		}
		else {
			this.engine.events().publish(new SchedulerEvent.JobRetried(this.engine.storeName(), claim, null));
		}
	}

}
