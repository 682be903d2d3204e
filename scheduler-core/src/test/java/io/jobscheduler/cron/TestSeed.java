package io.jobscheduler.cron;

/**
 * The seed of a test with random input: always the same, unless
 * {@code -Djobscheduler.test.seed=<seed>} asks for another. A test names it when it
 * fails.
 */
public final class TestSeed {

	private TestSeed() {
	}

	/**
	 * Returns the seed that is asked for, or else the given one.
	 */
	public static long orElse(long seed) {
		return Long.getLong("jobscheduler.test.seed", seed);
	}

}
