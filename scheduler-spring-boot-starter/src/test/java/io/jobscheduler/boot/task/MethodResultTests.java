package io.jobscheduler.boot.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The value of a task is what its method returns, without what wraps it.
 */
class MethodResultTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			nothing     | false | void
			plain       | false | long
			list        | false | java.util.List<java.lang.Long>
			boxedNothing| false | void
			future      | true  | java.lang.Long
			stage       | true  | java.util.List<java.lang.Long>
			ownFuture   | true  | java.lang.String
			mono        | true  | java.util.Map<java.lang.String, java.lang.Long>
			emptyMono   | true  | void
			rawMono     | true  | java.lang.Object
			flux        | true  | void
			publisher   | true  | void
			flow        | true  | void
			inherited   | true  | java.util.Optional<java.lang.Long>
			array       | true  | java.util.List<java.lang.Long>[]
			wildcard    | false | java.util.List<java.lang.Number>
			""")
	void theValueIsOfTheTypeInside(String method, boolean asynchronous, String type) {
		MethodResult result = MethodResult.of(ReflectionUtils.findMethod(Reports.class, method), Reports.class);
		assertThat(result.asynchronous()).isEqualTo(asynchronous);
		assertThat(result.type().getTypeName()).isEqualTo(type);
	}

	abstract static class Base<T> {

		abstract Mono<Optional<T>> inherited();

	}

	@SuppressWarnings("rawtypes")
	abstract static class Reports extends Base<Long> {

		abstract void nothing();

		abstract long plain();

		abstract List<Long> list();

		abstract Void boxedNothing();

		abstract Mono<List<Long>[]> array();

		abstract List<? extends Number> wildcard();

		abstract CompletableFuture<Long> future();

		abstract CompletionStage<List<Long>> stage();

		abstract Text ownFuture();

		abstract Mono<Map<String, Long>> mono();

		abstract Mono<Void> emptyMono();

		abstract Mono rawMono();

		abstract Flux<Long> flux();

		abstract Publisher<Long> publisher();

		abstract Flow.Publisher<Long> flow();

	}

	static class Text extends CompletableFuture<String> {

	}

}
