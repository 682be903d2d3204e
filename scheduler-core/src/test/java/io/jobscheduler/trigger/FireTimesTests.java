package io.jobscheduler.trigger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.jobscheduler.cron.InvalidCronExpressionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests triggers against fire times that APScheduler computed.
 */
class FireTimesTests {

	@ParameterizedTest
	@MethodSource("cases")
	void firesAsApSchedulerDoes(JsonNode given) {
		List<Instant> expected = given.get("next").valueStream().map(JsonNode::asString).map(Instant::parse).toList();
		Trigger trigger;
		try {
			trigger = trigger(given);
		}
		catch (InvalidCronExpressionException ex) {
			assertThat(expected).as("refused since %s", ex.getMessage()).isEmpty();
			assertThat(ex).hasMessageContaining("': no ");
			return;
		}
		List<Instant> found = new ArrayList<>();
		Optional<Instant> next = trigger.next(Instant.parse(given.get("after").asString()));
		while (next.isPresent() && found.size() < expected.size()) {
			found.add(next.get());
			next = trigger.next(next.get());
		}
		assertThat(found).isEqualTo(expected);
		assertThat(next.isEmpty()).isEqualTo(given.get("exhausted").asBoolean());
	}

	private static Trigger trigger(JsonNode given) {
		if (given.has("fields")) {
			return cronFields(given.get("fields"), ZoneId.of(given.get("zone").asString()));
		}
		if (given.has("expression")) {
			return CronTrigger.of(given.get("expression").asString(), ZoneId.of(given.get("zone").asString()));
		}
		if (given.has("start_date")) {
			return calendarInterval(given, given.get("interval"));
		}
		return IntervalTrigger.every(interval(given.get("interval")))
			.startingAt(Instant.parse(given.get("start").asString()));
	}

	private static Trigger calendarInterval(JsonNode given, JsonNode parts) {
		return CalendarIntervalTrigger.builder()
			.years(parts.path("years").asInt(0))
			.months(parts.path("months").asInt(0))
			.weeks(parts.path("weeks").asInt(0))
			.days(parts.path("days").asInt(0))
			.at(LocalTime.parse(given.get("time").asString()))
			.startDate(LocalDate.parse(given.get("start_date").asString()))
			.zone(ZoneId.of(given.get("zone").asString()))
			.build();
	}

	private static Trigger cronFields(JsonNode fields, ZoneId zone) {
		CronTriggerBuilder builder = CronTrigger.builder().zone(zone);
		for (Map.Entry<String, JsonNode> field : fields.properties()) {
			String text = field.getValue().asString();
			switch (field.getKey()) {
				case "year" -> builder.year(text);
				case "month" -> builder.month(text);
				case "day" -> builder.day(text);
				case "week" -> builder.week(text);
				case "day_of_week" -> builder.dayOfWeek(text);
				case "hour" -> builder.hour(text);
				case "minute" -> builder.minute(text);
				case "second" -> builder.second(text);
				default -> throw new IllegalArgumentException(field.toString());
			}
		}
		return builder.build();
	}

	private static Duration interval(JsonNode parts) {
		return Duration.ofDays(7 * parts.path("weeks").asLong(0) + parts.path("days").asLong(0))
			.plusHours(parts.path("hours").asLong(0))
			.plusMinutes(parts.path("minutes").asLong(0))
			.plusSeconds(parts.path("seconds").asLong(0));
	}

	static Stream<JsonNode> cases() {
		JsonMapper mapper = new JsonMapper();
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(
				Objects.requireNonNull(FireTimesTests.class.getResourceAsStream("fire-times.jsonl")),
				StandardCharsets.UTF_8))) {
			return reader.lines().map(mapper::readTree).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
