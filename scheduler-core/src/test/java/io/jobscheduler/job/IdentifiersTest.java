package io.jobscheduler.job;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IdentifiersTest {

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", " a", "a ", "a\nb", "a\u0000b", "a\ud800b" })
	void whatADatabaseMayRejectIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> Identifiers.require("task id", name))
			.withMessageStartingWith("Invalid task id");
	}

	@Test
	void theLimitIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> Identifiers.require("unique key", "x".repeat(201)))
			.withMessageContaining("201 characters, allowed 200");
		assertThat(Identifiers.require("unique key", "x".repeat(200))).hasSize(200);
	}

	@Test
	void anErrorIsCutAndFreedOfWhatADatabaseRejects() {
		JobError error = new JobError("type", "a\u0000b\ud800c", "x".repeat(20_000));
		assertThat(error.message()).isEqualTo("a\ufffdb\ufffdc");
		assertThat(error.trace()).hasSize(JobError.MAX_TRACE).endsWith("… (cut)");
	}

	@Test
	void laterIdsAreGreater() {
		JobId before = JobId.random(Instant.now());
		for (int i = 0; i < 10_000; i++) {
			JobId next = JobId.random(Instant.now());
			assertThat(next).isGreaterThan(before);
			assertThat(next.value().version()).isEqualTo(7);
			before = next;
		}
	}

	@Test
	void aJobIdIsReadFromItsText() {
		JobId id = JobId.random(Instant.now());
		assertThat(JobId.of(id.toString())).isEqualTo(id);
		assertThatIllegalArgumentException().isThrownBy(() -> JobId.of("42"))
			.withMessageContaining("Invalid job id '42'");
	}

	@Test
	void instantsAndDurationsThatNoStoreKeepsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Due.at(Instant.MAX)).withMessageContaining("due time");
		assertThatIllegalArgumentException().isThrownBy(() -> Due.after(Duration.ofSeconds(Long.MAX_VALUE)))
			.withMessageContaining("delay");
	}

}
