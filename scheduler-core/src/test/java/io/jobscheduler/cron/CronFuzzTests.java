package io.jobscheduler.cron;

import java.time.LocalDateTime;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no input makes the parsers throw anything but their own exception. What they
 * do not throw would not end.
 */
class CronFuzzTests {

	private static final int ROUNDS = 20_000;

	@Test
	void linesAreReadOrRefused() {
		long seed = TestSeed.orElse(20_260_102);
		CronFuzz fuzz = new CronFuzz(new Random(seed));
		int valid = 0;
		for (int round = 0; round < ROUNDS; round++) {
			String line = fuzz.nextLine();
			valid += isReadOrRefused(CronExpression::parse, line, seed) ? 1 : 0;
		}
		assertThat(valid).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
	}

	@Test
	void fieldsAreReadOrRefused() {
		long seed = TestSeed.orElse(20_260_103);
		CronFuzz fuzz = new CronFuzz(new Random(seed));
		int valid = 0;
		for (int round = 0; round < ROUNDS; round++) {
			Map<CronField, String> fields = fuzz.nextFields();
			valid += isReadOrRefused(CronExpression::of, fields, seed) ? 1 : 0;
		}
		assertThat(valid).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
	}

	private static <T> boolean isReadOrRefused(Function<T, CronExpression> parser, T given, long seed) {
		try {
			return parser.apply(given).next(LocalDateTime.MIN).isPresent();
		}
		catch (InvalidCronExpressionException ex) {
			int position = ex.position().orElse(1);
			if (position < 1 || position > ex.expression().length() + 1 || ex.getMessage().length() > 2_000) {
				throw new AssertionError("seed %d: %s".formatted(seed, given), ex);
			}
			return false;
		}
		catch (RuntimeException ex) {
			throw new AssertionError("seed %d: %s".formatted(seed, given), ex);
		}
	}

}
