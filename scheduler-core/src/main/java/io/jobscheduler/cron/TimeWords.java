package io.jobscheduler.cron;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Puts times of day into words: as times on the clock ({@code at 02:00 and 14:30}), as
 * time between them ({@code every 15 minutes from 09:00 to 17:45}), or else field by
 * field ({@code at minutes 3 and 7 of hours 9 to 17}). Every way of saying it is exact.
 * <p>
 * Hours that are named and hours given by a step are told apart, since they differ when
 * clocks are changed: only the latter are put as {@code every 2 hours}. Where that does
 * not show, a remark does.
 */
final class TimeWords {

	private static final int HOURS = 24;

	/** The minutes of an hour, and the seconds of a minute. */
	private static final int SIXTY = 60;

	/** How many times of day are listed although they are also evenly spaced. */
	private static final int SHORT_LIST = 4;

	/** How many times of day are listed if they are not. */
	private static final int LONG_LIST = 6;

	/** How many spans of the day are listed one by one. */
	private static final int MOST_SPANS = 3;

	private final NumberSet hours;

	private final NumberSet minutes;

	private final NumberSet seconds;

	private final boolean namesHours;

	/** Whether the hours came from a step, and look like it. */
	private final boolean steppedHours;

	TimeWords(TimePattern times, boolean namesHours) {
		this.hours = NumberSet.of(times.hours());
		this.minutes = NumberSet.of(times.minutes());
		this.seconds = NumberSet.of(times.seconds());
		this.namesHours = namesHours;
		this.steppedHours = !namesHours && !everyHour() && this.hours.step() > 1;
	}

	boolean everyHour() {
		return this.hours.size() == HOURS;
	}

	@Override
	public String toString() {
		String words = null;
		if (this.seconds.size() == 1) {
			words = (this.minutes.size() == 1) ? hourly() : severalPerHour();
		}
		else if (this.seconds.fillsCycle(SIXTY)) {
			words = everyFewSeconds();
		}
		return ((words != null) ? words : fieldByField()) + remark();
	}

	private String remark() {
		if (this.namesHours) {
			return everyHour() ? " (hours named)" : "";
		}
		return (everyHour() || this.steppedHours) ? "" : " (hours by step)";
	}

	private @Nullable String hourly() {
		if (everyHour()) {
			return (this.minutes.isOnly(0) && this.seconds.isOnly(0)) ? "every hour" : null;
		}
		if (this.steppedHours) {
			return "every " + this.hours.step() + " hours "
					+ span(new NumberSet.Range(this.hours.first(), this.hours.last()));
		}
		List<NumberSet.Range> ranges = this.hours.ranges();
		List<String> spans = ranges.stream().filter((range) -> !range.isSingle()).map(this::span).toList();
		List<String> times = ranges.stream().filter(NumberSet.Range::isSingle).map(this::firstTime).toList();
		List<String> words = new ArrayList<>();
		if (!spans.isEmpty()) {
			words.add("every hour " + NumberSet.enumerate(spans, "and"));
		}
		if (!times.isEmpty()) {
			words.add("at " + NumberSet.enumerate(times, "and"));
		}
		return String.join(" and ", words);
	}

	private @Nullable String severalPerHour() {
		boolean evenly = this.minutes.fillsCycle(SIXTY);
		int times = this.hours.size() * this.minutes.size();
		if (!this.steppedHours && times <= (evenly ? SHORT_LIST : LONG_LIST)) {
			return "at " + NumberSet.enumerate(times(), "and");
		}
		if (!evenly) {
			return null;
		}
		String every = every(this.minutes, "minute");
		if (everyHour()) {
			return (this.minutes.first() == 0 && this.seconds.isOnly(0)) ? every : null;
		}
		return hasFewSpans() ? every + " " + spans() : null;
	}

	private @Nullable String everyFewSeconds() {
		String every = every(this.seconds, "second");
		if (this.minutes.size() == SIXTY && everyHour()) {
			return (this.seconds.first() == 0) ? every : null;
		}
		boolean oneSpanPerHour = this.minutes.size() == 1 || this.minutes.step() == 1;
		boolean unbroken = this.minutes.size() == SIXTY || (oneSpanPerHour && this.hours.size() == 1);
		return (unbroken && hasFewSpans()) ? every + " " + spans() : null;
	}

	private boolean hasFewSpans() {
		return !this.steppedHours && this.hours.ranges().size() <= MOST_SPANS;
	}

	private List<String> times() {
		return this.hours.numbers()
			.stream()
			.flatMap(
					(hour) -> this.minutes.numbers().stream().map((minute) -> time(hour, minute, this.seconds.first())))
			.toList();
	}

	private String spans() {
		return NumberSet.enumerate(this.hours.ranges().stream().map(this::span).toList(), "and");
	}

	private String span(NumberSet.Range range) {
		return "from " + firstTime(range) + " to " + time(range.last(), this.minutes.last(), this.seconds.last());
	}

	private String firstTime(NumberSet.Range range) {
		return time(range.first(), this.minutes.first(), this.seconds.first());
	}

	private static String time(int hour, int minute, int second) {
		return LocalTime.of(hour, minute, second).toString();
	}

	private String fieldByField() {
		if (this.seconds.isOnly(0)) {
			return leading(this.minutes, "minute") + " of " + hourField();
		}
		String ofMinutes = leading(this.seconds, "second") + " of "
				+ ((this.minutes.size() == SIXTY) ? "every minute" : field(this.minutes, "minute"));
		return (this.minutes.size() == SIXTY && everyHour()) ? ofMinutes : ofMinutes + " of " + hourField();
	}

	private String hourField() {
		if (everyHour()) {
			return "every hour";
		}
		return this.steppedHours ? this.hours.stepped("hour") : this.hours.listed("hour");
	}

	private static String leading(NumberSet set, String unit) {
		boolean evenly = set.fillsCycle(SIXTY) && set.first() == 0;
		return evenly ? every(set, unit) : "at " + field(set, unit);
	}

	private static String field(NumberSet set, String unit) {
		return set.isProgression() ? set.stepped(unit) : set.listed(unit);
	}

	private static String every(NumberSet set, String unit) {
		return (set.step() == 1) ? "every " + unit : "every " + set.step() + " " + unit + "s";
	}

}
