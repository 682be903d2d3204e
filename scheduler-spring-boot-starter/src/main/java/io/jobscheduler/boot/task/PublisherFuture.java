package io.jobscheduler.boot.task;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.jobscheduler.task.JobContext;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import org.springframework.core.ReactiveAdapter;
import org.springframework.util.ClassUtils;

/**
 * Ends when a publisher does; its cancellation cancels the subscription.
 */
final class PublisherFuture extends CompletableFuture<@Nullable Object> {

	private static final boolean reactor = ClassUtils.isPresent("reactor.core.publisher.Flux",
			PublisherFuture.class.getClassLoader());

	private final boolean keep;

	private volatile @Nullable Subscription subscription;

	private PublisherFuture(boolean keep) {
		this.keep = keep;
	}

	/**
	 * Subscribes.
	 * @param adapter knows the type
	 * @param source what to subscribe to: one value is kept, several are not
	 * @param context the job; Reactor's context carries it
	 */
	static CompletionStage<?> subscribe(ReactiveAdapter adapter, Object source, JobContext context) {
		PublisherFuture future = new PublisherFuture(!adapter.isMultiValue() && !adapter.isNoValue());
		Publisher<Object> publisher = adapter.toPublisher(source);
		(reactor ? JobInReactorContext.add(publisher, context) : publisher).subscribe(future.new Completing());
		return future;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		Subscription current = this.subscription;
		if (cancelled && current != null) {
			current.cancel();
		}
		return cancelled;
	}

	private final class Completing implements Subscriber<Object> {

		private @Nullable Object value;

		@Override
		public void onSubscribe(Subscription received) {
			PublisherFuture.this.subscription = received;
			// cancelled before there was something to cancel
			if (isDone()) {
				received.cancel();
			}
			else {
				received.request(Long.MAX_VALUE);
			}
		}

		@Override
		public void onNext(Object element) {
			if (PublisherFuture.this.keep) {
				this.value = element;
			}
		}

		@Override
		public void onError(Throwable failure) {
			completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			complete(this.value);
		}

	}

}
