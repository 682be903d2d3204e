package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.jobscheduler.cron.CronExpression;
import io.jobscheduler.cron.CronField;
import io.jobscheduler.cron.InvalidCronExpressionException;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link CronTrigger} field by field, in the syntax of APScheduler, which has
 * years, weeks, and days such as {@code last fri}:
 *
 * <pre>
 * CronTrigger.builder().day("last fri").hour("18").zone(ZoneId.of("Europe/Berlin")).build()
 * </pre>
 *
 * A local time has to match all fields. See {@link CronExpression#of(Map)} for how a
 * field is written, and for what it is if it is not set: its smallest value if it is less
 * significant than every field that is set, otherwise {@code *}. So the trigger above
 * fires at 18:00:00.
 * <p>
 * A zone and at least one field have to be set. Whatever is set twice is as it was set
 * last. Not for use by several threads at once.
 */
public final class CronTriggerBuilder {

	private final Map<CronField, String> fields = new EnumMap<>(CronField.class);

	private @Nullable ZoneId zone;

	private @Nullable Instant start;

	private @Nullable Instant end;

	private @Nullable DstGap gap;

	private @Nullable DstOverlap overlap;

	CronTriggerBuilder() {
	}

	/**
	 * Sets the years.
	 * @param year values from 1970 to 9999, such as {@code 2026-2030} or {@code 2025/5}
	 * @return this
	 */
	public CronTriggerBuilder year(String year) {
		return field(CronField.YEAR, year);
	}

	/**
	 * Sets the months.
	 * @param month values from 1 to 12, or names, such as {@code 1,7} or {@code jan-mar}
	 * @return this
	 */
	public CronTriggerBuilder month(String month) {
		return field(CronField.MONTH, month);
	}

	/**
	 * Sets the days of the month.
	 * @param day values from 1 to 31, {@code last} for the last day of the month, or such
	 * as {@code 1st mon}, {@code 5th sun} or {@code last fri}
	 * @return this
	 */
	public CronTriggerBuilder day(String day) {
		return field(CronField.DAY_OF_MONTH, day);
	}

	/**
	 * Sets the weeks of the year.
	 * @param week values from 1 to 53, as ISO 8601 counts weeks
	 * @return this
	 */
	public CronTriggerBuilder week(String week) {
		return field(CronField.WEEK, week);
	}

	/**
	 * Sets the days of the week.
	 * @param dayOfWeek values from 1 (Monday) to 7 (Sunday), or 0 for Sunday, or names,
	 * such as {@code mon-fri}
	 * @return this
	 */
	public CronTriggerBuilder dayOfWeek(String dayOfWeek) {
		return field(CronField.DAY_OF_WEEK, dayOfWeek);
	}

	/**
	 * Sets the hours.
	 * @param hour values from 0 to 23, such as {@code 9-17} or {@code *}{@code /2}
	 * @return this
	 */
	public CronTriggerBuilder hour(String hour) {
		return field(CronField.HOUR, hour);
	}

	/**
	 * Sets the minutes.
	 * @param minute values from 0 to 59
	 * @return this
	 */
	public CronTriggerBuilder minute(String minute) {
		return field(CronField.MINUTE, minute);
	}

	/**
	 * Sets the seconds.
	 * @param second values from 0 to 59
	 * @return this
	 */
	public CronTriggerBuilder second(String second) {
		return field(CronField.SECOND, second);
	}

	private CronTriggerBuilder field(CronField field, String text) {
		this.fields.put(field, Objects.requireNonNull(text, field::key));
		return this;
	}

	/**
	 * Sets the time zone of the local times.
	 * @param zone the zone
	 * @return this
	 */
	public CronTriggerBuilder zone(ZoneId zone) {
		this.zone = Objects.requireNonNull(zone, "zone");
		return this;
	}

	/**
	 * Sets from when on the trigger may fire.
	 * @param start the first instant at which it may fire, inclusive
	 * @return this
	 */
	public CronTriggerBuilder startingAt(Instant start) {
		this.start = Objects.requireNonNull(start, "start");
		return this;
	}

	/**
	 * Sets until when the trigger may fire.
	 * @param end the last instant at which it may fire, inclusive
	 * @return this
	 */
	public CronTriggerBuilder endingAt(Instant end) {
		this.end = Objects.requireNonNull(end, "end");
		return this;
	}

	/**
	 * Sets what becomes of local times that do not exist. If not set, it follows from the
	 * hours, as {@link CronTrigger} says.
	 * @param gap what becomes of them
	 * @return this
	 */
	public CronTriggerBuilder dstGap(DstGap gap) {
		this.gap = Objects.requireNonNull(gap, "gap");
		return this;
	}

	/**
	 * Sets what becomes of local times that exist twice. If not set, it follows from the
	 * hours, as {@link CronTrigger} says.
	 * @param overlap what becomes of them
	 * @return this
	 */
	public CronTriggerBuilder dstOverlap(DstOverlap overlap) {
		this.overlap = Objects.requireNonNull(overlap, "overlap");
		return this;
	}

	/**
	 * Builds the trigger. This builder can be used further.
	 * @return the trigger
	 * @throws InvalidCronExpressionException if a field is invalid, no field is set, or
	 * no date could ever match
	 * @throws IllegalStateException if no zone is set: that of the machine would make the
	 * trigger mean something else on each
	 * @throws IllegalArgumentException if the end is before the start
	 */
	public CronTrigger build() {
		if (this.zone == null) {
			throw new IllegalStateException(
					"No time zone: set one by zone(ZoneId), such as ZoneId.of(\"Europe/Berlin\") or ZoneOffset.UTC");
		}
		CronTrigger trigger = CronTrigger.of(CronExpression.of(this.fields), this.zone);
		trigger = (this.gap != null) ? trigger.dstGap(this.gap) : trigger;
		trigger = (this.overlap != null) ? trigger.dstOverlap(this.overlap) : trigger;
		trigger = (this.start != null) ? trigger.startingAt(this.start) : trigger;
		return (this.end != null) ? trigger.endingAt(this.end) : trigger;
	}

}
