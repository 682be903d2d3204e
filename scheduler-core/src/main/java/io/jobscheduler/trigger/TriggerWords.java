package io.jobscheduler.trigger;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The words that descriptions of triggers have in common.
 */
final class TriggerWords {

	private TriggerWords() {
	}

	/**
	 * Returns a duration as in {@code 1 hour 30 minutes}. There are no days, since those
	 * of a calendar are not all of the same length.
	 */
	static String duration(Duration duration) {
		List<String> words = new ArrayList<>();
		add(words, duration.toHours(), "hour");
		add(words, duration.toMinutesPart(), "minute");
		if (duration.toNanosPart() == 0) {
			add(words, duration.toSecondsPart(), "second");
		}
		else {
			BigDecimal nanos = BigDecimal.valueOf(duration.toNanosPart(), 9).stripTrailingZeros();
			words.add(nanos.add(BigDecimal.valueOf(duration.toSecondsPart())).toPlainString() + " seconds");
		}
		return String.join(" ", words);
	}

	private static void add(List<String> words, long count, String unit) {
		if (count != 0) {
			words.add(counted(count, unit));
		}
	}

	/**
	 * Returns a number of units, such as {@code 1 hour} or {@code 2 hours}.
	 */
	static String counted(long count, String unit) {
		return count + " " + unit + ((count == 1) ? "" : "s");
	}

	/**
	 * Returns a day of the month, such as {@code 1st} or {@code 22nd}.
	 */
	static String ordinal(int day) {
		return day + switch (day) {
			case 1, 21, 31 -> "st";
			case 2, 22 -> "nd";
			case 3, 23 -> "rd";
			default -> "th";
		};
	}

	/**
	 * Returns {@code every 2 hours}, or {@code every hour} if it is a single one.
	 */
	static String every(String counted) {
		return "every " + (counted.matches("1 [a-z]+") ? counted.substring(2) : counted);
	}

	/**
	 * Returns what becomes of local times that clocks skip or repeat, where that is not
	 * what it usually is, with a comma in front of it.
	 */
	static String clockChanges(DstGap gap, DstGap usualGap, DstOverlap overlap, DstOverlap usualOverlap) {
		StringBuilder words = new StringBuilder();
		if (gap != usualGap) {
			words.append((gap == DstGap.SKIP) ? ", skipped in a gap" : ", at the end of a gap");
		}
		if (overlap != usualOverlap) {
			words.append((overlap == DstOverlap.FIRST) ? ", once in an overlap" : ", twice in an overlap");
		}
		return words.toString();
	}

	/**
	 * Returns a list with commas and an "and".
	 */
	static String enumerate(List<String> items) {
		int last = items.size() - 1;
		return (last == 0) ? items.get(0) : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
	}

	/**
	 * Returns the words for triggers that are parts of another one, each in parentheses.
	 */
	static List<String> parts(List<Trigger> parts) {
		return parts.stream().map((part) -> "(" + part.describe() + ")").toList();
	}

}
