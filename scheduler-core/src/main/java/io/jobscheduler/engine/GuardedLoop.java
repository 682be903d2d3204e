package io.jobscheduler.engine;

import java.time.Duration;

import io.jobscheduler.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop that survives its failures: it tries again, after a wait that grows with every
 * failure in a row.
 */
final class GuardedLoop implements EngineLoop {

	private static final Logger logger = LoggerFactory.getLogger(GuardedLoop.class);

	private static final Duration SHORTEST = Duration.ofMillis(100);

	private final EngineLoop loop;

	private final EngineParts engine;

	private final StoreConnection connection;

	private int failures;

	GuardedLoop(EngineLoop loop, EngineParts engine, StoreConnection connection) {
		this.loop = loop;
		this.engine = engine;
		this.connection = connection;
	}

	@Override
	public String name() {
		return this.loop.name();
	}

	@Override
	public Duration runOnce() {
		try {
			Duration wait = this.loop.runOnce();
			this.failures = 0;
			return wait;
		}
		catch (StoreUnavailableException ex) {
			this.connection.lost(ex);
			return backoff();
		}
		catch (Throwable ex) { // the loop goes on, whatever happened
			logger.error("The {} loop of store '{}' failed and is tried again", name(), this.engine.storeName(), ex);
			return backoff();
		}
	}

	/**
	 * Well inside the lease, so that a node whose store comes back renews its claims
	 * before others take them.
	 */
	private Duration backoff() {
		Duration longest = this.engine.context().settings().lease().dividedBy(10);
		this.failures = Math.min(this.failures + 1, 10);
		Duration wait = SHORTEST.multipliedBy(1L << (this.failures - 1));
		return this.engine.jittered((wait.compareTo(longest) < 0) ? wait : longest);
	}

}
