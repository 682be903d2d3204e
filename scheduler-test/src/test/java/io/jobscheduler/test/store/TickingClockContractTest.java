package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.clock.SchedulerClock;
import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.test.VirtualClock;

/**
 * The contract asks nothing that needs a clock to stand still, unless the fixture says
 * that it does: here it goes on by a millisecond whenever it is read, as a database's
 * does.
 */
@Server("memory, the system's clock")
class TickingClockContractTest extends JobStoreContract {

	@Override
	protected StoreFixture createFixture() {
		return new TickingFixture();
	}

	private static final class TickingFixture implements StoreFixture, SchedulerClock {

		private final VirtualClock clock = new VirtualClock(Instant.parse("2026-10-25T00:59:59.999999Z"));

		private final JobStore store = new MemoryJobStore(this);

		@Override
		public JobStore open() {
			return this.store;
		}

		@Override
		public Instant now() {
			return this.clock.advance(Duration.ofMillis(1));
		}

		@Override
		public long nanoTime() {
			return this.clock.nanoTime();
		}

		@Override
		public void advance(Duration step) {
			this.clock.advance(step);
		}

		@Override
		public void close() {
			this.store.close();
		}

	}

}
