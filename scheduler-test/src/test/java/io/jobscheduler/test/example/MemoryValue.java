package io.jobscheduler.test.example;

import java.util.concurrent.atomic.AtomicReference;

import io.jobscheduler.clock.SchedulerClock;

/**
 * A value in memory, in the place of a server.
 */
final class MemoryValue implements VersionedValue {

	private final AtomicReference<Stored> stored = new AtomicReference<>(new Stored(0, ""));

	private final SchedulerClock clock;

	/** Creates an empty value on the server's clock. */
	MemoryValue(SchedulerClock clock) {
		this.clock = clock;
	}

	@Override
	public Snapshot read() {
		Stored current = this.stored.get();
		return new Snapshot(current.version(), current.content(), this.clock.now());
	}

	@Override
	public boolean replace(long expectedVersion, String content) {
		Stored current = this.stored.get();
		return current.version() == expectedVersion
				&& this.stored.compareAndSet(current, new Stored(expectedVersion + 1, content));
	}

	private record Stored(long version, String content) {
	}

}
