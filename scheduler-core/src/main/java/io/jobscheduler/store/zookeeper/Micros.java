package io.jobscheduler.store.zookeeper;

import java.time.Duration;
import java.time.Instant;

import io.jobscheduler.serializer.StoredFormatException;

/**
 * Instants in microseconds since 1970, UTC, plus 10<sup>17</sup>, in 18 digits, so that
 * they sort as texts.
 */
final class Micros {

	private static final long PER_SECOND = 1_000_000;

	private static final long BIAS = 100_000_000_000_000_000L;

	private static final int DIGITS = 18;

	private Micros() {
	}

	/**
	 * What is more precise is rounded up: a fire time that were rounded down would come
	 * again as its own successor.
	 */
	static String text(Instant instant) {
		long micros = Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND),
				(instant.getNano() + 999) / 1000);
		String digits = Long.toString(Math.addExact(micros, BIAS));
		if (digits.length() > DIGITS || digits.charAt(0) == '-') {
			throw new ArithmeticException("Instant " + instant + " cannot be kept");
		}
		return "0".repeat(DIGITS - digits.length()) + digits;
	}

	static Instant instant(String text) {
		if (text.length() != DIGITS || !text.chars().allMatch((digit) -> digit >= '0' && digit <= '9')) {
			throw StoredFormatException.corrupt("'" + text + "' is no instant of " + DIGITS + " digits", null);
		}
		long micros = Long.parseLong(text) - BIAS;
		return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000);
	}

	/** Rounded up to whole microseconds, as it is kept. */
	static Instant rounded(Instant instant) {
		return instant(text(instant));
	}

	static long of(Duration duration) {
		return duration.getSeconds() * PER_SECOND + (duration.getNano() + 999) / 1000;
	}

	static Duration duration(long micros) {
		return Duration.ofSeconds(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000);
	}

}
