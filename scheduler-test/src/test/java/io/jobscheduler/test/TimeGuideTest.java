package io.jobscheduler.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.jobscheduler.Scheduler;
import io.jobscheduler.SchedulerBuilder;
import io.jobscheduler.UnknownScheduleException;
import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.calendar.ReloadableHolidayCalendar;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.store.memory.MemoryJobStore;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.trigger.CalendarIntervalTrigger;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Exclusion;
import io.jobscheduler.trigger.FireTimePreview;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.OrTrigger;
import io.jobscheduler.trigger.Trigger;
import io.jobscheduler.trigger.TriggerPreview;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The examples of the guide to time, as they stand there, and what they do.
 */
class TimeGuideTest {

	private static final Instant START = Instant.parse("2025-12-31T23:00:00Z");

	@TempDir
	private Path directory;

	private final HolidayCalendar germany = HolidayCalendar.of("germany", LocalDate.of(2026, 1, 1),
			LocalDate.of(2026, 4, 3), LocalDate.of(2026, 4, 6), LocalDate.of(2026, 5, 1));

	@Test
	void everyExampleOfTheGuideIsHere() throws IOException {
		String here = squeezed(
				Files.readString(Path.of("src/test/java", TimeGuideTest.class.getName().replace('.', '/') + ".java")));
		Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("../docs/time.md")));
		int count = 0;
		while (blocks.find()) {
			for (String statement : blocks.group(1).split("(?<=;)\n(?=\\S)|\n\n")) {
				assertThat(here).contains(squeezed(statement).replaceFirst(";$", ""));
			}
			count++;
		}
		assertThat(count).isGreaterThan(10);
	}

	private static String squeezed(String code) {
		return code.replaceAll("\\s+", "");
	}

	private static List<String> fires(Trigger trigger, int count) {
		List<String> local = new ArrayList<>();
		Optional<Instant> next = trigger.next(START);
		while (next.isPresent() && local.size() < count) {
			local.add(next.get().atZone(ZoneId.of("Europe/Berlin")).toLocalDateTime().toString());
			next = trigger.next(next.get());
		}
		return local;
	}

	@Test
	void windowsAndDates() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		Trigger trigger = ExceptTrigger.of(IntervalTrigger.every(Duration.ofMinutes(90)),
				Exclusion.outside(LocalTime.of(8, 0), LocalTime.of(18, 0), berlin), Exclusion.weekends(berlin),
				Exclusion.dates(berlin, LocalDate.of(2026, 12, 24), LocalDate.of(2026, 12, 31)));
		assertThat(fires(trigger.anchoredAt(START), 4)).containsExactly("2026-01-01T09:00", "2026-01-01T10:30",
				"2026-01-01T12:00", "2026-01-01T13:30");
	}

	@Test
	void theLastDayFromMondayToFriday() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		assertThat(fires(CronTrigger.of("0 18 LW * *", berlin), 2)).containsExactly("2026-01-30T18:00",
				"2026-02-27T18:00");
	}

	@Test
	void businessHoursExceptOnHolidays() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		assertThat(fires(
				ExceptTrigger.of(CronTrigger.of("0 8-18/2 * * mon-fri", berlin), Exclusion.calendar(germany, berlin)),
				7))
			.startsWith("2026-01-02T08:00", "2026-01-02T10:00")
			.endsWith("2026-01-05T08:00");
	}

	@Test
	void theLastWorkingDay() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		HolidayCalendar germany = HolidayCalendar.of("germany", LocalDate.of(2026, 1, 30), LocalDate.of(2026, 5, 29));
		assertThat(fires(ExceptTrigger.of(CronTrigger.of("0 18 * * *", berlin),
				Exclusion.calendar(new LastWorkingDays(germany), berlin)), 5))
			.containsExactly("2026-01-29T18:00", "2026-02-27T18:00", "2026-03-31T18:00", "2026-04-30T18:00",
					"2026-05-28T18:00");
	}

	record LastWorkingDays(HolidayCalendar holidays) implements HolidayCalendar {

		@Override
		public String name() {
			return "all-but-last-working-days";
		}

		@Override
		public boolean contains(LocalDate date) {
			return !isWorkingDay(date)
					|| date.plusDays(1).datesUntil(date.plusMonths(1).withDayOfMonth(1)).anyMatch(this::isWorkingDay);
		}

		private boolean isWorkingDay(LocalDate date) {
			return date.getDayOfWeek().getValue() <= 5 && !this.holidays.contains(date);
		}

	}

	@Test
	void nthDaysOfTheWeek() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		List<Trigger> triggers = List.of(CronTrigger.of("0 3 * * tue#2", berlin),
				CronTrigger.builder().month("1,4,7,10").day("1st mon").hour("9").zone(berlin).build());
		assertThat(fires(triggers.get(0), 2)).containsExactly("2026-01-13T03:00", "2026-02-10T03:00");
		assertThat(fires(triggers.get(1), 2)).containsExactly("2026-01-05T09:00", "2026-04-06T09:00");
	}

	@Test
	void everySecondWeek() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		List<Trigger> triggers = List.of(CalendarIntervalTrigger.builder()
			.weeks(2)
			.at(LocalTime.of(16, 30))
			.startDate(LocalDate.of(2026, 1, 9))
			.zone(berlin)
			.build(), CronTrigger.builder().week("2-52/2").dayOfWeek("mon").hour("6").zone(berlin).build());
		assertThat(fires(triggers.get(0), 2)).containsExactly("2026-01-09T16:30", "2026-01-23T16:30");
		assertThat(fires(triggers.get(1), 2)).containsExactly("2026-01-05T06:00", "2026-01-19T06:00");
	}

	@Test
	void twoZones() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		assertThat(fires(OrTrigger.of(CronTrigger.of("0 9 * * mon-fri", berlin),
				CronTrigger.of("0 9 * * mon-fri", ZoneId.of("America/New_York"))), 3))
			.containsExactly("2026-01-01T09:00", "2026-01-01T15:00", "2026-01-02T09:00");
	}

	@Test
	void theEndOfTheMonth() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		List<Trigger> triggers = List.of(
				CalendarIntervalTrigger.builder().months(1).startDate(LocalDate.of(2026, 1, 31)).zone(berlin).build(),
				CronTrigger.of("0 0 L * *", berlin));
		assertThat(fires(triggers.get(0), 2)).containsExactly("2026-01-31T00:00", "2026-03-31T00:00");
		assertThat(fires(triggers.get(1), 2)).containsExactly("2026-01-31T00:00", "2026-02-28T00:00");
	}

	@Test
	void notDuringTheBackup() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		assertThat(fires(ExceptTrigger.of(CronTrigger.of("*/10 * * * *", berlin),
				Exclusion.between(LocalTime.of(23, 30), LocalTime.of(1, 0), berlin)), 1))
			.containsExactly("2026-01-01T01:00");
	}

	@Test
	void calendarsInPlainJava() throws IOException {
		Path file = Files.writeString(this.directory.resolve("germany.txt"), "2026-12-25 Christmas\n");
		SchedulerBuilder builder = Scheduler.builder().store(new MemoryJobStore());
		HolidayCalendar germany = ReloadableHolidayCalendar.of("germany", file);
		Scheduler scheduler = builder.calendar(germany).build();
		assertThat(germany.contains(LocalDate.of(2026, 12, 25))).isTrue();
		scheduler.close();
	}

	@Test
	void lookingAhead() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		Instant after = Instant.parse("2026-03-28T12:00:00Z");
		assertThat(TriggerPreview.of(CronTrigger.of("30 2 * * *", berlin), berlin).after(after, 2))
			.extracting(FireTimePreview::toString)
			.containsExactly("2026-03-29T03:00+02:00[Europe/Berlin], moved from 2026-03-29T02:30",
					"2026-03-30T02:30+02:00[Europe/Berlin]");
		VirtualClock clock = new VirtualClock(after);
		Scheduler scheduler = Scheduler.builder()
			.store(new MemoryJobStore(clock))
			.simulated(clock, new SimulatedLoops(clock, 42).node())
			.build();
		scheduler.addSchedule("nightly", JobRequest.task("report"),
				CronTrigger.of("30 2 * * *", berlin).dstGap(DstGap.SKIP));
		assertThat(scheduler.previewSchedule("nightly", 2)).extracting(FireTimePreview::toString)
			.containsExactly("2026-03-29T02:30 in Europe/Berlin, dropped", "2026-03-30T02:30+02:00[Europe/Berlin]",
					"2026-03-31T02:30+02:00[Europe/Berlin]");
		scheduler.pauseSchedule("nightly");
		assertThat(scheduler.previewSchedule("nightly", 2)).isEmpty();
		assertThatThrownBy(() -> scheduler.previewSchedule("hourly", 2)).isInstanceOf(UnknownScheduleException.class)
			.hasMessageContaining("'hourly'");
	}

	@ScheduledJob(id = "billing", cron = "0 6 * * mon-fri", zone = "Europe/Berlin", exceptCalendars = "germany")
	void bill() {
	}

}
