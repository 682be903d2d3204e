package io.jobscheduler.boot.task;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.jobscheduler.boot.InvalidConfigurationException;
import io.jobscheduler.cron.CronExpression;
import io.jobscheduler.cron.InvalidCronExpressionException;
import io.jobscheduler.trigger.CronTrigger;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringValueResolver;

/**
 * Reads texts that the application's author wrote, and says where a wrong one stands.
 */
final class AttributeReader {

	private final StringValueResolver placeholders;

	private final UnaryOperator<String> place;

	private final String action;

	/**
	 * Creates a reader.
	 * @param placeholders resolves placeholders
	 * @param place where an attribute is, as in "on reports.nightly"
	 * @param action what to do about a wrong one
	 */
	AttributeReader(StringValueResolver placeholders, UnaryOperator<String> place, String action) {
		this.placeholders = placeholders;
		this.place = place;
		this.action = action;
	}

	/**
	 * Reads a text.
	 * @return the text without placeholders, empty if there is none
	 */
	String text(String attribute, @Nullable String value) {
		if (value == null) {
			return "";
		}
		try {
			String resolved = this.placeholders.resolveStringValue(value);
			return (resolved != null) ? resolved.strip() : "";
		}
		catch (IllegalArgumentException ex) {
			throw invalid(attribute, value, ex);
		}
	}

	@Nullable Duration duration(String attribute, @Nullable String value) {
		String text = text(attribute, value);
		if (text.isEmpty()) {
			return null;
		}
		String expected = "a duration with its unit is expected, such as 500ms, 10s, 1h or PT1H";
		if (text.chars().allMatch(Character::isDigit)) {
			throw invalid(attribute, text, expected, null);
		}
		try {
			return DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException | DateTimeException | ArithmeticException ex) {
			throw invalid(attribute, text, expected, ex);
		}
	}

	@Nullable ZoneId zone(@Nullable String value) {
		String text = text("zone", value);
		if (text.isEmpty()) {
			return null;
		}
		try {
			return ZoneId.of(text);
		}
		catch (DateTimeException ex) {
			throw invalid("zone", text,
					"a time zone is expected, such as Europe/Berlin or UTC (" + ex.getMessage() + ")", ex);
		}
	}

	Instant date(String text, ZoneId zone) {
		try {
			return text.matches(".*T.*(Z|[+-][0-9:]+)$") ? OffsetDateTime.parse(text).toInstant()
					: LocalDateTime.parse(text).atZone(zone).toInstant();
		}
		catch (DateTimeException ex) {
			throw invalid("date", text, "an instant such as 2030-01-31T09:00:00Z is expected, or a local time such as "
					+ "2030-01-31T09:00", ex);
		}
	}

	CronTrigger cron(String text, ZoneId zone) {
		try {
			return CronTrigger.of(CronExpression.parse(text), zone);
		}
		catch (InvalidCronExpressionException ex) {
			throw invalid("cron", text, ex);
		}
	}

	/**
	 * Reads an attribute of an annotation that holds at most one value.
	 * @return the value, {@code null} if there is none
	 */
	<T> @Nullable T single(String attribute, T[] values) {
		if (values.length > 1) {
			throw invalid(attribute, Arrays.toString(values), "one value is allowed", null);
		}
		return (values.length == 1) ? values[0] : null;
	}

	/**
	 * Makes something of a value.
	 * @param factory makes it, or throws {@link IllegalArgumentException} with the reason
	 */
	<T> T valid(String attribute, Object value, Supplier<T> factory) {
		try {
			return factory.get();
		}
		catch (IllegalArgumentException ex) {
			throw invalid(attribute, value, ex);
		}
	}

	private InvalidConfigurationException invalid(String attribute, Object value, IllegalArgumentException cause) {
		String reason = String.valueOf(cause.getMessage());
		int end = endOfOffender(reason);
		if (end < 0) {
			return invalid(attribute, value, reason, cause);
		}
		return new InvalidConfigurationException(
				reason.substring(0, end) + " " + this.place.apply(attribute) + reason.substring(end), this.action,
				cause);
	}

	/**
	 * Finds the end of the first part of "Invalid thing 'value': reason".
	 */
	private static int endOfOffender(String message) {
		if (!message.startsWith("Invalid ")) {
			return -1;
		}
		int quote = message.indexOf("': ");
		return (quote >= 0) ? quote + 1 : message.indexOf(": ");
	}

	InvalidConfigurationException invalid(String attribute, Object value, String reason, @Nullable Exception cause) {
		return new InvalidConfigurationException("Invalid " + (attribute.equals("cron") ? "cron expression" : attribute)
				+ " '" + value + "' " + this.place.apply(attribute) + ": " + reason, this.action, cause);
	}

}
