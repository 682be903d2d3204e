package io.jobscheduler.cron;

import java.util.List;
import java.util.Locale;

/**
 * A field of a cron expression, from the most to the least significant one.
 */
public enum CronField {

	/** The year, 1970-9999. Only fields that are given one by one have it. */
	YEAR("year", 1970, 9999, 8030),

	/** The month of the year, 1-12, or by name. */
	MONTH("month", 1, 12, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),

	/** The day of the month, 1-31. */
	DAY_OF_MONTH("day", 1, 31, 31),

	/**
	 * The week of the year as ISO 8601 counts them, 1-53. Only fields that are given one
	 * by one have it.
	 */
	WEEK("week", 1, 53, 53),

	/**
	 * The day of the week, 1 (Monday) to 7 (Sunday), with 0 for Sunday too, or by name.
	 */
	DAY_OF_WEEK("dayOfWeek", 0, 7, 7, "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"),

	/** The hour of the day, 0-23. */
	HOUR("hour", 0, 23, 24),

	/** The minute of the hour, 0-59. */
	MINUTE("minute", 0, 59, 60),

	/** The second of the minute, 0-59. */
	SECOND("second", 0, 59, 60);

	private final String key;

	private final int min;

	private final int max;

	private final int size;

	@SuppressWarnings("ImmutableEnumChecker") // a list made by List.of is immutable
	private final List<String> names;

	CronField(String key, int min, int max, int size, String... names) {
		this.key = key;
		this.min = min;
		this.max = max;
		this.size = size;
		this.names = List.of(names);
	}

	/**
	 * Returns the name by which this field is given on its own: {@code year},
	 * {@code month}, {@code day}, {@code week}, {@code dayOfWeek}, {@code hour},
	 * {@code minute} or {@code second}.
	 * @return the name
	 */
	public String key() {
		return this.key;
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
	 * Returns which numbers and names there are from a number on, for use in messages.
	 */
	String allowedFrom(int number) {
		String rest = (number < this.max) ? number + "-" + this.max : String.valueOf(number);
		if (this.names.isEmpty() || number < first()) {
			return rest;
		}
		String name = this.names.get(number - first());
		return rest + " or " + ((number < this.max) ? name + "-" + this.names.get(this.names.size() - 1) : name);
	}

	/**
	 * Returns the name of this field in words, such as {@code day of month}.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
