package io.jobscheduler.job;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often the jobs of a task may start in the cluster: in no period of the given
 * length, wherever it begins, are more of them claimed than permitted.
 *
 * @param permits how many jobs, 1 to 999,999,999
 * @param period how long the period is, 1 ms to 366 days, in whole milliseconds
 */
public record RateLimit(int permits, Duration period) {

	private static final int MOST = 999_999_999;

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration LONGEST = Duration.ofDays(366);

	private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,9})\\s*/\\s*(\\d{0,11})\\s*(ms|s|m|h|d)\\s*");

	/**
	 * Checks the bounds.
	 * @throws IllegalArgumentException if a value is out of its bounds
	 */
	public RateLimit {
		if (permits < 1 || permits > MOST) {
			throw new IllegalArgumentException("Invalid rate limit of " + permits + " jobs: allowed 1 to " + MOST);
		}
		if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					"Invalid period " + period + " of a rate limit: allowed 1 ms to " + LONGEST.toDays() + " days");
		}
		if (period.toNanosPart() % 1_000_000 != 0) {
			throw new IllegalArgumentException(
					"Invalid period " + period + " of a rate limit: allowed are whole milliseconds");
		}
	}

	/**
	 * Reads a rate such as {@code 10/s}, {@code 100/1m} or {@code 5/500ms}.
	 * @param text the number of jobs, a slash, and a period in ms, s, m, h or d
	 * @return the rate limit
	 * @throws IllegalArgumentException if it is not of this form, or out of bounds
	 */
	public static RateLimit parse(String text) {
		Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"Invalid rate limit '" + text + "': allowed are forms such as 10/s, 100/1m, 5/500ms");
		}
		long amount = matcher.group(2).isEmpty() ? 1 : Long.parseLong(matcher.group(2));
		Duration period = switch (matcher.group(3)) {
			case "ms" -> Duration.ofMillis(amount);
			case "s" -> Duration.ofSeconds(amount);
			case "m" -> Duration.ofMinutes(amount);
			case "h" -> Duration.ofHours(amount);
			default -> Duration.ofDays(amount);
		};
		return new RateLimit(Integer.parseInt(matcher.group(1)), period);
	}

	/**
	 * The rate as {@link #parse(String)} reads it.
	 */
	@Override
	public String toString() {
		return this.permits + "/" + this.period.toMillis() + "ms";
	}

}
