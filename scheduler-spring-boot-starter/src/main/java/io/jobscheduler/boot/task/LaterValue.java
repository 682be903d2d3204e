package io.jobscheduler.boot.task;

import java.util.concurrent.CompletionStage;

import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Makes a {@link CompletionStage} of what a method has returned, if its value comes
 * later.
 */
final class LaterValue {

	private LaterValue() {
	}

	/**
	 * Subscribes to what a method has returned, if that is needed to know its value.
	 * @param returned what the method has returned
	 * @param context the job; Reactor's context carries it
	 * @return a stage that ends when the work does, and stops it when it is cancelled; or
	 * what was given, if that is a stage or a plain value
	 */
	static @Nullable Object of(@Nullable Object returned, JobContext context) {
		if (returned == null || returned instanceof CompletionStage) {
			return returned;
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, returned);
		if (adapter == null || !adapter.getReactiveType().isInstance(returned)) {
			return returned;
		}
		return PublisherFuture.subscribe(adapter, returned, context);
	}

}
