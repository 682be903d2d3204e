package io.jobscheduler.reactive;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * A question to a store, asked on another thread when its answer is requested. The thread
 * is not interrupted when the question is taken back: an interrupt in the middle of a
 * call can close the files of a database that others use.
 *
 * @param <T> the type of the answer
 */
final class StoreCall<T> {

	private final Callable<Optional<T>> question;

	private final MonoSink<T> sink;

	private final AtomicBoolean asked = new AtomicBoolean();

	private volatile boolean takenBack;

	private StoreCall(Callable<Optional<T>> question, MonoSink<T> sink) {
		this.question = question;
		this.sink = sink;
	}

	static <T> Mono<T> of(Callable<Optional<T>> question) {
		return Mono.create((sink) -> {
			StoreCall<T> call = new StoreCall<>(question, sink);
			sink.onCancel(call::takeBack);
			sink.onRequest((count) -> call.ask());
		});
	}

	private void ask() {
		if (this.asked.compareAndSet(false, true)) {
			Schedulers.boundedElastic().schedule(this::answer);
		}
	}

	private void takeBack() {
		this.takenBack = true;
	}

	private void answer() {
		if (this.takenBack) {
			return;
		}
		try {
			this.question.call().ifPresentOrElse(this.sink::success, this.sink::success);
		}
		catch (Exception ex) {
			if (!this.takenBack) {
				this.sink.error(ex);
			}
		}
	}

}
