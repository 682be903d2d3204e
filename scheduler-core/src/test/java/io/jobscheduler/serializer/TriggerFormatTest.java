package io.jobscheduler.serializer;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;

import io.jobscheduler.trigger.CronTrigger;
import io.jobscheduler.trigger.DateTrigger;
import io.jobscheduler.trigger.DstGap;
import io.jobscheduler.trigger.FixedDelayTrigger;
import io.jobscheduler.trigger.IntervalTrigger;
import io.jobscheduler.trigger.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TriggerFormatTest {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final Instant END = Instant.parse("2027-01-01T00:00:00.000000001Z");

	private final TriggerFormat format = TriggerFormat.standard();

	/** What is stored once must be readable for good: these texts never change. */
	static Stream<Arguments> goldenTexts() {
		IntervalTrigger interval = IntervalTrigger.every(Duration.ofSeconds(90));
		return Stream.of(Arguments.of(DateTrigger.at(START), "date/1", "{\"at\":\"2026-01-01T00:00:00Z\"}"),
				Arguments.of(interval, "interval/1", "{\"every\":\"PT1M30S\"}"),
				Arguments.of(interval.startingAt(START).endingAt(END), "interval/1",
						"{\"every\":\"PT1M30S\",\"start\":\"2026-01-01T00:00:00Z\",\"end\":\"2027-01-01T00:00:00.000000001Z\"}"),
				Arguments.of(interval.endingAt(START).anchoredAt(END), "interval/1",
						"{\"every\":\"PT1M30S\",\"start\":\"2027-01-01T00:00:00.000000001Z\",\"end\":\"2026-01-01T00:00:00Z\"}"),
				Arguments.of(FixedDelayTrigger.of(Duration.ofMillis(5)).startingAt(START), "fixed-delay/1",
						"{\"delay\":\"PT0.005S\",\"start\":\"2026-01-01T00:00:00Z\"}"),
				Arguments.of(CronTrigger.of("0 2 * * MON", ZoneId.of("Europe/Berlin")), "cron/1",
						"{\"expression\":\"0 2 * * MON\",\"zone\":\"Europe/Berlin\",\"gap\":\"FIRE_AT_END\",\"overlap\":\"FIRST\"}"),
				Arguments.of(
						CronTrigger.of("@daily", ZoneOffset.UTC).dstGap(DstGap.SKIP).startingAt(START).endingAt(END),
						"cron/1",
						"{\"expression\":\"@daily\",\"zone\":\"Z\",\"gap\":\"SKIP\",\"overlap\":\"FIRST\","
								+ "\"start\":\"2026-01-01T00:00:00Z\",\"end\":\"2027-01-01T00:00:00.000000001Z\"}"),
				Arguments.of(
						CronTrigger.builder()
							.year("2026-2030")
							.month("*/3")
							.day("last fri, 1st mon")
							.week("*")
							.dayOfWeek("mon-fri")
							.hour("18")
							.minute("*")
							.second("30")
							.zone(ZoneOffset.ofHours(2))
							.build(),
						"cron/1",
						"{\"year\":\"2026-2030\",\"month\":\"*/3\",\"day\":\"last fri, 1st mon\",\"week\":\"*\","
								+ "\"dayOfWeek\":\"mon-fri\",\"hour\":\"18\",\"minute\":\"*\",\"second\":\"30\","
								+ "\"zone\":\"+02:00\",\"gap\":\"FIRE_AT_END\",\"overlap\":\"FIRST\"}"));
	}

	@ParameterizedTest
	@MethodSource("goldenTexts")
	void everyKindIsWrittenAsEverAndReadBack(Trigger trigger, String name, String json) {
		assertThat(this.format.format(trigger)).isEqualTo(name);
		assertThat(this.format.write(trigger)).isEqualTo(json);
		assertThat(this.format.read(name, json)).isEqualTo(trigger);
		assertThat(this.format.knownFormats()).contains(name);
	}

	@Test
	void anUnknownFormatIsToldApartFromACorruptText() {
		assertThatExceptionOfType(StoredFormatException.class).isThrownBy(() -> this.format.read("cron/2", "{}"))
			.withMessageContaining("cron/2")
			.matches(StoredFormatException::isUnknown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{}", "{\"every\":\"often\"}", "{\"every\":\"PT0S\"}", "{\"every\":1}",
			"{\"every\":\"PT1S\",\"odd\":\"1\"}", "{\"every\":null}" })
	void aCorruptTextIsRefusedAndNamesTheFormat(String json) {
		assertThatExceptionOfType(StoredFormatException.class).isThrownBy(() -> this.format.read("interval/1", json))
			.withMessageContaining("interval/1")
			.matches((ex) -> !ex.isUnknown());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"zone\":\"Z\",\"gap\":\"SKIP\",\"overlap\":\"FIRST\"}",
			"{\"expression\":\"@daily\",\"hour\":\"2\",\"zone\":\"Z\",\"gap\":\"SKIP\",\"overlap\":\"FIRST\"}",
			"{\"hour\":\"24\",\"zone\":\"Z\",\"gap\":\"SKIP\",\"overlap\":\"FIRST\"}",
			"{\"hour\":\"2\",\"gap\":\"SKIP\",\"overlap\":\"FIRST\"}",
			"{\"hour\":\"2\",\"zone\":\"+25:00\",\"gap\":\"SKIP\",\"overlap\":\"FIRST\"}",
			"{\"hour\":\"2\",\"zone\":\"Z\",\"gap\":\"MAYBE\",\"overlap\":\"FIRST\"}",
			"{\"expression\":\"@reboot\",\"zone\":\"Z\",\"gap\":\"SKIP\",\"overlap\":\"FIRST\"}" })
	void aCorruptCronTriggerIsRefused(String json) {
		assertThatExceptionOfType(StoredFormatException.class).isThrownBy(() -> this.format.read("cron/1", json))
			.withMessageContaining("cron/1")
			.matches((ex) -> !ex.isUnknown());
	}

	@Test
	void aZoneThatOnlyOthersMayKnowIsToldApartFromACorruptText() {
		assertThatExceptionOfType(StoredFormatException.class)
			.isThrownBy(() -> this.format.read("cron/1",
					"{\"hour\":\"2\",\"zone\":\"Europe/Utopia\",\"gap\":\"SKIP\",\"overlap\":\"FIRST\"}"))
			.withMessageContaining("Europe/Utopia")
			.matches(StoredFormatException::isUnknown);
	}

	@Test
	void anotherKindCanBeAdded() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.format.format(new Never()))
			.withMessageContaining(Never.class.getName());
		TriggerFormat extended = this.format.with(new NeverCodec());
		assertThat(extended.format(new Never())).isEqualTo("never/3");
		assertThat(extended.read("never/3", extended.write(new Never()))).isEqualTo(new Never());
		assertThat(this.format.knownFormats()).doesNotContain("never/3");
	}

	record Never() implements Trigger {

		@Override
		public Optional<Instant> next(Instant after) {
			return Optional.empty();
		}

	}

	static class NeverCodec implements TriggerCodec<Never> {

		@Override
		public String kind() {
			return "never";
		}

		@Override
		public int version() {
			return 3;
		}

		@Override
		public Class<Never> type() {
			return Never.class;
		}

		@Override
		public void write(Never trigger, TriggerFields fields) {
		}

		@Override
		public Never read(TriggerFields fields) {
			return new Never();
		}

	}

}
