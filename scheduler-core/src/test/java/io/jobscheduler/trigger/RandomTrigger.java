package io.jobscheduler.trigger;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.cron.InvalidCronExpressionException;
import io.jobscheduler.cron.RandomCronExpression;

/**
 * Random triggers of every kind but the fixed delay, within each other up to three deep,
 * that fire at whole minutes around {@link #MIDDLE}, near which the clocks of some of the
 * zones are changed.
 */
public final class RandomTrigger {

	/** The instant around which there is most to see. */
	public static final Instant MIDDLE = Instant.parse("2026-03-29T01:00:00Z");

	/** The calendars that the triggers refer to. */
	public static final List<HolidayCalendar> CALENDARS = List.of(
			HolidayCalendar.of("one", LocalDate.of(2026, 3, 28), LocalDate.of(2026, 4, 1)),
			HolidayCalendar.of("none", List.of()));

	private static final List<ZoneId> ZONES = Stream
		.of("Europe/Berlin", "Europe/Berlin", "Antarctica/Troll", "America/New_York", "Australia/Lord_Howe",
				"Pacific/Apia", "Asia/Kolkata", "UTC", "+05:45")
		.map(ZoneId::of)
		.toList();

	private final Random random;

	/**
	 * Makes triggers.
	 * @param seed the same triggers come from the same seed
	 */
	public RandomTrigger(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * Returns the next random trigger.
	 */
	public Trigger next() {
		return next(3);
	}

	/**
	 * Returns the next random trigger that is not made of others.
	 */
	public Trigger nextSimple() {
		return next(1);
	}

	private Trigger next(int depth) {
		return switch (this.random.nextInt((depth > 1) ? 8 : 5)) {
			case 0 -> DateTrigger.at(near(Duration.ofDays(3)));
			case 1, 2 -> interval();
			case 3 -> cron();
			case 4 -> calendarInterval();
			case 5 -> OrTrigger.of(parts(depth));
			case 6 -> AndTrigger.of(parts(depth));
			default -> ExceptTrigger.of(next(depth - 1), exclusions(depth));
		};
	}

	private List<Trigger> parts(int depth) {
		return Stream.generate(() -> next(depth - 1)).limit(this.random.nextInt(1, 4)).toList();
	}

	private Trigger interval() {
		int minutes = 1 + this.random.nextInt(this.random.nextBoolean() ? 6 : 3000);
		IntervalTrigger trigger = IntervalTrigger.every(Duration.ofMinutes(minutes));
		if (this.random.nextInt(3) > 0) {
			trigger = trigger.startingAt(near(Duration.ofDays(4)));
		}
		return trigger.endingAt(later());
	}

	private Trigger cron() {
		while (true) {
			try {
				CronTrigger trigger = CronTrigger.of(RandomCronExpression.next(this.random, false).text(), zone());
				return changed(trigger).endingAt(later());
			}
			catch (InvalidCronExpressionException ex) {
				// it can never fire, so another one is needed
			}
		}
	}

	private CronTrigger changed(CronTrigger trigger) {
		CronTrigger changed = this.random.nextBoolean() ? trigger
				: trigger.dstGap(any(DstGap.values())).dstOverlap(any(DstOverlap.values()));
		return this.random.nextBoolean() ? changed : changed.startingAt(near(Duration.ofDays(3)));
	}

	private Trigger calendarInterval() {
		CalendarIntervalTrigger.Builder builder = CalendarIntervalTrigger.builder()
			.months(this.random.nextInt(5) / 3)
			.weeks(this.random.nextInt(5) / 4)
			.days(1 + this.random.nextInt(4))
			.at(LocalTime.of(this.random.nextInt(24), this.random.nextInt(60)))
			.zone(zone())
			.dstGap(any(DstGap.values()))
			.dstOverlap(any(DstOverlap.values()))
			.endDate(LocalDate.of(2026, 6, 1));
		return (this.random.nextInt(3) == 0) ? builder.build()
				: builder.startDate(LocalDate.of(2026, 3, 1).plusDays(this.random.nextInt(30))).build();
	}

	private List<Exclusion> exclusions(int depth) {
		return Stream.generate(() -> exclusion(depth)).limit(this.random.nextInt(1, 3)).toList();
	}

	/**
	 * Returns the next random exclusion, with triggers of at most a depth.
	 */
	private Exclusion exclusion(int depth) {
		LocalDate date = LocalDate.of(2026, 3, 29);
		return switch (this.random.nextInt(6)) {
			case 0 -> Exclusion.dates(zone(), date.plusDays(this.random.nextInt(3) - 1), date.plusDays(3));
			case 1 -> new DaysOfWeekExclusion(zone(), days(6));
			case 2 -> window(false);
			case 3 -> window(true);
			case 4 -> Exclusion.calendar(CALENDARS.get(this.random.nextInt(CALENDARS.size())), zone());
			default -> Exclusion.fireTimes(next(depth - 1));
		};
	}

	private DailyWindow window(boolean outside) {
		LocalTime from = LocalTime.of(this.random.nextInt(24), this.random.nextInt(60));
		LocalTime to = LocalTime.of(this.random.nextInt(24), this.random.nextInt(60), 1);
		return new DailyWindow(from, to, zone(), days(7), outside);
	}

	private Set<DayOfWeek> days(int most) {
		List<DayOfWeek> days = new ArrayList<>(List.of(DayOfWeek.values()));
		Collections.shuffle(days, this.random);
		return EnumSet.copyOf(days.subList(0, this.random.nextInt(1, most + 1)));
	}

	private Instant near(Duration most) {
		return MIDDLE.plusSeconds(60 * this.random.nextLong(-most.toMinutes(), most.toMinutes()));
	}

	/** All end some time, so that searches for what never comes do too. */
	private Instant later() {
		return MIDDLE.plus(Duration.ofHours(97 + this.random.nextInt(48)));
	}

	private ZoneId zone() {
		return ZONES.get(this.random.nextInt(ZONES.size()));
	}

	private <T> T any(T[] values) {
		return values[this.random.nextInt(values.length)];
	}

}
