package io.jobscheduler.cron;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Parses cron expressions that are written in one line: splits them into fields, has each
 * of them read, and refuses what could never match.
 */
final class CrontabParser {

	/**
	 * Far more than any sensible expression has; it bounds the time that parsing takes.
	 */
	private static final int MAX_LENGTH = 1_000;

	private static final List<CronField> WITHOUT_SECOND = List.of(CronField.MINUTE, CronField.HOUR,
			CronField.DAY_OF_MONTH, CronField.MONTH, CronField.DAY_OF_WEEK);

	private static final List<CronField> WITH_SECOND = List.of(CronField.SECOND, CronField.MINUTE, CronField.HOUR,
			CronField.DAY_OF_MONTH, CronField.MONTH, CronField.DAY_OF_WEEK);

	private static final long SECOND_ZERO = 1;

	private final String expression;

	private final List<CronField> fields;

	private final List<Token> tokens;

	private CrontabParser(String expression, List<Token> tokens) {
		this.expression = expression;
		this.fields = fields(expression, tokens.size());
		this.tokens = tokens;
	}

	static CronExpression parse(String expression) {
		if (expression.length() > MAX_LENGTH) {
			throw InvalidCronExpressionException.ofExpression(expression, null, 0,
					expression.length() + " characters, allowed at most " + MAX_LENGTH);
		}
		List<Token> tokens = tokens(expression);
		if (!tokens.isEmpty() && expression.charAt(tokens.get(0).start()) == '@') {
			String expansion = expandMacro(expression, tokens);
			return new CrontabParser(expansion, tokens(expansion)).parseFields(expression);
		}
		return new CrontabParser(expression, tokens).parseFields(expression);
	}

	private static String expandMacro(String expression, List<Token> tokens) {
		Token first = tokens.get(0);
		int end = tokens.get(tokens.size() - 1).end();
		String macro = expression.substring(first.start(), end);
		return switch (macro.toLowerCase(Locale.ROOT)) {
			case "@yearly", "@annually" -> "0 0 1 1 *";
			case "@monthly" -> "0 0 1 * *";
			case "@weekly" -> "0 0 * * sun";
			case "@daily", "@midnight" -> "0 0 * * *";
			case "@hourly" -> "0 * * * *";
			default -> {
				int position = first.start() + 1;
				throw InvalidCronExpressionException.ofExpression(expression, null, position,
						"macro '" + macro + "' at position " + position
								+ ", allowed @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly");
			}
		};
	}

	private static List<CronField> fields(String expression, int count) {
		return switch (count) {
			case 5 -> WITHOUT_SECOND;
			case 6 -> WITH_SECOND;
			default -> throw InvalidCronExpressionException.ofExpression(expression, null, 0,
					count + ((count == 1) ? " field" : " fields") + ", allowed 5 or 6");
		};
	}

	private CronExpression parseFields(String text) {
		long seconds = this.fields.contains(CronField.SECOND) ? reader(CronField.SECOND).readValues() : SECOND_ZERO;
		long minutes = reader(CronField.MINUTE).readValues();
		long hours = reader(CronField.HOUR).readValues();
		DaySet daysOfMonth = reader(CronField.DAY_OF_MONTH).readDaysOfMonth();
		long months = reader(CronField.MONTH).readValues();
		DaySet daysOfWeek = reader(CronField.DAY_OF_WEEK).readDaysOfWeek();
		DatePattern dates = new DatePattern(YearSet.EVERY, months, daysOfMonth, WeekSet.EVERY, daysOfWeek);
		if (!dates.canMatch()) {
			throw neverMatches(dates);
		}
		return new CronExpression(text, Map.of(), new TimePattern(hours, minutes, seconds), dates, namesHours());
	}

	private boolean namesHours() {
		String hour = written(CronField.HOUR);
		return hour.indexOf('*') < 0 && hour.indexOf('/') < 0;
	}

	private InvalidCronExpressionException neverMatches(DatePattern dates) {
		int position = token(CronField.DAY_OF_MONTH).start() + 1;
		return InvalidCronExpressionException.ofExpression(this.expression, CronField.DAY_OF_MONTH, position,
				new Impossibility(dates, this::written).inWords() + " at position " + position);
	}

	private CrontabFieldReader reader(CronField field) {
		Token token = token(field);
		return new CrontabFieldReader(FieldCursor.within(this.expression, field, token.start(), token.end()));
	}

	private String written(CronField field) {
		Token token = token(field);
		return this.expression.substring(token.start(), token.end());
	}

	private Token token(CronField field) {
		return this.tokens.get(this.fields.indexOf(field));
	}

	private static List<Token> tokens(String expression) {
		List<Token> tokens = new ArrayList<>(WITH_SECOND.size());
		int start = -1;
		for (int index = 0; index <= expression.length(); index++) {
			boolean space = index == expression.length() || Character.isWhitespace(expression.charAt(index));
			if (space && start >= 0) {
				tokens.add(new Token(start, index));
				start = -1;
			}
			else if (!space && start < 0) {
				start = index;
			}
		}
		return tokens;
	}

	/**
	 * A field as a part of an expression: from one index, inclusive, to another,
	 * exclusive.
	 */
	private record Token(int start, int end) {
	}

}
