package io.jobscheduler.engine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What the parts of one engine share.
 *
 * @param context what it works with
 * @param storeTime the store's time
 * @param events tells what happened
 * @param random spreads waits, so that nodes do not act in step
 */
record EngineParts(EngineContext context, StoreTime storeTime, EventPublisher events, RandomGenerator random) {

	/** How often to look for work unasked. */
	Duration pollInterval() {
		Duration configured = this.context.settings().pollInterval();
		if (configured != null) {
			return configured;
		}
		return this.context.store().describe().pushes() ? Duration.ofSeconds(10) : Duration.ofSeconds(1);
	}

	/** A duration spread by a fifth, so that nodes that started together drift apart. */
	Duration jittered(Duration duration) {
		double factor = 0.8 + 0.2 * this.random.nextDouble();
		return Duration.ofNanos((long) (duration.toNanos() * factor));
	}

	String storeName() {
		return this.context.identity().storeName();
	}

}
