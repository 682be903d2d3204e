package io.jobscheduler.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.jobscheduler.job.RateLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RateWindowTest {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.000001Z");

	private static final RateLimit LIMIT = new RateLimit(3, Duration.ofSeconds(10));

	@Test
	void permitsAsManyAsTheLimitInAPeriod() {
		RateWindow window = RateWindow.EMPTY.claimed(LIMIT, NOW, 2);
		assertThat(window.free(LIMIT, NOW)).isEqualTo(1);
		window = window.claimed(LIMIT, NOW.plusSeconds(4), 1);
		assertThat(window.free(LIMIT, NOW.plusSeconds(4))).isZero();
		assertThat(window.nextFree(LIMIT, NOW.plusSeconds(4))).isEqualTo(NOW.plusSeconds(10));
		assertThat(window.free(LIMIT, NOW.plusSeconds(10))).isEqualTo(2);
		assertThat(window.nextFree(LIMIT, NOW.plusSeconds(10))).isEqualTo(NOW.plusSeconds(10));
	}

	@Test
	void nextIsFreeWhenEnoughHaveLeftTheWindowForALowerLimit() {
		RateWindow window = RateWindow.EMPTY.claimed(LIMIT, NOW, 1)
			.claimed(LIMIT, NOW.plusSeconds(1), 1)
			.claimed(LIMIT, NOW.plusSeconds(2), 1);
		RateLimit lowered = new RateLimit(1, Duration.ofSeconds(10));
		assertThat(window.nextFree(lowered, NOW.plusSeconds(3))).isEqualTo(NOW.plusSeconds(12));
	}

	@Test
	void textIsReadBack() {
		RateWindow window = RateWindow.EMPTY.claimed(LIMIT, NOW, 2).claimed(LIMIT, NOW.plusSeconds(1), 1);
		assertThat(window.toString()).isEqualTo("1767225600000001:2,1767225601000001:1");
		assertThat(RateWindow.parse(window.toString())).hasToString(window.toString());
		assertThat(RateWindow.parse(null).free(LIMIT, NOW)).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "1:", ":1", "1:2:3", "1:2,", ",", "99999999999999999999:1" })
	void damagedTextIsAnEmptyWindow(String text) {
		assertThat(RateWindow.parse(text).free(LIMIT, NOW)).isEqualTo(3);
	}

	@Test
	void clockThatIsSetBackPermitsNoMore() {
		RateWindow window = RateWindow.EMPTY.claimed(LIMIT, NOW, 3);
		Instant earlier = NOW.minusSeconds(60);
		assertThat(window.free(LIMIT, earlier)).isZero();
		assertThat(window.claimed(LIMIT, earlier, 1).free(LIMIT, NOW.plusSeconds(9))).isZero();
	}

	@Test
	void noPeriodEverHasMoreThanPermitted() {
		SplittableRandom random = new SplittableRandom(7);
		for (int round = 0; round < 200; round++) {
			RateLimit limit = new RateLimit(1 + random.nextInt(200), Duration.ofMillis(1 + random.nextInt(5_000)));
			RateWindow window = RateWindow.EMPTY;
			List<Instant> claims = new ArrayList<>();
			Instant now = NOW;
			for (int step = 0; step < 400; step++) {
				now = now.plusMillis(random.nextInt(40));
				int count = Math.min(window.free(limit, now), random.nextInt(4));
				window = RateWindow.parse(window.claimed(limit, now, count).toString());
				for (int i = 0; i < count; i++) {
					claims.add(now);
				}
			}
			for (int i = limit.permits(); i < claims.size(); i++) {
				assertThat(Duration.between(claims.get(i - limit.permits()), claims.get(i)))
					.isGreaterThanOrEqualTo(limit.period());
			}
			assertThat(window.toString().split(",", -1)).hasSizeLessThanOrEqualTo(RateWindow.MAX_ENTRIES);
		}
	}

	@Test
	void ratesAreReadFromTexts() {
		assertThat(RateLimit.parse("10/s")).isEqualTo(new RateLimit(10, Duration.ofSeconds(1)));
		assertThat(RateLimit.parse(" 100 / 2M ")).isEqualTo(new RateLimit(100, Duration.ofMinutes(2)));
		assertThat(RateLimit.parse("5/500ms")).isEqualTo(new RateLimit(5, Duration.ofMillis(500)));
		assertThat(RateLimit.parse(new RateLimit(7, Duration.ofHours(3)).toString()))
			.isEqualTo(new RateLimit(7, Duration.ofHours(3)));
		RateLimit largest = new RateLimit(999_999_999, Duration.ofDays(366));
		assertThat(RateLimit.parse(largest.toString())).isEqualTo(largest);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "10", "10/", "/s", "-1/s", "0/s", "1/0s", "1/w", "1/400d", "9999999999/s" })
	void ratesThatMakeNoSenseAreRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.parse(text))
			.withMessageStartingWith("Invalid ");
	}

}
