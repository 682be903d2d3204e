package io.jobscheduler.boot.task;

import io.jobscheduler.task.JobContext;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Puts a job into Reactor's context. Apart, since Reactor may not be there.
 */
final class JobInReactorContext {

	private JobInReactorContext() {
	}

	static <T> Publisher<T> add(Publisher<T> publisher, JobContext job) {
		ContextView context = reactor.util.context.Context.of(JobContext.class, job);
		return (publisher instanceof Mono<T> mono) ? mono.contextWrite(context)
				: Flux.from(publisher).contextWrite(context);
	}

}
