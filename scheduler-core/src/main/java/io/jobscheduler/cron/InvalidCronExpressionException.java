package io.jobscheduler.cron;

import java.util.Optional;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a cron expression, and where. The message is written for
 * whoever wrote the expression, such as
 * {@code Invalid cron expression '61 2 * * *': minute 61 at position 1, allowed 0-59} or
 * {@code Invalid cron field minute '61': 61 at position 1, allowed 0-59}.
 */
public class InvalidCronExpressionException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private static final int LONGEST_SHOWN = 200;

	private final String expression;

	private final @Nullable CronField field;

	private final int position;

	private InvalidCronExpressionException(String message, String expression, @Nullable CronField field, int position) {
		super(message);
		this.expression = expression;
		this.field = field;
		this.position = position;
	}

	/**
	 * Returns an exception for one place in an expression that is written in one line.
	 * @param position where the mistake begins, counted from 1, or 0 if it has no place
	 */
	static InvalidCronExpressionException ofExpression(String expression, @Nullable CronField field, int position,
			String reason) {
		return new InvalidCronExpressionException("Invalid cron expression '" + shown(expression) + "': " + reason,
				expression, field, position);
	}

	/**
	 * Returns an exception for one place in a field that is given on its own.
	 * @param position where the mistake begins in the field, counted from 1, or 0 if it
	 * has no place
	 */
	static InvalidCronExpressionException ofField(String text, CronField field, int position, String reason) {
		return new InvalidCronExpressionException(
				"Invalid cron field " + field.key() + " '" + shown(text) + "': " + reason, text, field, position);
	}

	/**
	 * Returns an exception for fields that are valid each, but not together.
	 */
	static InvalidCronExpressionException ofFields(String fields, String reason) {
		return new InvalidCronExpressionException("Invalid cron fields '" + shown(fields) + "': " + reason, fields,
				null, 0);
	}

	private static String shown(String expression) {
		return (expression.length() <= LONGEST_SHOWN) ? expression : expression.substring(0, LONGEST_SHOWN) + "...";
	}

	/**
	 * Returns the expression that is invalid.
	 * @return the expression as it was given, or the text of a field that was given on
	 * its own
	 */
	public String expression() {
		return this.expression;
	}

	/**
	 * Returns the field that is invalid.
	 * @return the field, or empty if the mistake is not in a single field
	 */
	public Optional<CronField> field() {
		return Optional.ofNullable(this.field);
	}

	/**
	 * Returns where in {@link #expression()} the mistake begins.
	 * @return the position of its first character, counted from 1, or empty if the
	 * mistake is in the whole
	 */
	public OptionalInt position() {
		return (this.position > 0) ? OptionalInt.of(this.position) : OptionalInt.empty();
	}

}
