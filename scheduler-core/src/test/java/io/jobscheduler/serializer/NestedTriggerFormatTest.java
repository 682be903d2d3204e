package io.jobscheduler.serializer;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.jobscheduler.calendar.HolidayCalendar;
import io.jobscheduler.trigger.CalendarExclusion;
import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.ExceptTrigger;
import io.jobscheduler.trigger.Exclusion;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.OrTrigger;
import io.jobscheduler.trigger.RandomTrigger;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests {@link TriggerFormat} with triggers that are made of others.
 */
class NestedTriggerFormatTest {

	private static final HolidayCalendar GERMANY = HolidayCalendar.of("germany", LocalDate.of(2026, 5, 1));

	private static final Trigger CRON = CronTrigger.of("0 2 * * *", ZoneOffset.UTC);

	private static final Trigger EXCEPT_HOLIDAYS = ExceptTrigger.of(CRON, Exclusion.calendar(GERMANY, ZoneOffset.UTC));

	private final TriggerFormat format = TriggerFormat.standard();

	@Test
	void namesAllFormatsWithinSortedAndOnce() {
		Trigger interval = IntervalTrigger.every(Duration.ofHours(1));
		Trigger trigger = OrTrigger.of(CRON, OrTrigger.of(interval, CronTrigger.of("0 3 * * *", ZoneOffset.UTC)));
		assertThat(this.format.format(trigger)).isEqualTo("cron/1+interval/1+or/1");
	}

