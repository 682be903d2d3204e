package io.jobscheduler.engine;

import java.time.Duration;

import io.jobscheduler.store.PruneRequest;

/**
 * Removes what is past its retention.
 */
final class Pruner implements EngineLoop {

	private static final int BATCH = 1000;

	private static final Duration INTERVAL = Duration.ofMinutes(5);

	private final EngineParts engine;

	private boolean started;

	Pruner(EngineParts engine) {
		this.engine = engine;
	}

	@Override
	public String name() {
		return "pruner";
	}

	@Override
	public Duration runOnce() {
		if (!this.started) {
			this.started = true;
			return this.engine.jittered(INTERVAL);
		}
		EngineSettings.Housekeeping housekeeping = this.engine.context().settings().housekeeping();
		int removed = this.engine.context()
			.store()
			.prune(new PruneRequest(BATCH, housekeeping.skippedFireTimes(), housekeeping.finishedSchedules(),
					housekeeping.silentNodes()));
		return (removed >= BATCH) ? Duration.ZERO : this.engine.jittered(INTERVAL);
	}

}
