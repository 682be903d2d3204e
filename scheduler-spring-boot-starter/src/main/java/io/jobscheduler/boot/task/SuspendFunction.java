package io.jobscheduler.boot.task;

import kotlin.Unit;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.reactor.MonoKt;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Calls Kotlin's {@code suspend} functions. Apart, since Kotlin may not be there.
 */
final class SuspendFunction {

	private SuspendFunction() {
	}

	/**
	 * Makes a coroutine of a call. It begins on the thread that subscribes.
	 * @param call calls the function
	 * @return a {@code Mono} of its value; a cancelled subscription cancels the coroutine
	 */
	static Object later(Call call) {
		return MonoKt.mono(Dispatchers.getUnconfined(), (scope, continuation) -> {
			Object value = with(call, continuation);
			return (value != Unit.INSTANCE) ? value : null;
		}).flatMap(SuspendFunction::awaited);
	}

	/**
	 * A {@code suspend} function may itself return something reactive.
	 */
	private static Mono<Object> awaited(Object value) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, value);
		if (adapter == null || !adapter.getReactiveType().isInstance(value)) {
			return Mono.just(value);
		}
		Publisher<Object> publisher = adapter.toPublisher(value);
		return adapter.isMultiValue() ? Flux.from(publisher).then(Mono.empty()) : Mono.from(publisher);
	}

	/**
	 * Kotlin has no checked exceptions, so they go through as they are.
	 */
	@SuppressWarnings("unchecked")
	private static <E extends Exception> @Nullable Object with(Call call, Object continuation) throws E {
		try {
			return call.with(continuation);
		}
		catch (Exception ex) {
			throw (E) ex;
		}
	}

	/**
	 * A call of a function.
	 */
	@FunctionalInterface
	interface Call {

		/**
		 * Calls the function.
		 * @param continuation where it goes on
		 * @return its value, or that it is suspended
		 */
		@Nullable Object with(Object continuation) throws Exception;

	}

}
