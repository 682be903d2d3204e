package io.jobscheduler.cron;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Parses cron fields that are given one by one, in the syntax of APScheduler: fills in
 * those that are not given, has each of them read, and refuses what could never match.
 */
final class FieldsParser {

	/**
	 * More than a list of every minute takes; it bounds the time that parsing takes.
	 */
	private static final int MAX_LENGTH = 300;

	private final Map<CronField, String> fields;

	private final @Nullable CronField leastSignificant;

	private FieldsParser(Map<CronField, String> fields) {
		this.fields = new EnumMap<>(CronField.class);
		CronField last = null;
		for (CronField field : CronField.values()) {
			if (fields.containsKey(field)) {
				this.fields.put(field, Objects.requireNonNull(fields.get(field), field::key));
				last = field;
			}
		}
		this.leastSignificant = last;
	}

	static CronExpression parse(Map<CronField, String> fields) {
		return new FieldsParser(fields).parse();
	}

	private CronExpression parse() {
		if (this.leastSignificant == null) {
			throw InvalidCronExpressionException.ofFields("", "no field is given, allowed "
					+ Stream.of(CronField.values()).map(CronField::key).collect(Collectors.joining(", ")));
		}
		YearSet years = reader(CronField.YEAR).readYears();
		long months = reader(CronField.MONTH).readValues();
		DaySet days = reader(CronField.DAY_OF_MONTH).readDaysOfMonth();
		WeekSet weeks = new WeekSet(reader(CronField.WEEK).readValues());
		DaySet daysOfWeek = reader(CronField.DAY_OF_WEEK).readDaysOfWeek();
		long hours = reader(CronField.HOUR).readValues();
		long minutes = reader(CronField.MINUTE).readValues();
		long seconds = reader(CronField.SECOND).readValues();
		DatePattern dates = new DatePattern(years, months, days, weeks, daysOfWeek);
		if (!dates.canMatch()) {
			throw InvalidCronExpressionException.ofFields(toString(),
					new Impossibility(dates, this::written).inWords());
		}
		return new CronExpression(toString(), Collections.unmodifiableMap(this.fields),
				new TimePattern(hours, minutes, seconds), dates.canonical(), namesHours());
	}

	private boolean namesHours() {
		String hour = written(CronField.HOUR);
		return hour.indexOf('*') < 0 && hour.indexOf('/') < 0;
	}

	private ApSchedulerFieldReader reader(CronField field) {
		String text = written(field);
		if (text.length() > MAX_LENGTH) {
			throw InvalidCronExpressionException.ofField(text, field, 0,
					text.length() + " characters, allowed at most " + MAX_LENGTH);
		}
		return new ApSchedulerFieldReader(FieldCursor.alone(text, field));
	}

	private String written(CronField field) {
		return this.fields.getOrDefault(field, implied(field));
	}

	/**
	 * Returns what a field stands for that is not given: as few fire times as possible
	 * below what is given, and no restriction above it.
	 */
	private String implied(CronField field) {
		return switch (field) {
			case YEAR, WEEK, DAY_OF_WEEK -> "*";
			case MONTH, DAY_OF_MONTH, HOUR, MINUTE, SECOND ->
				(field.compareTo(Objects.requireNonNull(this.leastSignificant)) < 0) ? "*"
						: String.valueOf(field.min());
		};
	}

	@Override
	public String toString() {
		return this.fields.entrySet()
			.stream()
			.map((field) -> field.getKey().key() + "=" + field.getValue())
			.collect(Collectors.joining("; "));
	}

}
