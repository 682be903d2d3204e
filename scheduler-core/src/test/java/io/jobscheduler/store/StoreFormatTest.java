package io.jobscheduler.store;

import java.time.Duration;

import io.jobscheduler.job.DeliveryGuarantee;
import io.jobscheduler.job.JobSettings;
import io.jobscheduler.job.Retention;
import io.jobscheduler.job.RetryPolicy;
import io.jobscheduler.schedule.CoalescePolicy;
import io.jobscheduler.schedule.OverlapPolicy;
import io.jobscheduler.schedule.Schedule.Declaration;
import io.jobscheduler.schedule.ScheduleDefinition;
import io.jobscheduler.schedule.SchedulePolicies;
import io.jobscheduler.serializer.Payload;
import io.jobscheduler.serializer.StoredFormatException;
import io.jobscheduler.serializer.TriggerFormat;
import io.jobscheduler.trigger.IntervalTrigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StoreFormatTest {

	private static final JobSettings SETTINGS = new JobSettings(5,
			RetryPolicy.exponential(3, Duration.ofSeconds(1), Duration.ofMinutes(1)), Duration.ofHours(1),
			DeliveryGuarantee.AT_MOST_ONCE, 2, new Retention(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(2)));

	private static final String SETTINGS_TEXT = "{\"priority\":5,\"retry\":{\"attempts\":3,\"delay\":\"PT1S\","
			+ "\"multiplier\":2.0,\"maxDelay\":\"PT1M\"},\"misfireGraceTime\":\"PT1H\",\"delivery\":\"AT_MOST_ONCE\","
			+ "\"maxAbandonments\":2,\"retention\":{\"succeeded\":\"PT0S\",\"failed\":\"PT24H\",\"other\":\"PT48H\"}}";

	private static final ScheduleDefinition DEFINITION = new ScheduleDefinition("report",
			new Payload(2, "{\"id\": 42.0}"), IntervalTrigger.every(Duration.ofMinutes(1)),
			new SchedulePolicies(CoalescePolicy.ALL, OverlapPolicy.SKIP, Duration.ofSeconds(3)), SETTINGS);

	private static final String DEFINITION_TEXT = "{\"task\":\"report\",\"payloadVersion\":2,"
			+ "\"arguments\":\"{\\\"id\\\": 42.0}\",\"triggerFormat\":\"interval/1\",\"trigger\":{\"every\":\"PT1M\"},"
			+ "\"coalesce\":\"ALL\",\"overlap\":\"SKIP\",\"jitter\":\"PT3S\",\"settings\":" + SETTINGS_TEXT + "}";

	private final StoreFormat format = new StoreFormat(TriggerFormat.standard());

	@Test
	void settingsAreWrittenAsEverAndReadBack() {
		assertThat(this.format.write(SETTINGS)).isEqualTo(SETTINGS_TEXT);
		assertThat(this.format.readSettings(SETTINGS_TEXT)).isEqualTo(SETTINGS);
	}

	@Test
	void settingsThatAreNotSetTakeNoRoom() {
		assertThat(this.format.write(JobSettings.NONE)).isNull();
		assertThat(this.format.readSettings(null)).isEqualTo(JobSettings.NONE);
		assertThat(this.format.write(JobSettings.NONE.withPriority(1))).isEqualTo("{\"priority\":1}");
	}

	@Test
	void aDefinitionIsWrittenAsEverAndReadBack() {
		assertThat(this.format.write(DEFINITION)).isEqualTo(DEFINITION_TEXT);
		assertThat(this.format.readDefinition(DEFINITION_TEXT)).isEqualTo(DEFINITION);
	}

	@Test
	void aDeclarationIsWrittenAsEverAndReadBack() {
		Declaration declaration = new Declaration("shop", DEFINITION);
		String text = "{\"application\":\"shop\",\"definition\":" + DEFINITION_TEXT + "}";
		assertThat(this.format.write(declaration)).isEqualTo(text);
		assertThat(this.format.readDeclaration(text)).isEqualTo(declaration);
	}

	@Test
	void aLaterVersionAndAnUnknownTriggerAreToldApartFromACorruptText() {
		assertThatExceptionOfType(StoredFormatException.class)
			.isThrownBy(() -> this.format.readSettings("{\"v\":2,\"colour\":\"red\"}"))
			.matches(StoredFormatException::isUnknown);
		assertThatExceptionOfType(StoredFormatException.class)
			.isThrownBy(() -> this.format.readDefinition(DEFINITION_TEXT.replace("interval/1", "interval/9")))
			.matches(StoredFormatException::isUnknown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "[1]", "{\"colour\":\"red\"}", "{\"priority\":\"high\"}",
			"{\"priority\":5000}", "{\"retry\":{}}", "{\"misfireGraceTime\":\"soon\"}", "{\"delivery\":\"NEVER\"}",
			"{\"retry\":7}", "{\"priority\":null}" })
	void aCorruptTextIsRefused(String text) {
		assertThatExceptionOfType(StoredFormatException.class).isThrownBy(() -> this.format.readSettings(text))
			.withMessageStartingWith("Stored job settings cannot be read: ")
			.matches((ex) -> !ex.isUnknown());
	}

}
