package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Fires at a local time of day, every so many years, months, weeks or days of the
 * calendar, such as every second Monday or on the 31st of every month.
 * <p>
 * A day that does not exist is skipped: a trigger that starts on the 31st and steps by a
 * month fires in the months that have a 31st, and one that starts on 29 February and
 * steps by a year fires in leap years. Where months and days are combined, a step is
 * taken from the last fire date: first the years and months, on to the first month that
 * has the day, then the weeks and days. The dates are those of APScheduler's calendar
 * interval trigger.
 * <p>
 * The first fire date is the start date. Without one it is the date on which the trigger
 * was first put to use, see {@link #anchoredAt(Instant)}; until then, fire dates are
 * counted from 1970-01-01. Nothing fires after the year 9999.
 * <p>
 * When clocks are changed, {@link DstGap} and {@link DstOverlap} say what becomes of a
 * local time that does not exist or exists twice. Unless told otherwise, the trigger
 * fires exactly once on each of its dates: at the end of the gap, and the first time in
 * the overlap. Neither moves the dates after it.
 */
public final class CalendarIntervalTrigger implements Trigger {

	/** The earliest start or end date. */
	private static final LocalDate FIRST = LocalDate.of(1, 1, 1);

	/** Where the dates are counted from that have no start. */
	private static final LocalDate ORIGIN = LocalDate.EPOCH;

	/** Earlier than the first fire time of any trigger, whatever the zone. */
	private static final Instant EARLIEST = FIRST.minusDays(10).atStartOfDay().toInstant(ZoneOffset.UTC);

	/** Later than the last fire time of any trigger, whatever the zone. */
	private static final Instant LATEST = CalendarStep.LAST.plusDays(3).atStartOfDay().toInstant(ZoneOffset.UTC);

	/**
	 * Clocks that are put back over midnight show a date again that was over. None are
	 * put back by more than a day, so dates before this many days ago are over for good.
	 */
	private static final int DAYS_BACK = 1;

	private final CalendarStep step;

	private final LocalTime time;

	private final @Nullable LocalDate startDate;

	private final @Nullable LocalDate endDate;

	private final ZoneId zone;

	private final ClockRules clock;

	/** Any of the fire dates, or {@code null}; it makes the next search shorter. */
	private volatile @Nullable LocalDate lastFound;

	private CalendarIntervalTrigger(Builder given) {
		this(new CalendarStep(given.years, given.months, given.weeks, given.days), given.time, given.startDate,
				given.endDate, required(given.zone),
				new ClockRules(required(given.zone).getRules(), given.gap, given.overlap));
		if (given.startDate != null && given.endDate != null && given.endDate.isBefore(given.startDate)) {
			throw new IllegalArgumentException(
					"Invalid end date " + given.endDate + ": allowed from the start date " + given.startDate);
		}
	}

	private CalendarIntervalTrigger(CalendarStep step, LocalTime time, @Nullable LocalDate startDate,
			@Nullable LocalDate endDate, ZoneId zone, ClockRules clock) {
		this.step = step;
		this.time = time;
		this.startDate = startDate;
		this.endDate = endDate;
		this.zone = zone;
		this.clock = clock;
	}

	private static ZoneId required(@Nullable ZoneId zone) {
		if (zone == null) {
			throw new IllegalArgumentException(
					"Invalid calendar interval: it has no zone, and needs one, such as Europe/Berlin");
		}
		return zone;
	}

	/**
	 * Returns what makes a trigger.
	 * @return a builder without an interval or a zone, at midnight
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns this trigger if it has a start date, or else one whose first fire date is
	 * the one that the zone has at the given instant, or the nearest in the years from 1
	 * to 9999. If that is after the end date, the result never fires.
	 */
	@Override
	public CalendarIntervalTrigger anchoredAt(Instant instant) {
		return (this.startDate != null) ? this : anchoredOn(withinYears(localDate(instant)));
	}

	/**
	 * Returns this trigger if it has a start date, or else one whose first fire date is
	 * the given one. If that is after the end date, the result never fires.
	 * @param date the date on which the trigger was first put to use
	 * @return a trigger with a start date
	 * @throws IllegalArgumentException if the date is not in the years from 1 to 9999
	 */
	public CalendarIntervalTrigger anchoredOn(LocalDate date) {
		return (this.startDate != null) ? this : new CalendarIntervalTrigger(this.step, this.time,
				requireDate("start date", date), this.endDate, this.zone, this.clock);
	}

	/**
	 * Returns the years of an interval.
	 * @return as given, not negative
	 */
	public int years() {
		return this.step.years();
	}

	/**
	 * Returns the months of an interval, beside its years.
	 * @return as given, not negative
	 */
	public int months() {
		return this.step.months();
	}

	/**
	 * Returns the weeks of an interval.
	 * @return as given, not negative
	 */
	public int weeks() {
		return this.step.weeks();
	}

	/**
	 * Returns the days of an interval, beside its weeks.
	 * @return as given, not negative
	 */
	public int days() {
		return this.step.days();
	}

	/**
	 * Returns the time of day.
	 * @return the local time
	 */
	public LocalTime time() {
		return this.time;
	}

	/**
	 * Returns the first fire date.
	 * @return the start date, or empty if there is none
	 */
	public Optional<LocalDate> startDate() {
		return Optional.ofNullable(this.startDate);
	}

	/**
	 * Returns the last date on which this trigger may fire.
	 * @return the end date, inclusive, or empty if there is none
	 */
	public Optional<LocalDate> endDate() {
		return Optional.ofNullable(this.endDate);
	}

	/**
	 * Returns the time zone of dates and time.
	 * @return the zone
	 */
	public ZoneId zone() {
		return this.zone;
	}

	/**
	 * Returns what becomes of a local time that does not exist.
	 * @return the rule, the gap's end by default
	 */
	public DstGap dstGap() {
		return this.clock.gap();
	}

	/**
	 * Returns what becomes of a local time that exists twice.
	 * @return the rule, the first time by default
	 */
	public DstOverlap dstOverlap() {
		return this.clock.overlap();
	}

	@Override
	public Optional<Instant> next(Instant after) {
		if (after.isAfter(LATEST)) {
			return Optional.empty();
		}
		LocalDate date = firstFrom(localDate(after).minusDays(DAYS_BACK));
		while (date != null && (this.endDate == null || !date.isAfter(this.endDate))) {
			Instant fireTime = this.clock.firstAfter(after, date.atTime(this.time));
			if (fireTime != null) {
				return Optional.of(fireTime);
			}
			date = this.step.after(date);
		}
		return Optional.empty();
	}

	/**
	 * Returns the first date and time that is not before the given one, whether or not
	 * clocks show it.
	 */
	Optional<LocalDateTime> nextLocal(LocalDateTime from) {
		LocalDate earliest = from.toLocalTime().isAfter(this.time) ? from.toLocalDate().plusDays(1)
				: from.toLocalDate();
		LocalDate date = this.step.firstFrom(earliest, (this.startDate != null) ? this.startDate : ORIGIN);
		return Optional.ofNullable(date)
			.filter((found) -> this.endDate == null || !found.isAfter(this.endDate))
			.map((found) -> found.atTime(this.time));
	}

	/**
	 * Returns the first fire date from the given one on. The dates that follow one of
	 * them are those that follow the start, so the way is taken from the one that was
	 * found last, if that is before: it may have to be taken step by step.
	 */
	private @Nullable LocalDate firstFrom(LocalDate from) {
		LocalDate start = (this.startDate != null) ? this.startDate : ORIGIN;
		LocalDate last = this.lastFound;
		LocalDate date = this.step.firstFrom(from, (last != null && !last.isAfter(from)) ? last : start);
		this.lastFound = date;
		return date;
	}

	/**
	 * Returns the local date at an instant, kept within what dates can be reckoned with.
	 */
	private LocalDate localDate(Instant instant) {
		Instant bounded = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
		return LocalDate.ofInstant(bounded, this.zone);
	}

	private static LocalDate withinYears(LocalDate date) {
		return date.isBefore(FIRST) ? FIRST : date.isAfter(CalendarStep.LAST) ? CalendarStep.LAST : date;
	}

	private static LocalDate requireDate(String what, LocalDate date) {
		if (date.isBefore(FIRST) || date.isAfter(CalendarStep.LAST)) {
			throw new IllegalArgumentException(
					"Invalid " + what + " " + date + ": allowed " + FIRST + " to " + CalendarStep.LAST);
		}
		return date;
	}

	/**
	 * Returns whether the other fires on the same dates, at the same time, by the same
	 * rules: 1 week is 7 days, and 1 year is 12 months.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof CalendarIntervalTrigger that && this.step.isAsLongAs(that.step)
				&& this.time.equals(that.time) && Objects.equals(this.startDate, that.startDate)
				&& Objects.equals(this.endDate, that.endDate) && this.zone.equals(that.zone)
				&& this.clock.equals(that.clock);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.step.allMonths(), this.step.allDays(), this.time, this.startDate, this.endDate,
				this.zone, dstGap(), dstOverlap());
	}

	@Override
	public String describe() {
		return new CalendarIntervalWords(this.step, this.time, this.startDate)
				+ startDate().map((date) -> " from " + date).orElse("")
				+ endDate().map((date) -> " until " + date).orElse("") + ", " + this.zone
				+ TriggerWords.clockChanges(dstGap(), DstGap.FIRE_AT_END, dstOverlap(), DstOverlap.FIRST);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("every ").append(this.step)
			.append(" at ")
			.append(this.time)
			.append(" in ")
			.append(this.zone);
		if (this.startDate != null) {
			text.append(" from ").append(this.startDate);
		}
		if (this.endDate != null) {
			text.append(" until ").append(this.endDate);
		}
		if (dstGap() != DstGap.FIRE_AT_END) {
			text.append(", gap ").append(dstGap());
		}
		if (dstOverlap() != DstOverlap.FIRST) {
			text.append(", overlap ").append(dstOverlap());
		}
		return text.toString();
	}

	/**
	 * Collects what makes a trigger. It needs an interval of at least one unit, and a
	 * zone.
	 */
	public static final class Builder {

		private int years;

		private int months;

		private int weeks;

		private int days;

		private LocalTime time = LocalTime.MIDNIGHT;

		private @Nullable LocalDate startDate;

		private @Nullable LocalDate endDate;

		private @Nullable ZoneId zone;

		private DstGap gap = DstGap.FIRE_AT_END;

		private DstOverlap overlap = DstOverlap.FIRST;

		private Builder() {
		}

		/**
		 * Sets the years of an interval.
		 * @param count not negative; 0 unless set
		 * @return this
		 */
		public Builder years(int count) {
			this.years = count;
			return this;
		}

		/**
		 * Sets the months of an interval, which are added to its years.
		 * @param count not negative; 0 unless set
		 * @return this
		 */
		public Builder months(int count) {
			this.months = count;
			return this;
		}

		/**
		 * Sets the weeks of an interval.
		 * @param count not negative; 0 unless set
		 * @return this
		 */
		public Builder weeks(int count) {
			this.weeks = count;
			return this;
		}

		/**
		 * Sets the days of an interval, which are added to its weeks.
		 * @param count not negative; 0 unless set
		 * @return this
		 */
		public Builder days(int count) {
			this.days = count;
			return this;
		}

		/**
		 * Sets the time of day at which to fire.
		 * @param localTime the local time; midnight unless set
		 * @return this
		 */
		public Builder at(LocalTime localTime) {
			this.time = Objects.requireNonNull(localTime, "localTime");
			return this;
		}

		/**
		 * Sets the first fire date, from which all others are counted.
		 * @param date inclusive, in the years from 1 to 9999; unless set, the date on
		 * which the trigger is first put to use
		 * @return this
		 * @throws IllegalArgumentException if the year is not from 1 to 9999
		 */
		public Builder startDate(LocalDate date) {
			this.startDate = requireDate("start date", date);
			return this;
		}

		/**
		 * Sets the last date on which to fire.
		 * @param date inclusive, in the years from 1 to 9999; unless set, there is no end
		 * @return this
		 * @throws IllegalArgumentException if the year is not from 1 to 9999
		 */
		public Builder endDate(LocalDate date) {
			this.endDate = requireDate("end date", date);
			return this;
		}

		/**
		 * Sets the time zone of dates and time. It must be set.
		 * @param timeZone the zone
		 * @return this
		 */
		public Builder zone(ZoneId timeZone) {
			this.zone = Objects.requireNonNull(timeZone, "timeZone");
			return this;
		}

		/**
		 * Sets what becomes of a local time that does not exist.
		 * @param rule the rule; {@link DstGap#FIRE_AT_END} unless set
		 * @return this
		 */
		public Builder dstGap(DstGap rule) {
			this.gap = Objects.requireNonNull(rule, "rule");
			return this;
		}

		/**
		 * Sets what becomes of a local time that exists twice.
		 * @param rule the rule; {@link DstOverlap#FIRST} unless set
		 * @return this
		 */
		public Builder dstOverlap(DstOverlap rule) {
			this.overlap = Objects.requireNonNull(rule, "rule");
			return this;
		}

		/**
		 * Makes the trigger.
		 * @return a trigger
		 * @throws IllegalArgumentException if a unit is negative or none is positive, the
		 * zone is missing, or the end date is before the start date
		 */
		public CalendarIntervalTrigger build() {
			return new CalendarIntervalTrigger(this);
		}

	}

}
