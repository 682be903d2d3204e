package io.jobscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import io.jobscheduler.cron.CronExpression;
import io.jobscheduler.cron.InvalidCronExpressionException;
import io.jobscheduler.cron.RandomCronExpression;
import io.jobscheduler.cron.TestSeed;
import io.jobscheduler.trigger.FireTimePreview.Mark;
import io.jobscheduler.trigger.FireTimePreview.SkippedTimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TriggerPreview}.
 */
class TriggerPreviewTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	private static final List<String> ZONES = List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
			"Africa/Cairo", "Antarctica/Troll", "Africa/Casablanca", "Z");

	private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

	/** The day on which clocks in Berlin are put forward from 02:00 to 03:00. */
	private static final Instant SPRING = Instant.parse("2026-03-28T23:00:00Z");

	/** The day on which clocks in Berlin are put back from 03:00 to 02:00. */
	private static final Instant AUTUMN = Instant.parse("2026-10-24T22:00:00Z");

	private final long seed = TestSeed.orElse(20_260_108);

	private final Random random = new Random(this.seed);

	@Test
	void showsWhatClocksShow() {
		FireTimePreview preview = preview(CronTrigger.of("0 2 * * *", BERLIN), AUTUMN.minus(Duration.ofDays(9)), 1)
			.get(0);
		assertThat(preview).isEqualTo(new FireTimePreview(Instant.parse("2026-10-16T00:00:00Z"),
				LocalDateTime.parse("2026-10-16T02:00"), ZoneOffset.ofHours(2), BERLIN, Mark.NONE, null));
		assertThat(preview).hasToString("2026-10-16T02:00+02:00[Europe/Berlin]");
	}

	@Test
	void showsWhatAFireTimeIsMovedFrom() {
		List<FireTimePreview> previews = preview(CronTrigger.of("30 2 * * *", BERLIN), SPRING, 2);
		assertThat(previews).map(FireTimePreview::toString)
			.containsExactly("2026-03-29T03:00+02:00[Europe/Berlin], moved from 2026-03-29T02:30",
					"2026-03-30T02:30+02:00[Europe/Berlin]");
		LocalDateTime skipped = LocalDateTime.parse("2026-03-29T02:30");
		assertThat(previews.get(0)).isEqualTo(
				new FireTimePreview(Instant.parse("2026-03-29T01:00:00Z"), LocalDateTime.parse("2026-03-29T03:00"),
						ZoneOffset.ofHours(2), BERLIN, Mark.MOVED, new SkippedTimes(skipped, skipped, 1)));
	}

	@Test
	void showsADroppedFireTimeWithoutCountingIt() {
		List<FireTimePreview> previews = preview(CronTrigger.of("30 2 * * *", BERLIN).dstGap(DstGap.SKIP),
				SPRING.minus(Duration.ofDays(1)), 2);
		assertThat(previews).map(FireTimePreview::toString)
			.containsExactly("2026-03-28T02:30+01:00[Europe/Berlin]", "2026-03-29T02:30 in Europe/Berlin, dropped",
					"2026-03-30T02:30+02:00[Europe/Berlin]");
		LocalDateTime skipped = LocalDateTime.parse("2026-03-29T02:30");
		assertThat(previews.get(1)).isEqualTo(new FireTimePreview(null, skipped, ZoneOffset.ofHours(1), BERLIN,
				Mark.DROPPED, new SkippedTimes(skipped, skipped, 1)));
	}

	@Test
	void allFireTimesInOneGapAreOneEntry() {
		assertThat(previewed(CronTrigger.of("*/20 * * * *", BERLIN), SPRING.plusSeconds(6000), 2)).containsExactly(
				"2026-03-29T02:00 to 2026-03-29T02:40 (3 times) in Europe/Berlin, dropped",
				"2026-03-29T03:00+02:00[Europe/Berlin]", "2026-03-29T03:20+02:00[Europe/Berlin]");
		assertThat(previewed(CronTrigger.of("*/20 2 * * *", BERLIN), SPRING, 1)).containsExactly(
				"2026-03-29T03:00+02:00[Europe/Berlin], moved from 2026-03-29T02:00 to 2026-03-29T02:40 (3 times)");
		assertThat(previewed(CronTrigger.of("* * * * * *", ZoneId.of("Antarctica/Troll")),
				Instant.parse("2026-03-29T00:59:58Z"), 2))
			.containsExactly("2026-03-29T00:59:59Z[Antarctica/Troll]",
					"2026-03-29T01:00 to 2026-03-29T02:59:59 (7200 times) in Antarctica/Troll, dropped",
					"2026-03-29T03:00+02:00[Antarctica/Troll]");
	}

	@Test
	void whatFiresAtTheEndOfAGapAnywayIsNotMoved() {
		assertThat(previewed(CronTrigger.of("0 3 * * *", BERLIN), SPRING, 1))
			.containsExactly("2026-03-29T03:00+02:00[Europe/Berlin]");
	}

	@Test
	void tellsTheFirstOfTwoFromTheSecond() {
		CronTrigger trigger = CronTrigger.of("30 2 * * *", BERLIN);
		assertThat(previewed(trigger, AUTUMN, 2)).containsExactly("2026-10-25T02:30+02:00[Europe/Berlin], first of two",
				"2026-10-26T02:30+01:00[Europe/Berlin]");
		assertThat(previewed(trigger.dstOverlap(DstOverlap.BOTH), AUTUMN, 3)).containsExactly(
				"2026-10-25T02:30+02:00[Europe/Berlin], first of two",
				"2026-10-25T02:30+01:00[Europe/Berlin], second of two", "2026-10-26T02:30+01:00[Europe/Berlin]");
	}

	@Test
	void knowsGapsAndOverlapsOfHalfAnHour() {
		CronTrigger trigger = CronTrigger.of("*/15 2 * * *", ZoneId.of("Australia/Lord_Howe"));
		assertThat(previewed(trigger.dstGap(DstGap.SKIP), Instant.parse("2026-10-03T12:00:00Z"), 2)).containsExactly(
				"2026-10-04T02:00 to 2026-10-04T02:15 (2 times) in Australia/Lord_Howe, dropped",
				"2026-10-04T02:30+11:00[Australia/Lord_Howe]", "2026-10-04T02:45+11:00[Australia/Lord_Howe]");
		CronTrigger hourBefore = CronTrigger.of("*/15 1 * * *", ZoneId.of("Australia/Lord_Howe"));
		assertThat(previewed(hourBefore.dstOverlap(DstOverlap.BOTH), Instant.parse("2026-04-04T14:20:00Z"), 4))
			.containsExactly("2026-04-05T01:30+11:00[Australia/Lord_Howe], first of two",
					"2026-04-05T01:45+11:00[Australia/Lord_Howe], first of two",
					"2026-04-05T01:30+10:30[Australia/Lord_Howe], second of two",
					"2026-04-05T01:45+10:30[Australia/Lord_Howe], second of two");
	}

	@Test
	void knowsDaysThatAreMissing() {
		ZoneId apia = ZoneId.of("Pacific/Apia");
		Instant before = Instant.parse("2011-12-29T12:00:00Z");
		assertThat(previewed(CronTrigger.of("0 12 * * *", apia).dstGap(DstGap.SKIP), before, 2)).containsExactly(
				"2011-12-29T12:00-10:00[Pacific/Apia]", "2011-12-30T12:00 in Pacific/Apia, dropped",
				"2011-12-31T12:00+14:00[Pacific/Apia]");
		assertThat(previewed(CronTrigger.of("0 12 * * *", apia), before, 3)).containsExactly(
				"2011-12-29T12:00-10:00[Pacific/Apia]",
				"2011-12-31T00:00+14:00[Pacific/Apia], moved from 2011-12-30T12:00",
				"2011-12-31T12:00+14:00[Pacific/Apia]");
		assertThat(previewed(CronTrigger.of("* * * * * *", apia), Instant.parse("2011-12-30T09:59:59Z"), 1))
			.containsExactly("2011-12-30T00:00 to 2011-12-30T23:59:59 (86400 times) in Pacific/Apia, dropped",
					"2011-12-31T00:00+14:00[Pacific/Apia]");
	}

	@Test
	void showsCalendarIntervals() {
		CalendarIntervalTrigger.Builder builder = CalendarIntervalTrigger.builder()
			.weeks(1)
			.at(LocalTime.of(2, 30))
			.startDate(LocalDate.of(2026, 3, 22))
			.zone(BERLIN);
		Instant after = Instant.parse("2026-01-01T00:00:00Z");
		assertThat(previewed(builder.build(), after, 3)).containsExactly("2026-03-22T02:30+01:00[Europe/Berlin]",
				"2026-03-29T03:00+02:00[Europe/Berlin], moved from 2026-03-29T02:30",
				"2026-04-05T02:30+02:00[Europe/Berlin]");
		assertThat(previewed(builder.dstGap(DstGap.SKIP).build(), after, 2)).containsExactly(
				"2026-03-22T02:30+01:00[Europe/Berlin]", "2026-03-29T02:30 in Europe/Berlin, dropped",
				"2026-04-05T02:30+02:00[Europe/Berlin]");
		assertThat(previewed(builder.dstOverlap(DstOverlap.BOTH).build(), AUTUMN, 2)).containsExactly(
				"2026-10-25T02:30+02:00[Europe/Berlin], first of two",
				"2026-10-25T02:30+01:00[Europe/Berlin], second of two");
		assertThat(previewed(builder.endDate(LocalDate.of(2026, 3, 28)).build(), after, 9)).hasSize(1);
	}

	@Test
	void showsTriggersWithoutAZoneInTheOneThatIsAskedFor() {
		IntervalTrigger interval = IntervalTrigger.every(Duration.ofMinutes(30))
			.startingAt(Instant.parse("2026-03-29T00:30:00Z"));
		assertThat(previewed(interval, SPRING, 2)).containsExactly("2026-03-29T01:30+01:00[Europe/Berlin]",
				"2026-03-29T03:00+02:00[Europe/Berlin]");
		assertThat(previewed(DateTrigger.at(AUTUMN.plusSeconds(9000)), AUTUMN, 2))
			.containsExactly("2026-10-25T02:30+02:00[Europe/Berlin]");
	}

	@Test
	void showsEachPartInItsZone() {
		Trigger trigger = OrTrigger.of(CronTrigger.of("0 12 * * *", BERLIN), CronTrigger.of("0 12 * * *", NEW_YORK),
				IntervalTrigger.every(Duration.ofDays(1)));
		assertThat(TriggerPreview.of(trigger, ZoneOffset.UTC).after(SPRING, 3)).map(FireTimePreview::toString)
			.containsExactly("2026-03-29T00:00Z[Z]", "2026-03-29T12:00+02:00[Europe/Berlin]",
					"2026-03-29T12:00-04:00[America/New_York]");
	}

	@Test
	void whatOnePartDropsAndAnotherMovesIsMoved() {
		CronTrigger dropping = CronTrigger.of("*/30 2 * * *", BERLIN).dstGap(DstGap.SKIP);
		CronTrigger moving = CronTrigger.of("30 2 * * *", BERLIN);
		assertThat(previewed(OrTrigger.of(dropping, moving), SPRING, 1)).containsExactly(
				"2026-03-29T02:00 in Europe/Berlin, dropped",
				"2026-03-29T03:00+02:00[Europe/Berlin], moved from 2026-03-29T02:30");
		assertThat(previewed(OrTrigger.of(moving, CronTrigger.of("15 2 * * *", BERLIN)), SPRING, 1)).containsExactly(
				"2026-03-29T03:00+02:00[Europe/Berlin], moved from 2026-03-29T02:15 to 2026-03-29T02:30 (2 times)");
	}

	@Test
	void aPartThatIsMovedIsShownRatherThanOneThatIsNot() {
		Trigger trigger = OrTrigger.of(CronTrigger.of("0 1 * * *", ZoneOffset.UTC),
				CronTrigger.of("30 2 * * *", BERLIN));
		assertThat(previewed(trigger, SPRING, 1))
			.containsExactly("2026-03-29T03:00+02:00[Europe/Berlin], moved from 2026-03-29T02:30");
	}

	@Test
	void partsThatHaveToAgreeDropWhatAllOfThemHave() {
		CronTrigger halfHourly = CronTrigger.of("*/30 2 * * *", BERLIN);
		CronTrigger quarterHourly = CronTrigger.of("*/15 2 * * *", BERLIN);
		assertThat(previewed(AndTrigger.of(halfHourly.dstGap(DstGap.SKIP), quarterHourly), SPRING, 1)).containsExactly(
				"2026-03-29T02:00 to 2026-03-29T02:30 (2 times) in Europe/Berlin, dropped",
				"2026-03-30T02:00+02:00[Europe/Berlin]");
		assertThat(previewed(AndTrigger.of(halfHourly, quarterHourly), SPRING, 1)).containsExactly(
				"2026-03-29T03:00+02:00[Europe/Berlin], moved from 2026-03-29T02:00 to 2026-03-29T02:45 (4 times)");
		assertThat(previewed(AndTrigger.of(quarterHourly.dstGap(DstGap.SKIP), CronTrigger.of("5 2 * * *", BERLIN)),
				SPRING, 1))
			.isEmpty();
	}

	@Test
	void whatIsExcludedIsNotDropped() {
		CronTrigger base = CronTrigger.of("*/30 2 * * *", BERLIN).dstGap(DstGap.SKIP);
		assertThat(previewed(ExceptTrigger.of(base, CronTrigger.of("30 2 * * *", BERLIN)), SPRING, 1))
			.containsExactly("2026-03-29T02:00 in Europe/Berlin, dropped", "2026-03-30T02:00+02:00[Europe/Berlin]");
		assertThat(previewed(ExceptTrigger.of(base, Exclusion.dates(BERLIN, LocalDate.of(2026, 3, 29))), SPRING, 1))
			.containsExactly("2026-03-30T02:00+02:00[Europe/Berlin]");
		assertThat(previewed(ExceptTrigger.of(base, Exclusion.dates(BERLIN, LocalDate.of(2026, 3, 30))), SPRING, 1))
			.containsExactly("2026-03-29T02:00 to 2026-03-29T02:30 (2 times) in Europe/Berlin, dropped",
					"2026-03-31T02:00+02:00[Europe/Berlin]");
	}

	@Test
	void findsWhatIsDroppedYearsLater() {
		CronTrigger trigger = CronTrigger.of("30 2 29 3 *", BERLIN).dstGap(DstGap.SKIP);
		assertThat(preview(trigger, SPRING, 12)).filteredOn((preview) -> preview.mark() == Mark.DROPPED)
			.map(FireTimePreview::toString)
			.containsExactly("2026-03-29T02:30 in Europe/Berlin, dropped",
					"2037-03-29T02:30 in Europe/Berlin, dropped");
	}

	@Test
	void endsWithTheTrigger() {
		CronTrigger trigger = CronTrigger.of("30 2 * * *", BERLIN).dstGap(DstGap.SKIP);
		assertThat(previewed(trigger.endingAt(SPRING), SPRING.minusSeconds(86_400), 9))
			.containsExactly("2026-03-28T02:30+01:00[Europe/Berlin]");
		assertThat(previewed(trigger.startingAt(SPRING.plusSeconds(86_400)), SPRING, 1))
			.containsExactly("2026-03-30T02:30+02:00[Europe/Berlin]");
		assertThat(previewed(trigger.endingAt(SPRING), SPRING, 9)).isEmpty();
	}

	@Test
	void listsDroppedFireTimesOnlyIfNothingElseIsLeft() {
		CronTrigger never = CronTrigger.of("30 2 * mar sunL", BERLIN).dstGap(DstGap.SKIP);
		assertThat(never.next(SPRING)).isEmpty();
		assertThat(previewed(never, SPRING, 2)).containsExactly("2026-03-29T02:30 in Europe/Berlin, dropped",
				"2027-03-28T02:30 in Europe/Berlin, dropped");
		assertThat(preview(never, SPRING, 1_000)).hasSize(100);
	}

	@Test
	void findsAllThatIsDropped() {
		for (int round = 0; round < 300; round++) {
			RandomCronExpression expression = RandomCronExpression.next(this.random, false);
			ZoneId zone = ZoneId.of(ZONES.get(this.random.nextInt(ZONES.size())));
			Optional<CronExpression> cron = parsed(expression);
			if (cron.isPresent()) {
				CronTrigger trigger = CronTrigger.of(cron.get(), zone).dstGap(DstGap.SKIP);
				List<FireTimePreview> previews = preview(trigger, SPRING, 500);
				Instant until = previews.get(previews.size() - 1).fireTime();
				assertThat(previews).as("seed %s: %s", this.seed, trigger)
					.filteredOn((preview) -> preview.mark() == Mark.DROPPED)
					.map(FireTimePreview::skipped)
					.isEqualTo(droppedByTrial(expression, zone.getRules(), SPRING, until));
			}
		}
	}

	/**
	 * Tries every minute of every gap.
	 */
	private static List<SkippedTimes> droppedByTrial(RandomCronExpression expression, ZoneRules rules, Instant after,
			Instant until) {
		List<SkippedTimes> dropped = new ArrayList<>();
		ZoneOffsetTransition transition = rules.nextTransition(after);
		while (transition != null && !transition.getInstant().isAfter(until)) {
			LocalDateTime end = transition.getDateTimeAfter();
			List<LocalDateTime> times = Stream
				.iterate(transition.getDateTimeBefore(), (time) -> time.isBefore(end), (time) -> time.plusMinutes(1))
				.filter(expression::matches)
				.toList();
			if (transition.isGap() && !times.isEmpty()) {
				dropped.add(new SkippedTimes(times.get(0), times.get(times.size() - 1), times.size()));
			}
			transition = rules.nextTransition(transition.getInstant());
		}
		return dropped;
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 1_001 })
	void refusesCountsOutOfRange(int count) {
		TriggerPreview preview = TriggerPreview.of(DateTrigger.at(SPRING), BERLIN);
		assertThatIllegalArgumentException().isThrownBy(() -> preview.after(SPRING, count))
			.withMessage("Invalid number of fire times " + count + ": allowed 1-1000");
	}

	@Test
	void agreesWithTheTriggerAndTheClock() {
		triggers().forEach(
				(trigger) -> Stream
					.of(Instant.MIN, SPRING.minusSeconds(9_000_000), SPRING, AUTUMN,
							Instant.parse("9999-12-30T00:00:00Z"), Instant.MAX)
					.forEach((after) -> {
						List<FireTimePreview> previews = preview(trigger, after, 20);
						assertThat(previews).as("seed %s: %s after %s", this.seed, trigger, after)
							.map(FireTimePreview::fireTime)
							.filteredOn((fireTime) -> fireTime != null)
							.isEqualTo(fireTimes(trigger, after, 20));
						assertThat(previews).as("seed %s: %s after %s", this.seed, trigger, after)
							.filteredOn((preview) -> preview.fireTime() != null)
							.allSatisfy((preview) -> assertThat(preview.local().toInstant(preview.offset()))
								.isEqualTo(preview.fireTime()));
					}));
	}

	private Stream<Trigger> triggers() {
		List<Trigger> simple = Stream.concat(Stream.generate(this::cron).limit(60),
				Stream.of(CalendarIntervalTrigger.builder().days(3).at(LocalTime.of(2, 15)).zone(BERLIN).build(),
						CalendarIntervalTrigger.builder().months(1).days(1).zone(NEW_YORK).dstGap(DstGap.SKIP).build(),
						IntervalTrigger.every(Duration.ofMinutes(45)).startingAt(SPRING),
						IntervalTrigger.every(Duration.ofDays(400)).startingAt(SPRING).endingAt(AUTUMN),
						DateTrigger.at(SPRING), FixedDelayTrigger.of(Duration.ofHours(1)).startingAt(SPRING)))
			.toList();
		List<Trigger> joinable = simple.subList(0, simple.size() - 1);
		Stream<Trigger> composite = Stream.generate(() -> composite(joinable)).limit(50);
		return Stream.concat(simple.stream(), composite);
	}

	private Trigger cron() {
		CronExpression expression = Stream.generate(() -> parsed(RandomCronExpression.next(this.random)))
			.flatMap(Optional::stream)
			.findFirst()
			.orElseThrow();
		return CronTrigger.of(expression, ZoneId.of(ZONES.get(this.random.nextInt(ZONES.size()))))
			.dstGap(DstGap.values()[this.random.nextInt(2)])
			.dstOverlap(DstOverlap.values()[this.random.nextInt(2)]);
	}

	/**
	 * Returns the expression, or none if it is refused because it never matches.
	 */
	private static Optional<CronExpression> parsed(RandomCronExpression expression) {
		try {
			return Optional.of(expression.parse());
		}
		catch (InvalidCronExpressionException ex) {
			return Optional.empty();
		}
	}

	private Trigger composite(List<Trigger> triggers) {
		Trigger one = triggers.get(this.random.nextInt(triggers.size()));
		Trigger two = triggers.get(this.random.nextInt(triggers.size()));
		return switch (this.random.nextInt(3)) {
			case 0 -> OrTrigger.of(one, two);
			case 1 -> AndTrigger.of(OrTrigger.of(one, two), one);
			default -> ExceptTrigger.of(one, Exclusion.weekends(BERLIN));
		};
	}

	private static List<Instant> fireTimes(Trigger trigger, Instant after, int count) {
		return Stream.iterate(trigger.next(after), Optional::isPresent, (last) -> trigger.next(last.orElseThrow()))
			.map(Optional::orElseThrow)
			.limit(count)
			.toList();
	}

	private static List<String> previewed(Trigger trigger, Instant after, int count) {
		return preview(trigger, after, count).stream().map(FireTimePreview::toString).toList();
	}

	private static List<FireTimePreview> preview(Trigger trigger, Instant after, int count) {
		return TriggerPreview.of(trigger, BERLIN).after(after, count);
	}

}
