package io.jobscheduler.store.mongodb;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Instants as the documents keep them: microseconds since 1970, UTC.
 */
final class Micros {

	private static final long PER_SECOND = 1_000_000;

	private Micros() {
	}

	/**
	 * What is more precise is rounded up: a fire time that were rounded down would come
	 * again as its own successor.
	 */
	static long of(Instant instant) {
		return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND),
				(instant.getNano() + 999) / 1000);
	}

	static @Nullable Long ofNullable(@Nullable Instant instant) {
		return (instant != null) ? of(instant) : null;
	}

	static long of(Duration duration) {
		return duration.getSeconds() * PER_SECOND + (duration.getNano() + 999) / 1000;
	}

	static Instant instant(long micros) {
		return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000);
	}

	static Duration duration(long micros) {
		return Duration.ofSeconds(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000);
	}

}
