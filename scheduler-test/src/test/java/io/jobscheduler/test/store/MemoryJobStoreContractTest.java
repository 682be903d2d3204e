package io.jobscheduler.test.store;

import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.store.JobStore;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.test.VirtualClock;

/**
 * The memory store fulfils the contract.
 */
@Server("memory, a clock that stands still")
class MemoryJobStoreContractTest extends JobStoreContract {

	@Override
	protected StoreFixture createFixture() {
		return new MemoryFixture();
	}

	static final class MemoryFixture implements StoreFixture {

		private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-29T00:59:59.999999Z"));

		private final JobStore store = new MemoryJobStore(this.clock);

		@Override
		public JobStore open() {
			return this.store;
		}

		@Override
		public Instant now() {
			return this.clock.now();
		}

		@Override
		public void advance(Duration step) {
			this.clock.advance(step);
		}

		@Override
		public boolean clockStandsStill() {
			return true;
		}

		@Override
		public void close() {
			this.store.close();
		}

	}

}
