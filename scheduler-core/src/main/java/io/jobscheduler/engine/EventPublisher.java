package io.jobscheduler.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import io.jobscheduler.event.SchedulerEvent;
import io.jobscheduler.event.SchedulerListener;
import io.jobscheduler.store.JobStore.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happened, one event at a time, in order.
 */
public final class EventPublisher {

	private static final Logger logger = LoggerFactory.getLogger(EventPublisher.class);

	private final List<SchedulerListener> listeners = new CopyOnWriteArrayList<>();

	private final Executor executor;

	/**
	 * Creates a publisher.
	 * @param executor runs what calls the listeners, in order; may drop it when there is
	 * too much
	 */
	public EventPublisher(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Adds a listener.
	 * @param listener the listener
	 * @return removes it
	 */
	public Subscription add(SchedulerListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * Tells an event.
	 * @param event the event
	 */
	public void publish(SchedulerEvent event) {
		if (!this.listeners.isEmpty()) {
			this.executor.execute(() -> this.listeners.forEach((listener) -> tell(listener, event)));
		}
	}

	private static void tell(SchedulerListener listener, SchedulerEvent event) {
		try {
			listener.onEvent(event);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("Listener {} failed on {}", listener, event.getClass().getSimpleName(), ex);
		}
	}

}
