package io.jobscheduler.serializer;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.trigger.AndTrigger;
import io.jobscheduler.trigger.CalendarIntervalTrigger;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.DstOverlap;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Exclusion;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.OrTrigger;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is stored once must be readable for good, and is written the same for good, so
 * that older nodes can read it: the golden files never change. A file's name begins with
 * the format, with a hyphen for the slash.
 */
class GoldenTriggersTest {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final Instant END = Instant.parse("2027-01-01T00:00:00.000000001Z");

	private static final TriggerFormat FORMAT = TriggerFormat.standard()
		.withCalendars(List.of(HolidayCalendar.of("germany", LocalDate.of(2026, 5, 1))));

	static Stream<Golden> golden() {
		IntervalTrigger interval = IntervalTrigger.every(Duration.ofSeconds(90));
		CronTrigger cron = CronTrigger.of("0 2 * * MON", BERLIN);
		CalendarIntervalTrigger.Builder monthly = CalendarIntervalTrigger.builder().months(1).zone(BERLIN);
		LocalTime nine = LocalTime.of(9, 0);
		LocalTime five = LocalTime.of(17, 0);
		return Stream.of(new Golden("date-1", "date/1", DateTrigger.at(START)),
				new Golden("interval-1", "interval/1", interval),
				new Golden("interval-1-bounds", "interval/1", interval.startingAt(START).endingAt(END)),
				new Golden("interval-1-anchored-after-end", "interval/1", interval.endingAt(START).anchoredAt(END)),
				new Golden("fixed-delay-1", "fixed-delay/1", FixedDelayTrigger.of(Duration.ofMillis(5))),
				new Golden("fixed-delay-1-start", "fixed-delay/1",
						FixedDelayTrigger.of(Duration.ofHours(5)).startingAt(START)),
				new Golden("cron-1", "cron/1", cron),
				new Golden("cron-1-all", "cron/1",
						CronTrigger.of("@daily", ZoneOffset.UTC)
							.dstGap(DstGap.SKIP)
							.dstOverlap(DstOverlap.BOTH)
							.startingAt(START)
							.endingAt(END)),
				new Golden("cron-1-fields", "cron/1",
						CronTrigger.builder()
							.year("2026-2030")
							.month("jan,jul")
							.week("1-26")
							.day("1st mon,last")
							.dayOfWeek("mon-fri")
							.hour("*/2")
							.minute("30")
							.second("15")
							.zone(BERLIN)
							.build()),
				new Golden("calendar-interval-1", "calendar-interval/1", monthly.build()),
				new Golden("calendar-interval-1-all", "calendar-interval/1",
						CalendarIntervalTrigger.builder()
							.years(1)
							.months(2)
							.weeks(3)
							.days(4)
							.at(LocalTime.of(18, 30, 15))
							.startDate(LocalDate.of(2026, 1, 31))
							.endDate(LocalDate.of(2030, 12, 31))
							.zone(BERLIN)
							.dstGap(DstGap.SKIP)
							.dstOverlap(DstOverlap.BOTH)
							.build()),
				new Golden("calendar-interval-1-anchored-after-end", "calendar-interval/1",
						monthly.endDate(LocalDate.of(2026, 1, 1)).build().anchoredOn(LocalDate.of(2026, 1, 2))),
				new Golden("or-1", "cron/1+interval/1+or/1", OrTrigger.of(interval, cron)),
				new Golden("and-1", "and/1+date/1+interval/1+or/1",
						AndTrigger.of(interval, OrTrigger.of(DateTrigger.at(START), DateTrigger.at(END)))),
				new Golden("except-1", "calendar:germany+cron/1+date/1+except/1",
						ExceptTrigger.of(cron, Exclusion.fireTimes(DateTrigger.at(START)),
								Exclusion.dates(BERLIN, LocalDate.of(2026, 12, 31), LocalDate.of(2026, 12, 24)),
								Exclusion.weekends(BERLIN), Exclusion.between(five, nine, BERLIN),
								Exclusion.outside(nine, five, BERLIN).on(DayOfWeek.FRIDAY, DayOfWeek.MONDAY),
								Exclusion.calendar(HolidayCalendar.of("germany", List.of()), BERLIN))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("golden")
	void aTriggerIsWrittenAsEverAndReadBack(Golden golden) throws Exception {
		String stored = Files.readString(directory().resolve(golden.file() + ".json")).stripTrailing();
		assertThat(FORMAT.format(golden.trigger())).isEqualTo(golden.format());
		assertThat(FORMAT.write(golden.trigger())).isEqualTo(stored);
		assertThat(FORMAT.read(golden.format(), stored)).isEqualTo(golden.trigger());
		assertThat(FORMAT.knows(golden.format())).isTrue();
	}

	@Test
	void everyFileIsTested() throws Exception {
		try (Stream<Path> files = Files.list(directory())) {
			assertThat(files.map((file) -> file.getFileName().toString().replace(".json", "")))
				.containsExactlyInAnyOrderElementsOf(golden().map(Golden::file).toList());
		}
	}

	@Test
	void everyFormatHasAFile() {
		Set<String> files = golden().map(Golden::file).collect(Collectors.toSet());
		assertThat(TriggerFormat.standard().knownFormats())
			.allSatisfy((format) -> assertThat(files).contains(format.replace('/', '-')));
	}

	private static Path directory() throws URISyntaxException, IOException {
		return Path.of(GoldenTriggersTest.class.getResource("golden").toURI());
	}

	record Golden(String file, String format, Trigger trigger) {

		@Override
		public String toString() {
			return this.file;
		}

	}

}
