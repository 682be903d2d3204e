package io.jobscheduler.trigger;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts exclusions into words, such as {@code on Saturdays and Sundays, Europe/Berlin}.
 */
final class ExclusionWords {

	private static final Set<DayOfWeek> WEEKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

	/** From how many days in a row on a range is shorter than a list. */
	private static final int SHORTEST_RANGE = 3;

	private ExclusionWords() {
	}

	static String of(Exclusion exclusion) {
		if (exclusion instanceof FireTimesExclusion fireTimes) {
			return "at the times of (" + fireTimes.trigger().describe() + ")";
		}
		if (exclusion instanceof DatesExclusion dates) {
			return "on " + dates(dates.dates()) + ", " + dates.zone();
		}
		if (exclusion instanceof DaysOfWeekExclusion days) {
			return "on " + daysOfWeek(days.days()) + ", " + days.zone();
		}
		if (exclusion instanceof DailyWindow window) {
			return window(window) + ", " + window.zone();
		}
		CalendarExclusion dates = (CalendarExclusion) exclusion;
		return "on the dates of the calendar '" + dates.calendar().name() + "', " + dates.zone();
	}

	private static String window(DailyWindow window) {
		boolean nextDay = !window.to().isAfter(window.from());
		String words = (window.outside() ? "outside the time " : "") + "from " + window.from() + " until before "
				+ window.to() + (nextDay ? " of the next day" : "");
		if (window.days().size() == DayOfWeek.values().length) {
			return words;
		}
		return words + (nextDay ? ", beginning on " : " on ") + daysOfWeek(window.days());
	}

	private static String daysOfWeek(Set<DayOfWeek> days) {
		return days.equals(WEEKDAYS) ? "weekdays" : TriggerWords
			.enumerate(days.stream().map((day) -> day.getDisplayName(TextStyle.FULL, Locale.ENGLISH) + "s").toList());
	}

	private static String dates(Set<LocalDate> dates) {
		List<String> words = new ArrayList<>();
		TreeSet<LocalDate> rest = new TreeSet<>(dates);
		while (!rest.isEmpty()) {
			LocalDate first = rest.first();
			LocalDate last = first;
			while (rest.contains(last.plusDays(1))) {
				last = last.plusDays(1);
			}
			boolean range = !last.isBefore(first.plusDays(SHORTEST_RANGE - 1));
			words.add(range ? first + " to " + last : first.toString());
			rest.headSet(range ? last : first, true).clear();
		}
		return TriggerWords.enumerate(words);
	}

}
