package io.jobscheduler.store.mongodb;

import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;

/**
 * How nodes tell each other of changes.
 */
interface Push extends AutoCloseable {

	/** Nodes poll. */
	Push NONE = new Push() {

		@Override
		public Subscription subscribe(HintListener listener) {
			return () -> {
			};
		}

		@Override
		public void send(Hint hint) {
			// nobody listens
		}

		@Override
		public void close() {
			// nothing is held
		}

	};

	/** Listens until the subscription is closed. */
	Subscription subscribe(HintListener listener);

	/** Sends, soon, on another thread. */
	void send(Hint hint);

	@Override
	void close();

}
