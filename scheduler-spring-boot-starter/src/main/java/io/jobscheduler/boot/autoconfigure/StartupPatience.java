package io.jobscheduler.boot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.jobscheduler.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, while the application starts, for a job store that does not answer yet.
 */
final class StartupPatience {

	/** Fails at once. */
	static final StartupPatience NONE = new StartupPatience(Duration.ZERO);

	private static final Logger logger = LoggerFactory.getLogger(StartupPatience.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final Duration timeout;

	/**
	 * Patience.
	 * @param timeout for how long
	 */
	StartupPatience(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Tries until the store answers or the time is up.
	 * @param attempt what to try
	 * @return its value
	 * @throws StoreUnavailableException from the last attempt
	 */
	<T> T await(Supplier<T> attempt) {
		long start = System.nanoTime();
		while (true) {
			try {
				return attempt.get();
			}
			catch (StoreUnavailableException ex) {
				Duration left = this.timeout.minusNanos(System.nanoTime() - start);
				if (left.isNegative() || left.isZero()) {
					throw ex;
				}
				logger.warn("The job store does not answer; waiting for it for up to {} s more: {}", left.toSeconds(),
						ex.getMessage());
				pause((left.compareTo(PAUSE) < 0) ? left : PAUSE, ex);
			}
		}
	}

	private static void pause(Duration duration, StoreUnavailableException failure) {
		try {
			TimeUnit.NANOSECONDS.sleep(duration.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure;
		}
	}

}
