package io.jobscheduler.cron;

import java.util.List;
import java.util.Locale;

/**
 * A field of a cron expression, in the order in which the fields are written.
 */
public enum CronField {

	/** The second of the minute, 0-59. */
	SECOND(0, 59, 60),

	/** The minute of the hour, 0-59. */
	MINUTE(0, 59, 60),

	/** The hour of the day, 0-23. */
	HOUR(0, 23, 24),

	/** The day of the month, 1-31. */
	DAY_OF_MONTH(1, 31, 31),

	/** The month of the year, 1-12, or by name. */
	MONTH(1, 12, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),

	/**
	 * The day of the week, 1 (Monday) to 7 (Sunday), with 0 for Sunday too, or by name.
	 */
	DAY_OF_WEEK(0, 7, 7, "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

	private final int min;

	private final int max;

	private final int size;

	@SuppressWarnings("ImmutableEnumChecker") // a list made by List.of is immutable
	private final List<String> names;

	CronField(int min, int max, int size, String... names) {
		this.min = min;
		this.max = max;
		this.size = size;
		this.names = List.of(names);
	}

	/**
	 * Returns the smallest number that may be written for this field.
	 */
	int min() {
		return this.min;
	}

	/**
	 * Returns the largest number that may be written for this field.
	 */
	int max() {
		return this.max;
	}

	/**
	 * Returns how many different values there are: fewer than numbers where one value has
	 * two of them, as Sunday has.
	 */
	int size() {
		return this.size;
	}

	/**
	 * Returns the value at which {@code *} begins, and ranges that wrap go on.
	 */
	int first() {
		return this.max - this.size + 1;
	}

	/**
	 * Returns the value that a number stands for. Numbers beyond the largest go on from
	 * the first value.
	 */
	int canonical(int number) {
		return first() + Math.floorMod(number - first(), this.size);
	}

	/**
	 * Returns the names that may be written instead of numbers, in upper case and in
	 * order from the first value.
	 */
	List<String> names() {
		return this.names;
	}

	/**
	 * Returns what may be written for this field, for use in messages.
	 */
	String allowed() {
		String numbers = this.min + "-" + this.max;
		return this.names.isEmpty() ? numbers
				: numbers + " or " + this.names.get(0) + "-" + this.names.get(this.names.size() - 1);
	}

	/**
	 * Returns the name of this field in words, such as {@code day of month}.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
