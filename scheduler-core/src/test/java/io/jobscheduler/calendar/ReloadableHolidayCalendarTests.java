package io.jobscheduler.calendar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ReloadableHolidayCalendar}.
 */
class ReloadableHolidayCalendarTests {

	@TempDir
	Path directory;

	@Test
	void readsDatesRangesAndDaysOfEveryYear() {
		HolidayCalendar calendar = plain("""
				# The company's
				2026-05-01 Labour Day

				  2026-12-24..2026-12-26	Christmas
				--10-03 Unity
				--12-30..--01-02
				--02-29
				""");
		assertThat(in(calendar, 2026)).containsExactly("2026-01-01", "2026-01-02", "2026-05-01", "2026-10-03",
				"2026-12-24", "2026-12-25", "2026-12-26", "2026-12-30", "2026-12-31");
		assertThat(in(calendar, 2028)).containsExactly("2028-01-01", "2028-01-02", "2028-02-29", "2028-10-03",
				"2028-12-30", "2028-12-31");
	}

	@Test
	void readsAllDayEventsOfAnIcsFile() {
		HolidayCalendar calendar = ics("""
				UID:1
				DTSTART;VALUE=DATE:20261224
				DTEND;VALUE=DATE:20261227
				SUMMARY:A long na
				 me
				""", """
				UID:2
				DTSTART;VALUE=DATE:20200101
				RRULE:FREQ=YEARLY
				EXDATE;VALUE=DATE:20280101
				""", """
				UID:3
				DTSTART;VALUE=DATE:20201126
				DURATION:P2D
				RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH
				RDATE;VALUE=DATE:20260601
				""", """
				UID:4
				DTSTART;TZID=Mars/Base:20260701T100000
				DTEND;TZID=Mars/Base:20260701T110000
				""", """
				UID:5
				DTSTART;VALUE=DATE:20260801
				STATUS:CANCELLED
				""", """
				UID:6
				DTSTART;VALUE=DATE:20200901
				RRULE:FREQ=YEARLY;UNTIL=20290901T000000Z
				""", """
				UID:6
				RECURRENCE-ID;VALUE=DATE:20260901
				DTSTART;VALUE=DATE:20260902
				""");
		assertThat(in(calendar, 2026)).containsExactly("2026-01-01", "2026-06-01", "2026-06-02", "2026-09-02",
				"2026-11-26", "2026-11-27", "2026-12-24", "2026-12-25", "2026-12-26");
		assertThat(in(calendar, 2028)).containsExactly("2028-09-01", "2028-11-23", "2028-11-24");
		assertThat(in(calendar, 2200)).containsExactly("2200-01-01", "2200-11-27", "2200-11-28");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			2026-01-01\\n2026-13-01 x  | line 2: '2026-13-01' is no date: allowed are a date (2026-12-25)
			2026-02-29                | line 1: '2026-02-29' is no date
			Christmas                 | line 1: 'Christmas' is no date
			--13-01                   | line 1: '--13-01' is no date
			--01-01..2026-01-02       | line 1: '--01-01..2026-01-02' is no date
			2026-01-01..              | line 1: '2026-01-01..' is no date
			2026-01-01..2026-01-02..2026-01-03 | is no date
			2026-01-02..2026-01-01    | line 1: '2026-01-02..2026-01-01' is a range of 0 days, allowed 1 to 3660
			0001-01-01..9999-12-31    | is a range of 3652059 days, allowed 1 to 3660
			# nothing                 | it holds no dates, allowed 1 or more
			BEGIN:VCALENDAR           | no iCalendar text
			""")
	void refusesWhatHoldsNoDatesAndSaysWhereAndWhatIsAllowed(String text, String message) {
		assertThatExceptionOfType(HolidayCalendarException.class).isThrownBy(() -> plain(text.replace("\\n", "\n")))
			.withMessageStartingWith("Invalid calendar 'holidays' from test: ")
			.withMessageContaining(message);
	}

	@Test
	void anExceptionOfAnAllDayEventMayHaveATimeOfDay() {
		HolidayCalendar calendar = ics("""
				UID:1
				DTSTART;VALUE=DATE:20260501
				RRULE:FREQ=YEARLY;COUNT=3
				EXDATE:20270501T000000
				""");
		assertThat(in(calendar, 2026)).containsExactly("2026-05-01");
		assertThat(in(calendar, 2027)).isEmpty();
		assertThat(in(calendar, 2028)).containsExactly("2028-05-01");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			DTSTART;VALUE=DATE:20261399                     | no iCalendar text: Error at line
			DTSTART:20260101T100000Z                        | none of its 1 events lasts all day
			DTSTART;VALUE=DATE:20260101\\nRRULE:FREQ=SOMETIMES | no iCalendar text: Error at line
			DTSTART;VALUE=DATE:20260101\\nRRULE:FREQ=HOURLY  | event '' of 2026-01-01: recurs HOURLY, allowed DAILY
			DTSTART;VALUE=DATE:20260101\\nDTEND;VALUE=DATE:99991231 | lasts 2912442 days, allowed 1 to 3660
			""")
	void refusesAnIcsFileThatIsWrong(String event, String message) {
		assertThatExceptionOfType(HolidayCalendarException.class)
			.isThrownBy(() -> ics("UID:1\n" + event.replace("\\n", "\n") + "\n"))
			.withMessageStartingWith("Invalid calendar 'holidays' from test: ")
			.withMessageContaining(message);
	}

