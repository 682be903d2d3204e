package io.jobscheduler.boot.task;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.jobscheduler.task.JobContext;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.Mockito.mock;

/**
 * What a method returns ends when the work does, and a cancel stops the work.
 */
class BeanMethodHandlerTests {

	private final JobContext job = mock(JobContext.class);

	private final Reports reports = new Reports();

	private Object run(String name) throws Exception {
		Method method = ReflectionUtils.findMethod(Reports.class, name);
		TaskMethod declared = new TaskMethod("reports", Reports.class, method, null, List.of());
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("reports", this.reports);
		return new BeanMethodHandler(beans, declared).run(this.job, new Object[0]);
	}

	private CompletableFuture<?> later(String name) throws Exception {
		return ((CompletionStage<?>) run(name)).toCompletableFuture();
	}

	@Test
	void plainValuesStayAsTheyAre() throws Exception {
		assertThat(run("plain")).isEqualTo(7L);
		assertThat(run("optional")).isEqualTo(Optional.of(7L));
		assertThat(run("nothing")).isNull();
	}

	@Test
	void aStageIsHandedOnAsItIs() throws Exception {
		assertThat(run("future")).isSameAs(this.reports.future);
	}

	@Test
	void aMonoGivesItsValue() throws Exception {
		assertThat(later("mono").get(10, TimeUnit.SECONDS)).isEqualTo(7L);
		assertThat(later("emptyMono").get(10, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void aFluxEndsWhenItIsCompleteAndKeepsNothing() throws Exception {
		assertThat(later("flux").get(10, TimeUnit.SECONDS)).isNull();
		assertThat(this.reports.elements).hasValue(1000);
	}

	@Test
	void aPublisherOfTheJdkEndsWhenItIsComplete() throws Exception {
		CompletableFuture<?> ended = later("publisher");
		assertThat(ended).isNotDone();
		this.reports.submissions.close();
		assertThat(ended.get(10, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void aFailureIsThatOfThePublisher() throws Exception {
		CompletableFuture<?> failed = later("failing");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(IOException.class)
			.withMessage("later");
	}

	@Test
	void aFailureOfTheCallItselfIsThrown() {
		assertThatIOException().isThrownBy(() -> run("failingAtOnce")).withMessage("at once");
	}

	@Test
	void aCancelStopsTheWork() throws Exception {
		CompletableFuture<?> ended = later("endless");
		assertThat(ended).isNotDone();
		ended.cancel(true);
		assertThat(this.reports.cancelled).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(ended::join);
	}

	@Test
	void aCancelBeforeThereIsASubscriptionStopsItWhenItComes() throws Exception {
		CompletableFuture<?> ended = later("lateSubscription");
		ended.cancel(true);
		this.reports.subscriber.get().onSubscribe(new Subscription() {

			@Override
			public void request(long count) {
			}

			@Override
			public void cancel() {
				BeanMethodHandlerTests.this.reports.cancelled.set(true);
			}

		});
		assertThat(this.reports.cancelled).isTrue();
	}

	@Test
	void theContextOfReactorCarriesTheJob() throws Exception {
		assertThat(later("jobOfTheContext").get(10, TimeUnit.SECONDS)).isSameAs(this.job);
		later("jobOfTheContextOfAFlux").get(10, TimeUnit.SECONDS);
		assertThat(this.reports.seen).hasValue(this.job);
	}

	static class Reports {

		final CompletableFuture<Long> future = new CompletableFuture<>();

		final AtomicInteger elements = new AtomicInteger();

		final AtomicBoolean cancelled = new AtomicBoolean();

		final AtomicReference<JobContext> seen = new AtomicReference<>();

		final AtomicReference<Subscriber<? super Long>> subscriber = new AtomicReference<>();

		final SubmissionPublisher<Long> submissions = new SubmissionPublisher<>(Runnable::run, 1);

		long plain() {
			return 7;
		}

		Optional<Long> optional() {
			return Optional.of(7L);
		}

		void nothing() {
		}

		CompletableFuture<Long> future() {
			return this.future;
		}

		Mono<Long> mono() {
			return Mono.just(7L);
		}

		Mono<Void> emptyMono() {
			return Mono.empty();
		}

		Flux<Integer> flux() {
			return Flux.range(0, 1000).doOnNext((number) -> this.elements.incrementAndGet());
		}

		Flow.Publisher<Long> publisher() {
			return this.submissions;
		}

		Mono<Long> failing() {
			return Mono.error(new IOException("later"));
		}

		Mono<Long> failingAtOnce() throws IOException {
			throw new IOException("at once");
		}

		Flux<Long> endless() {
			return Flux.<Long>never().doOnCancel(() -> this.cancelled.set(true));
		}

		Publisher<Long> lateSubscription() {
			return this.subscriber::set;
		}

		Mono<JobContext> jobOfTheContext() {
			return Mono.deferContextual((context) -> Mono.just(context.get(JobContext.class)));
		}

		Flux<JobContext> jobOfTheContextOfAFlux() {
			return Flux.deferContextual((context) -> Flux.just(context.get(JobContext.class))).doOnNext(this.seen::set);
		}

	}

}
