package io.jobscheduler.store.jdbc;

import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;

/**
 * Carries hints between nodes.
 */
interface Push extends AutoCloseable {

	/** For databases that cannot, where polling has to do. */
	Push NONE = new Push() {

		@Override
		public Subscription subscribe(HintListener listener) {
			return () -> {
			};
		}

		@Override
		public void send(Hint hint) {
			// nobody would hear it
		}

		@Override
		public void close() {
			// holds nothing
		}

	};

	Subscription subscribe(HintListener listener);

	void send(Hint hint);

	@Override
	void close();

}
