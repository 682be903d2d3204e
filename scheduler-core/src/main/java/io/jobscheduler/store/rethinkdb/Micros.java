package io.jobscheduler.store.rethinkdb;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Instants as the documents keep them: microseconds since 1970, UTC. The server's numbers
 * are doubles, which hold each microsecond from 1684 to 2255; what is beyond is kept as
 * text, and looked up by the nearest number that is exact.
 */
final class Micros {

	/** The greatest integer up to which every integer is a double. */
	static final long EXACT = 1L << 53;

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

	static long of(Duration duration) {
		return duration.getSeconds() * PER_SECOND + (duration.getNano() + 999) / 1000;
	}

	/** A whole number as it is stored, whatever its size. */
	static Object stored(long number) {
		return (Math.abs(number) <= EXACT) ? (Object) number : Long.toString(number);
	}

	/** An instant as it is stored, to be read again. */
	static Object stored(Instant instant) {
		return stored(of(instant));
	}

	static @Nullable Object storedOrNull(@Nullable Instant instant) {
		return (instant != null) ? stored(instant) : null;
	}

	/** An instant as it is looked up and compared with others. */
	static long key(Instant instant) {
		return Math.max(-EXACT, Math.min(EXACT, of(instant)));
	}

	static Instant instant(long micros) {
		return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000);
	}

	static Duration duration(long micros) {
		return Duration.ofSeconds(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000);
	}

}