	@Test
	void knowsAFormatIfItKnowsAllThatIsListed() {
		assertThat(this.format.knows("cron/1")).isTrue();
		assertThat(this.format.knows("cron/1+or/1")).isTrue();
		assertThat(this.format.knows("cron/2")).isFalse();
		assertThat(this.format.knows("cron/2+or/1")).isFalse();
		assertThat(this.format.knows("")).isFalse();
		assertThat(this.format.knows("or/1+")).isFalse();
		assertThat(this.format.knows("calendar:germany+cron/1")).isFalse();
		assertThat(this.format.withCalendars(List.of(GERMANY)).knows("calendar:germany+cron/1")).isTrue();
		assertThat(this.format.withCalendars(List.of(GERMANY)).knownFormats()).contains("calendar:germany", "cron/1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					cron/1+or/2           | {}                                           | or/2
					cron/2+or/1           | {"or/1":{"parts":[{"cron/2":{}}]}}           | cron/2
					cron/1+or/1           | {"or/1":{"parts":[{"cron/2":{}}]}}           | parts[0]: cron/2: Trigger format 'cron/2'
					calendar:mars+except/1| {}                                           | calendar:mars
					date/1+except/1       | {"except/1":{"base":{"date/1":{"at":"2026-01-01T00:00:00Z"}},"exclusions":[{"kind":"calendar","name":"mars","zone":"Z"}]}} | exclusions[0]: Trigger format 'calendar:mars'
					""")
	void whatIsNotKnownAnywhereWithinIsLeftToOtherNodes(String name, String json, String message) {
		assertThatExceptionOfType(StoredFormatException.class).isThrownBy(() -> this.format.read(name, json))
			.withMessageContaining(message)
			.withMessageContaining("not known here")
			.matches(StoredFormatException::isUnknown);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"parts":[]}                                            | not a JSON object with the name of one format
					{}                                                      | not a JSON object with the name of one format
					[]                                                      | not a JSON object with the name of one format
					{"or/1":{"parts":[]}}                                   | or/1: Invalid 'or' trigger: it joins 0 triggers
					{"or/1":{}}                                             | or/1: field 'parts' is missing
					{"or/1":{"parts":{}}}                                   | or/1: field 'parts' is not a list
					{"or/1":{"parts":["date/1"]}}                           | or/1: parts[0]: not a JSON object
					{"or/1":{"parts":[{"date/1":{"at":"x"}}]}}              | or/1: parts[0]: date/1: field 'at' is 'x'
					{"or/1":{"parts":[{"date/1":[]}]}}                      | or/1: parts[0]: date/1: not a JSON object
					{"or/1":{"parts":[{"or/1":{"parts":[{"date/1":{"at":"2026-01-01T00:00:00Z"}},{"date/1":{"on":"x"}}]}}]}} | or/1: parts[0]: or/1: parts[1]: date/1: field 'at' is missing
					{"or/1":{"parts":[{"fixed-delay/1":{"delay":"PT1S"}}]}} | or/1: Invalid part 'PT1S after the last run ended'
					{"except/1":{"base":{"date/1":{"at":"2026-01-01T00:00:00Z"}},"exclusions":[]}} | it has 0 exclusions
					{"except/1":{"base":{"date/1":{"at":"2026-01-01T00:00:00Z"}},"exclusions":[{"kind":"tides"}]}} | exclusions[0]: kind is 'tides', allowed
					{"except/1":{"base":{"date/1":{"at":"2026-01-01T00:00:00Z"}},"exclusions":[{"kind":"dates","zone":"Z","dates":["x"]}]}} | exclusions[0]: field 'dates[0]' is 'x'
					{"except/1":{"base":{"date/1":{"at":"2026-01-01T00:00:00Z"}},"exclusions":[{"kind":"between","zone":"Z","from":"09:00","to":"09:00"}]}} | exclusions[0]: Invalid daily window
					{"except/1":{"base":{"date/1":{"at":"2026-01-01T00:00:00Z"}},"exclusions":[{"kind":"days-of-week","zone":"Z","days":["MONDAY"],"x":"y"}]}} | exclusions[0]: fields [x] do not belong there
					""")
	void aCorruptTextIsRefusedAndSaysWhere(String json, String message) {
		assertThatExceptionOfType(StoredFormatException.class)
			.isThrownBy(() -> this.format.read("date/1+except/1+fixed-delay/1+or/1", json))
			.withMessageContaining(message)
			.matches((ex) -> !ex.isUnknown());
	}

	@Test
	void triggersWithinEachOtherAreLimited() {
		Trigger deepest = nested(16);
		assertThat(this.format.read("date/1+or/1", this.format.write(deepest))).isEqualTo(deepest);
		assertThatIllegalArgumentException().isThrownBy(() -> this.format.format(nested(17)))
			.withMessage("Invalid trigger: more than 16 triggers within each other, allowed 16");
		String json = this.format.write(deepest);
		String deeper = "{\"or/1\":{\"parts\":[" + json + "]}}";
		assertThatExceptionOfType(StoredFormatException.class).isThrownBy(() -> this.format.read("date/1+or/1", deeper))
			.withMessageContaining("more than 16 triggers within each other")
			.matches((ex) -> !ex.isUnknown());
		String nonsense = "{\"or/1\":{\"parts\":[".repeat(100_000);
		assertThatExceptionOfType(StoredFormatException.class)
			.isThrownBy(() -> this.format.read("date/1+or/1", nonsense));
	}

	private static Trigger nested(int depth) {
		Trigger trigger = DateTrigger.at(Instant.EPOCH);
		for (int i = 1; i < depth; i++) {
			trigger = OrTrigger.of(trigger);
		}
		return trigger;
	}

	@Test
	void aFormatThatNoStoreCanKeepIsRefused() {
		List<HolidayCalendar> calendars = IntStream.range(0, 10)
			.mapToObj((i) -> HolidayCalendar.of("the-calendar-number-" + i, List.of()))
			.toList();
		List<Exclusion> exclusions = new ArrayList<>();
		calendars.forEach((calendar) -> exclusions.add(Exclusion.calendar(calendar, ZoneOffset.UTC)));
		TriggerFormat extended = this.format.withCalendars(calendars);
		assertThat(extended.format(ExceptTrigger.of(CRON, exclusions.subList(0, 5)))).hasSizeBetween(100, 200);
		assertThatIllegalArgumentException().isThrownBy(() -> extended.format(ExceptTrigger.of(CRON, exclusions)))
			.withMessageContaining("Invalid trigger of format 'calendar:the-calendar-number-0+")
			.withMessageContaining("characters, allowed 200");
	}

	@Test
	void aCalendarIsStoredByNameAndReadAsTheOneThatTheNodeKnows() {
		String json = this.format.withCalendars(List.of(GERMANY)).write(EXCEPT_HOLIDAYS);
		assertThat(json).contains("\"name\":\"germany\"").doesNotContain("2026-05-01");
		HolidayCalendar newer = HolidayCalendar.of("germany", LocalDate.of(2026, 5, 1), LocalDate.of(2026, 5, 2));
		ExceptTrigger read = (ExceptTrigger) this.format.withCalendars(List.of(GERMANY))
			.withCalendars(List.of(newer))
			.read("calendar:germany+cron/1+except/1", json);
		assertThat(read).isEqualTo(EXCEPT_HOLIDAYS);
		assertThat(((CalendarExclusion) read.exclusions().get(0)).calendar()).isSameAs(newer);
	}

	@Test
	void aCalendarThatIsNotKnownIsNotStored() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.format.format(EXCEPT_HOLIDAYS))
			.withMessageContaining("calendar 'germany'")
			.withMessageContaining("TriggerFormat");
	}

	@Test
	void whateverIsInAStoreIsReadOrRefused() {
		TriggerFormat known = this.format.withCalendars(RandomTrigger.CALENDARS);
		RandomTrigger triggers = new RandomTrigger(20_260_320);
		Random random = new Random(20_260_321);
		String signs = "{}[]\":,/-+0123456789PTZ. MONabc\\\u0000\u00e9\ud800";
		for (int round = 0; round < 2000; round++) {
			Trigger trigger = triggers.next();
			StringBuilder json = new StringBuilder(known.write(trigger));
			for (int change = random.nextInt(1, 4); change > 0; change--) {
				int at = random.nextInt(json.length());
				json.replace(at, at + random.nextInt(3), signs.charAt(random.nextInt(signs.length())) + "");
			}
			try {
				assertThat(known.read(known.format(trigger), json.toString())).isNotNull();
			}
			catch (StoredFormatException ex) {
				assertThat(ex).hasMessageContaining("Trigger of format '" + known.format(trigger) + "'");
			}
		}
	}

	@Test
	void aKindThatWouldNotFitIntoAFormatIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.format.with(new TriggerFormatTest.NeverCodec() {

			@Override
			public String kind() {
				return "never+ever";
			}

		})).withMessageStartingWith("Invalid trigger format 'never+ever/3': allowed a kind of 1 to 40");
	}

}
