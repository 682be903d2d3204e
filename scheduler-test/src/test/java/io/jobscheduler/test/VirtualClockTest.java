package io.jobscheduler.test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class VirtualClockTest {

	private static final Instant START = Instant.parse("2026-03-29T00:59:59.999999Z");

	private final VirtualClock clock = new VirtualClock(START);

	@Test
	void standsStillUntilToldToGoOn() {
		assertThat(this.clock.now()).isEqualTo(START);
		assertThat(this.clock.nanoTime()).isZero();
		assertThat(this.clock.advance(Duration.ofSeconds(90))).isEqualTo(START.plusSeconds(90));
		assertThat(this.clock.now()).isEqualTo(START.plusSeconds(90));
		assertThat(this.clock.nanoTime()).isEqualTo(TimeUnit.SECONDS.toNanos(90));
	}

	@Test
	void showsWholeMicroseconds() {
		assertThat(new VirtualClock(START.plusNanos(1)).now()).isEqualTo(START);
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.advance(Duration.ofNanos(1)));
	}

	@Test
	void neverGoesBack() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.advance(Duration.ofSeconds(-1)))
			.withMessageContaining("PT-1S");
	}

	@Test
	void losesNoStepOfRacingThreads() {
		IntStream.range(0, 10_000).parallel().forEach((step) -> this.clock.advance(Duration.ofMillis(1)));
		assertThat(this.clock.now()).isEqualTo(START.plusSeconds(10));
	}

}
