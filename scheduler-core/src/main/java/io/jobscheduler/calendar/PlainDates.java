package io.jobscheduler.calendar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads dates from plain text, one to a line.
 */
final class PlainDates {

	private static final String ALLOWED = "allowed are a date (2026-12-25), a day of every year (--12-25), "
			+ "or a range of either (2026-12-24..2026-12-31)";

	/** Any leap year, in which every day of every year exists. */
	private static final int LEAP_YEAR = 2000;

	private static final int LONGEST_RANGE = 3660;

	private final Set<LocalDate> dates = new HashSet<>();

	private final Set<MonthDay> yearly = new HashSet<>();

	private PlainDates() {
	}

	static DateSet parse(String text) {
		PlainDates parsed = new PlainDates();
		List<String> lines = text.lines().toList();
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i).strip();
			if (!line.isEmpty() && !line.startsWith("#")) {
				parsed.add(line.split("\\s+", 2)[0], i + 1);
			}
		}
		return new DateSet(parsed.dates, parsed.yearly);
	}

	private void add(String value, int line) {
		try {
			String[] ends = value.split("\\.\\.", -1);
			if (ends.length > 2) {
				throw new DateTimeException("more than two dates");
			}
			if (value.startsWith("--")) {
				addYearly(MonthDay.parse(ends[0]), MonthDay.parse(ends[ends.length - 1]));
			}
			else {
				addDates(LocalDate.parse(ends[0]), LocalDate.parse(ends[ends.length - 1]));
			}
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("line " + line + ": '" + value + "' is no date: " + ALLOWED, ex);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("line " + line + ": '" + value + "' " + ex.getMessage(), ex);
		}
	}

	private void addDates(LocalDate first, LocalDate last) {
		long days = ChronoUnit.DAYS.between(first, last) + 1;
		if (days < 1 || days > LONGEST_RANGE) {
			throw new IllegalArgumentException("is a range of " + days + " days, allowed 1 to " + LONGEST_RANGE);
		}
		for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1)) {
			this.dates.add(date);
		}
	}

	/**
	 * Adds a range that goes over the end of the year if it ends before it begins.
	 */
	private void addYearly(MonthDay first, MonthDay last) {
		LocalDate date = first.atYear(LEAP_YEAR);
		this.yearly.add(first);
		while (!MonthDay.from(date).equals(last)) {
			date = date.plusDays(1).withYear(LEAP_YEAR);
			this.yearly.add(MonthDay.from(date));
		}
	}

}
