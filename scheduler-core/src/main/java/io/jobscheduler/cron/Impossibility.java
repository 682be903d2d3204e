package io.jobscheduler.cron;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The reason why no date matches a pattern: those of its fields that cannot be matched
 * together, and no more.
 */
final class Impossibility {

	private final DatePattern dates;

	private final Function<CronField, String> written;

	/**
	 * Creates the reason why nothing matches.
	 * @param dates a pattern that cannot match
	 * @param written gives the text of a field that is restricted
	 */
	Impossibility(DatePattern dates, Function<CronField, String> written) {
		this.dates = essence(dates);
		this.written = written;
	}

	private static DatePattern essence(DatePattern dates) {
		DatePattern essence = dates;
		essence = ifImpossible(new DatePattern(YearSet.EVERY, essence.months(), essence.daysOfMonth(), essence.weeks(),
				essence.daysOfWeek()), essence);
		essence = ifImpossible(new DatePattern(essence.years(), essence.months(), essence.daysOfMonth(), WeekSet.EVERY,
				essence.daysOfWeek()), essence);
		essence = ifImpossible(new DatePattern(essence.years(), essence.months(), essence.daysOfMonth(),
				essence.weeks(), DaySet.ON_ANY_DAY_OF_WEEK), essence);
		essence = ifImpossible(new DatePattern(essence.years(), DatePattern.EVERY_MONTH, essence.daysOfMonth(),
				essence.weeks(), essence.daysOfWeek()), essence);
		return ifImpossible(new DatePattern(essence.years(), essence.months(), DaySet.ON_ANY_DAY_OF_MONTH,
				essence.weeks(), essence.daysOfWeek()), essence);
	}

	private static DatePattern ifImpossible(DatePattern relaxed, DatePattern otherwise) {
		return relaxed.canMatch() ? otherwise : relaxed;
	}

	/**
	 * Returns the reason, such as {@code no 30 February}.
	 */
	String inWords() {
		boolean anyDay = this.dates.daysOfMonth().equals(DaySet.ON_ANY_DAY_OF_MONTH);
		boolean anyMonth = this.dates.months() == DatePattern.EVERY_MONTH;
		StringBuilder reason = new StringBuilder("no ").append(anyDay ? "day" : day(anyMonth));
		if (!this.dates.daysOfWeek().equals(DaySet.ON_ANY_DAY_OF_WEEK)) {
			reason.append(" on ").append(text(CronField.DAY_OF_WEEK));
		}
		if (!this.dates.weeks().equals(WeekSet.EVERY)) {
			reason.append(" of ISO week ").append(text(CronField.WEEK));
		}
		if (anyDay && !anyMonth) {
			reason.append(" in ").append(months());
		}
		if (!this.dates.years().equals(YearSet.EVERY)) {
			reason.append(" in ").append(text(CronField.YEAR));
		}
		return reason.toString();
	}

	private String day(boolean anyMonth) {
		String day = text(CronField.DAY_OF_MONTH);
		boolean numbers = day.chars().noneMatch(Character::isLetter);
		if (numbers) {
			return anyMonth ? "day " + day : day + " " + months();
		}
		String named = day.equalsIgnoreCase("last") ? "last day" : day;
		return anyMonth ? named : named + " of " + months();
	}

	private String months() {
		return IntStream.rangeClosed(1, 12)
			.filter((month) -> (this.dates.months() >>> month & 1) != 0)
			.mapToObj((month) -> Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH))
			.collect(Collectors.joining(" or "));
	}

	private String text(CronField field) {
		return this.written.apply(field).strip();
	}

}