	@Test
	void readsOrRefusesWhateverItIsGiven() {
		Random random = new Random(20_260_322);
		String given = "2026-12-24..2026-12-31 Christmas\n--12-25\n# x\n--12-30..--01-06\n";
		for (int round = 0; round < 2000; round++) {
			StringBuilder text = new StringBuilder(given);
			for (int change = random.nextInt(1, 5); change > 0; change--) {
				int at = random.nextInt(text.length());
				text.replace(at, at + random.nextInt(3), "" + "-.0129#\n +\u0000".charAt(random.nextInt(11)));
			}
			try {
				assertThat(plain(text.toString()).name()).isEqualTo("holidays");
			}
			catch (HolidayCalendarException ex) {
				assertThat(ex).hasMessageStartingWith("Invalid calendar 'holidays' from test: ")
					.hasMessageContaining("allowed");
			}
		}
	}

	@Test
	void refusesAFileThatIsNotThere() {
		Path file = this.directory.resolve("missing.txt");
		assertThatExceptionOfType(HolidayCalendarException.class)
			.isThrownBy(() -> ReloadableHolidayCalendar.of("holidays", file))
			.withMessage("Invalid calendar 'holidays' from " + file
					+ ": it cannot be read: java.nio.file.NoSuchFileException: " + file);
		assertThatExceptionOfType(HolidayCalendarException.class)
			.isThrownBy(() -> ReloadableHolidayCalendar.of("holidays", "missing.txt", getClass().getClassLoader()))
			.withMessageContaining("class path resource missing.txt");
		assertThatIllegalArgumentException().isThrownBy(() -> ReloadableHolidayCalendar.of("no name", file));
	}

	@Test
	void readsFilesUrisAndResources() throws IOException {
		Path file = Files.writeString(this.directory.resolve("holidays.txt"), "\uFEFF2026-01-01\r\n2026-01-06\r\n");
		String resource = "io/jobscheduler/calendar/holidays.txt";
		for (HolidayCalendar calendar : List.of(ReloadableHolidayCalendar.of("holidays", file),
				ReloadableHolidayCalendar.of("holidays", file.toUri()),
				ReloadableHolidayCalendar.of("holidays", resource, getClass().getClassLoader()))) {
			assertThat(in(calendar, 2026)).as("%s", calendar).containsExactly("2026-01-01", "2026-01-06");
			assertThat(calendar).isEqualTo(HolidayCalendar.of("holidays", LocalDate.EPOCH));
		}
	}

	@Test
	void tellsWhetherReloadingChangedItsDates() throws IOException {
		Path file = Files.writeString(this.directory.resolve("holidays.txt"), "2026-01-01");
		ReloadableHolidayCalendar calendar = ReloadableHolidayCalendar.of("holidays", file);
		assertThat(calendar.reload()).isFalse();
		Files.writeString(file, "2026-01-01 New Year\n2026-01-06");
		assertThat(in(calendar, 2026)).containsExactly("2026-01-01");
		assertThat(calendar.reload()).isTrue();
		assertThat(in(calendar, 2026)).containsExactly("2026-01-01", "2026-01-06");
	}

	@Test
	void keepsItsDatesIfReloadingFailsAndWarnsOnceForEachProblem() throws IOException {
		Path file = Files.writeString(this.directory.resolve("holidays.txt"), "2026-01-01");
		ReloadableHolidayCalendar calendar = ReloadableHolidayCalendar.of("holidays", file);
		Logger logger = (Logger) LoggerFactory.getLogger(ReloadableHolidayCalendar.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try {
			Files.writeString(file, "2026-01-01\n2026-01-0");
			assertThat(calendar.reload()).isFalse();
			assertThat(calendar.reload()).isFalse();
			assertThat(calendar.problem())
				.hasValueSatisfying((problem) -> assertThat(problem).hasMessageContaining("line 2: '2026-01-0'"));
			Files.delete(file);
			assertThat(calendar.reload()).isFalse();
			assertThat(in(calendar, 2026)).containsExactly("2026-01-01");
			assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.WARN);
			assertThat(log.list.get(0).getFormattedMessage()).contains("'holidays'", file.toString(), "line 2")
				.endsWith("Keeping the dates that were loaded last.");
			Files.writeString(file, "2026-01-01");
			assertThat(calendar.reload()).isFalse();
			assertThat(calendar.problem()).isEmpty();
		}
		finally {
			logger.detachAppender(log);
		}
	}

	@Test
	void lookingUpDatesReadsNothing() {
		AtomicInteger opened = new AtomicInteger();
		HolidayCalendar calendar = ReloadableHolidayCalendar.of("holidays", "test", () -> {
			opened.incrementAndGet();
			return new ByteArrayInputStream("2026-01-01".getBytes(StandardCharsets.UTF_8));
		});
		assertThat(in(calendar, 2026)).hasSize(1);
		assertThat(calendar.firstDateNotIn(LocalDate.of(2026, 1, 1))).contains(LocalDate.of(2026, 1, 2));
		assertThat(opened).hasValue(1);
	}

	private static HolidayCalendar plain(String text) {
		return ReloadableHolidayCalendar.of("holidays", "test",
				() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static HolidayCalendar ics(String... events) {
		StringBuilder text = new StringBuilder("""
				BEGIN:VCALENDAR
				VERSION:2.0
				PRODID:test
				BEGIN:VTIMEZONE
				TZID:Mars/Base
				BEGIN:STANDARD
				DTSTART:19700101T000000
				TZOFFSETFROM:+0100
				TZOFFSETTO:+0100
				END:STANDARD
				END:VTIMEZONE
				""");
		for (String event : events) {
			text.append("BEGIN:VEVENT\n").append(event).append("END:VEVENT\n");
		}
		return plain(text.append("END:VCALENDAR\n").toString().replace("\n", "\r\n"));
	}

	private static Stream<String> in(HolidayCalendar calendar, int year) {
		return LocalDate.of(year, 1, 1)
			.datesUntil(LocalDate.of(year + 1, 1, 1))
			.filter(calendar::contains)
			.map(LocalDate::toString);
	}

}
