package io.jobscheduler.store.memory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.jobscheduler.store.JobStore.Hint;
import io.jobscheduler.store.JobStore.HintListener;
import io.jobscheduler.store.JobStore.Subscription;

/**
 * Passes hints between the schedulers that share a store.
 */
final class MemoryHints {

	private final List<HintListener> listeners = new CopyOnWriteArrayList<>();

	Subscription subscribe(HintListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	void send(Hint hint) {
		this.listeners.forEach((listener) -> listener.onHint(hint));
	}

}
