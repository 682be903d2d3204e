package io.jobscheduler.engine;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The loops of one engine, as they run.
 */
final class EngineLoops {

	private final EngineParts engine;

	private final StoreConnection connection;

	private final LoopDriver driver;

	private final Map<String, LoopDriver.Handle> running = new ConcurrentHashMap<>();

	EngineLoops(EngineParts engine, StoreConnection connection, LoopDriver driver) {
		this.engine = engine;
		this.connection = connection;
		this.driver = driver;
	}

	void start(EngineLoop loop) {
		this.running.put(loop.name(), this.driver.start(new GuardedLoop(loop, this.engine, this.connection)));
	}

	void wake(EngineLoop loop) {
		wake(loop.name());
	}

	/** Wakes a loop, if this node runs it. */
	void wake(String name) {
		LoopDriver.Handle handle = this.running.get(name);
		if (handle != null) {
			handle.wake();
		}
	}

	/** Ends a loop, if this node runs it. */
	void stop(String name, Duration timeout) {
		LoopDriver.Handle handle = this.running.remove(name);
		if (handle != null) {
			handle.stop(timeout);
		}
	}

}
