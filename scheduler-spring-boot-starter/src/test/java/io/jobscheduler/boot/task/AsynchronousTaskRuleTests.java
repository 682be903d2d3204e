package io.jobscheduler.boot.task;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.jobscheduler.boot.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AsynchronousTaskRuleTests {

	private static void check(String method) {
		TaskMethod declared = new TaskMethod("reports", Reports.class,
				ReflectionUtils.findMethod(Reports.class, method), null, List.of());
		AsynchronousTaskRule.check(declared, "io", "event-loop");
	}

	@Test
	void aMethodWhoseValueComesLaterIsAllowed() {
		assertThatCode(() -> check("later")).doesNotThrowAnyException();
		assertThatCode(() -> check("stream")).doesNotThrowAnyException();
	}

	@Test
	void aMethodThatHoldsItsThreadIsRefused() {
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> check("plain"))
			.withMessageContaining("reports.plain")
			.withMessageContaining(
					"returns long, so it would hold up a thread of executor 'io', which is of type event-loop");
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> check("nothing"))
			.withMessageContaining("returns void");
	}

	abstract static class Reports {

		abstract CompletableFuture<Long> later();

		abstract Flux<Long> stream();

		abstract long plain();

		abstract void nothing();

	}

}
