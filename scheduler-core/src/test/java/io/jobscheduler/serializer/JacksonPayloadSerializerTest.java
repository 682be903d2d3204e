package io.jobscheduler.serializer;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JacksonPayloadSerializerTest {

	private final JacksonPayloadSerializer serializer = new JacksonPayloadSerializer();

	@Test
	void argumentsAreWrittenByNameAndDatesAsIsoTexts() {
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("id", 42L);
		arguments.put("at", Instant.parse("2026-01-02T03:04:05.000006Z"));
		arguments.put("wait", Duration.ofMinutes(90));
		arguments.put("day", LocalDate.of(2026, 1, 2));
		arguments.put("nothing", null);
		assertThat(this.serializer.writeArguments(arguments))
			.isEqualTo("{\"id\":42,\"at\":\"2026-01-02T03:04:05.000006Z\",\"wait\":\"PT1H30M\",\"day\":\"2026-01-02\","
					+ "\"nothing\":null}");
	}

	@Test
	void whatWasWrittenIsReadAsTheParametersTypes() {
		ZonedDateTime zoned = ZonedDateTime.parse("2026-07-01T10:00:00+02:00[Europe/Berlin]");
		Invoice invoice = new Invoice(7, new BigDecimal("19.9000000000000000001"), List.of("a", "b"));
		Map<String, Object> arguments = Map.of("when", zoned, "invoice", invoice, "count", 3);
		Object[] read = this.serializer.readArguments(this.serializer.writeArguments(arguments),
				List.of(parameter("invoice", Invoice.class), parameter("count", int.class),
						parameter("when", ZonedDateTime.class)));
		assertThat(read).containsExactly(invoice, 3, zoned);
	}

	@Test
	void anAbsentArgumentIsNullOrAnEmptyOptional() throws Exception {
		Type optional = getClass().getDeclaredField("optionalText").getGenericType();
		assertThat(this.serializer.readArguments("{}", List.of(parameter("a", String.class), parameter("b", optional))))
			.containsExactly(null, Optional.empty());
	}

	@Test
	void anArgumentThatNoParameterTakesIsNamed() {
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.serializer.readArguments("{\"invoiceId\":1}", List.of(parameter("id", long.class))))
			.withMessageContaining("'invoiceId'")
			.withMessageContaining("[id]");
	}

	@Test
	void aMissingOrNullPrimitiveIsNamed() {
		List<ParameterType> parameters = List.of(parameter("id", long.class));
		for (String json : List.of("{}", "{\"id\":null}")) {
			assertThatExceptionOfType(PayloadException.class)
				.isThrownBy(() -> this.serializer.readArguments(json, parameters))
				.withMessageContaining("'id'")
				.withMessageContaining("long");
		}
	}

	@Test
	void anArgumentOfTheWrongTypeIsNamedWithItsType() {
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(
					() -> this.serializer.readArguments("{\"at\":\"soon\"}", List.of(parameter("at", Instant.class))))
			.withMessageContaining("'at'")
			.withMessageContaining("java.time.Instant");
	}

	@Test
	void textThatIsNotAnObjectIsRefused() {
		for (String json : List.of("", "[]", "nonsense", "{} {}", "{\"a\":")) {
			assertThatExceptionOfType(PayloadException.class).as(json)
				.isThrownBy(() -> this.serializer.readArguments(json, List.of(parameter("a", String.class))));
		}
	}

	@Test
	void aValueThatCannotBeWrittenIsNamedWithItsType() {
		List<Object> endless = new ArrayList<>();
		endless.add(endless);
		for (Object value : List.of(new Object(), endless)) {
			assertThatExceptionOfType(PayloadException.class)
				.isThrownBy(() -> this.serializer.writeArguments(Map.of("bad", value)))
				.withMessageContaining("'bad'")
				.withMessageContaining(value.getClass().getName());
		}
	}

	@Test
	void textNeverChoosesAClass() {
		String json = "{\"a\":{\"@class\":\"" + Chosen.class.getName() + "\"}}";
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.serializer.readArguments(json, List.of(parameter("a", Base.class))));
	}

	@Test
	void valuesComeBack() {
		assertThat(this.serializer.readValue(this.serializer.writeValue(12L), long.class)).isEqualTo(12L);
		assertThat(this.serializer.readValue(this.serializer.writeValue(null), String.class)).isNull();
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.serializer.readValue("1 2", int.class));
	}

	Optional<String> optionalText = Optional.empty();

	private static ParameterType parameter(String name, Type type) {
		return new ParameterType(name, type);
	}

	record Invoice(long id, BigDecimal total, List<String> lines) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	interface Base {

	}

	static class Chosen implements Base {

	}

}
