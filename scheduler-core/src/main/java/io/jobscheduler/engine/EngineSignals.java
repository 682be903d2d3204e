package io.jobscheduler.engine;

import java.time.Instant;

import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.PulseReply;
import org.jspecify.annotations.Nullable;

/**
 * How the parts of an engine wake one another, and the engines of other nodes.
 */
public final class EngineSignals {

	private final EngineParts engine;

	private final EngineLoops loops;

	EngineSignals(EngineParts engine, EngineLoops loops) {
		this.engine = engine;
		this.loops = loops;
	}

	/** There are jobs that may be due. */
	public void jobsMade() {
		this.loops.wake("claim");
		send(Hint.JOBS);
	}

	/** Schedules were changed. */
	public void schedulesChanged() {
		this.loops.wake("due");
		send(Hint.SCHEDULES);
	}

	/** Running jobs were asked to stop. */
	public void cancelRequested() {
		this.loops.wake("pulse");
		send(Hint.CANCEL);
	}

	/** Nodes were told what to do. */
	public void modeChanged() {
		this.loops.wake("pulse");
		send(Hint.MODE);
	}

	/** A job ended that someone may wait for. */
	public void awaitedJobEnded() {
		this.loops.wake("results");
		send(Hint.RESULTS);
	}

	private void send(Hint hint) {
		this.engine.context().store().sendHint(hint);
	}

	/** Another node says so. */
	void hinted(Hint hint) {
		switch (hint) {
			case JOBS -> this.loops.wake("claim");
			case SCHEDULES -> this.loops.wake("due");
			case CANCEL, MODE -> this.loops.wake("pulse");
			case RESULTS -> this.loops.wake("results");
		}
	}

	/** What is due by the store's time, and was not seen to be. */
	void pulsed(PulseReply reply) {
		if (isPast(reply.nextScheduleDue(), reply.now())) {
			this.loops.wake("due");
		}
		if (isPast(reply.nextJobDue(), reply.now())) {
			this.loops.wake("claim");
		}
	}

	private static boolean isPast(@Nullable Instant instant, Instant now) {
		return instant != null && !instant.isAfter(now);
	}

	void wake(String loop) {
		this.loops.wake(loop);
	}

}
