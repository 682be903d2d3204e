package io.jobscheduler.engine;

import java.time.Duration;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store answers, as this node sees it.
 */
final class StoreConnection {

	private static final Logger logger = LoggerFactory.getLogger(StoreConnection.class);

	private final EngineParts engine;

	private boolean lost;

	private long lastPulse;

	StoreConnection(EngineParts engine) {
		this.engine = engine;
		this.lastPulse = engine.context().clock().nanoTime();
	}

	/** The node has just been registered. */
	synchronized void registered() {
		this.lastPulse = this.engine.context().clock().nanoTime();
	}

	synchronized void lost(StoreUnavailableException failure) {
		if (!this.lost) {
			this.lost = true;
			logger.warn("Store '{}' does not answer; running jobs go on, and it is tried again: {}",
					this.engine.storeName(), failure.getMessage());
			this.engine.events().publish(new SchedulerEvent.StoreLost(this.engine.storeName(), failure));
		}
	}

	/**
	 * A pulse was answered.
	 * @return whether none had been for so long that leases may have ended for want of an
	 * answer
	 */
	synchronized boolean pulsed() {
		long now = this.engine.context().clock().nanoTime();
		Duration silence = Duration.ofNanos(now - this.lastPulse);
		this.lastPulse = now;
		if (this.lost) {
			this.lost = false;
			logger.info("Store '{}' answers again", this.engine.storeName());
			this.engine.events().publish(new SchedulerEvent.StoreRecovered(this.engine.storeName()));
		}
		return silence.compareTo(this.engine.context().settings().lease().dividedBy(2)) > 0;
	}

}
