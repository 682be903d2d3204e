package io.jobscheduler.boot.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

import io.jobscheduler.Scheduler;
import io.jobscheduler.boot.FailureAnalyses;
import io.jobscheduler.boot.SchedulerContext;
import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.job.JobRequest;
import io.jobscheduler.schedule.Schedule;
import io.jobscheduler.serializer.TriggerCodec;
import io.jobscheduler.serializer.TriggerFields;
import io.jobscheduler.task.ScheduledJob;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Exclusion;
import io.jobscheduler.trigger.Trigger;
import io.jobscheduler.trigger.UnreadableTrigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calendars of the application's properties and beans, and triggers of its own, stored in
 * a database.
 */
class CalendarTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	private final String url = "jdbc:h2:mem:calendars" + System.nanoTime() + ";DB_CLOSE_DELAY=-1";

	@TempDir
	private Path directory;

	private Path holidays;

	@BeforeEach
	void writeHolidays() throws IOException {
		this.holidays = Files.writeString(this.directory.resolve("holidays.txt"), "--01-01 New Year\n");
	}

	private ApplicationContextRunner application() {
		return SchedulerContext.auto()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=" + this.url);
	}

	private ApplicationContextRunner withHolidays() {
		return application().withPropertyValues("jobscheduler.calendars.germany.location=file:" + this.holidays);
	}

	@Test
	void aScheduleLeavesOutTheCalendarsThatItsAnnotationNames() {
		withHolidays().withBean(Yearly.class).run((context) -> {
			Schedule schedule = context.getBean(Scheduler.class).schedule("yearly").orElseThrow();
			assertThat(schedule.definition().trigger())
				.isEqualTo(ExceptTrigger.of(CronTrigger.of("0 0 1 1,2 *", BERLIN),
						Exclusion.calendar(HolidayCalendar.of("germany", LocalDate.EPOCH), BERLIN)));
			assertThat(schedule.status().nextFireTime().atZone(BERLIN).getMonthValue()).isEqualTo(2);
		});
	}

	@Test
	void propertiesNameOtherCalendars() {
		withHolidays().withBean(Yearly.class)
			.withBean(HolidayCalendar.class, () -> HolidayCalendar.of("bean", LocalDate.EPOCH))
			.withPropertyValues("jobscheduler.schedules.yearly.except-calendars=bean")
			.run((context) -> {
				Schedule schedule = context.getBean(Scheduler.class).schedule("yearly").orElseThrow();
				assertThat(schedule.definition().trigger().toString()).contains("calendar 'bean'")
					.doesNotContain("germany");
			});
	}

	@Test
	void aNodeThatDoesNotKnowACalendarLeavesItsSchedulesAlone() {
		withHolidays().run((context) -> context.getBean(Scheduler.class)
			.addSchedule("named", JobRequest.task("any"), ExceptTrigger.of(CronTrigger.of("@daily", BERLIN),
					Exclusion.calendar(HolidayCalendar.of("germany"), BERLIN))));
		application().run((context) -> assertThat(
				context.getBean(Scheduler.class).schedule("named").orElseThrow().definition().trigger())
			.isInstanceOf(UnreadableTrigger.class));
	}

	@Test
	void aTriggerOfTheApplicationsOwnIsStoredByItsCodec() {
		application().withBean(LeapDayCodec.class).run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			scheduler.addSchedule("own", JobRequest.task("any"), new LeapDayTrigger(BERLIN));
			assertThat(scheduler.schedule("own").orElseThrow().definition().trigger())
				.isEqualTo(new LeapDayTrigger(BERLIN));
		});
		application().run((context) -> assertThat(
				context.getBean(Scheduler.class).schedule("own").orElseThrow().definition().trigger())
			.isInstanceOf(UnreadableTrigger.class));
	}

	@Test
	void aBrokenCalendarStopsTheStart() throws IOException {
		Files.writeString(this.holidays, "2026-02-30\n");
		withHolidays().run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("calendar 'germany'", "2026-02-30", "holidays.txt",
					"jobscheduler.calendars.germany.location");
			assertThat(analysis.getAction()).contains("Mend the file");
		});
	}

	static class Yearly {

		@ScheduledJob(id = "yearly", cron = "0 0 1 1,2 *", zone = "Europe/Berlin", exceptCalendars = "germany")
		void run() {
		}

	}

	/**
	 * Fires when a leap day begins.
	 *
	 * @param zone where
	 */
	record LeapDayTrigger(ZoneId zone) implements Trigger {

		@Override
		public Optional<Instant> next(Instant after) {
			return CronTrigger.of("0 0 29 2 *", this.zone).next(after);
		}

	}

	static class LeapDayCodec implements TriggerCodec<LeapDayTrigger> {

		@Override
		public String kind() {
			return "leap-day";
		}

		@Override
		public Class<LeapDayTrigger> type() {
			return LeapDayTrigger.class;
		}

		@Override
		public void write(LeapDayTrigger trigger, TriggerFields fields) {
			fields.set("zone", trigger.zone());
		}

		@Override
		public LeapDayTrigger read(TriggerFields fields) {
			return new LeapDayTrigger(fields.get("zone", ZoneId::of));
		}

	}

}
