package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

import io.jobscheduler.cron.CronExpression;
import io.jobscheduler.cron.InvalidCronExpressionException;
import org.jspecify.annotations.Nullable;

/**
 * Fires at the local times of a cron expression in a time zone, to the second. See
 * {@link CronExpression} for how expressions are written.
 * <p>
 * When clocks are changed, {@link DstGap} says what becomes of the local times that are
 * left out, and {@link DstOverlap} what becomes of those that come twice. Unless told
 * otherwise, the expression decides: one that names its hours, such as
 * {@code 30 2 * * *}, fires exactly once a day, at the end of the gap, and the first time
 * in the overlap. One with {@code *} or a step in the hours fires at every matching local
 * time there is: not in the gap, and both times in the overlap.
 */
public final class CronTrigger implements Trigger {

	private final CronExpression expression;

	private final ZoneId zone;

	private final Bounds bounds;

	private final CronTimeline timeline;

	private CronTrigger(CronExpression expression, ZoneId zone, Bounds bounds, DstGap gap, DstOverlap overlap) {
		this.expression = expression;
		this.zone = zone;
		this.bounds = bounds;
		this.timeline = new CronTimeline(expression, zone.getRules(), gap, overlap);
	}

	/**
	 * Returns a trigger for a cron expression, without start or end.
	 * @param expression the expression
	 * @param zone the time zone of its local times
	 * @return the trigger
	 * @throws InvalidCronExpressionException if the expression is invalid, or could never
	 * fire
	 */
	public static CronTrigger of(String expression, ZoneId zone) {
		return of(CronExpression.parse(expression), zone);
	}

	/**
	 * Returns a trigger for a cron expression, without start or end.
	 * @param expression the expression
	 * @param zone the time zone of its local times
	 * @return the trigger
	 */
	public static CronTrigger of(CronExpression expression, ZoneId zone) {
		return new CronTrigger(expression, zone, Bounds.NONE, defaultGap(expression), defaultOverlap(expression));
	}

	/**
	 * Returns a builder of a trigger, for fields that are given one by one: with years,
	 * weeks, and days such as {@code last fri}.
	 * @return a builder with nothing set
	 */
	public static CronTriggerBuilder builder() {
		return new CronTriggerBuilder();
	}

	private static DstGap defaultGap(CronExpression expression) {
		return expression.namesHours() ? DstGap.FIRE_AT_END : DstGap.SKIP;
	}

	private static DstOverlap defaultOverlap(CronExpression expression) {
		return expression.namesHours() ? DstOverlap.FIRST : DstOverlap.BOTH;
	}

	/**
	 * Returns this trigger with another start.
	 * @param start the first instant at which it may fire, inclusive
	 * @return a trigger that does not fire before {@code start}
	 * @throws IllegalArgumentException if the start is after the end
	 */
	public CronTrigger startingAt(Instant start) {
		return new CronTrigger(this.expression, this.zone, this.bounds.startingAt(start), dstGap(), dstOverlap());
	}

	/**
	 * Returns this trigger with another end.
	 * @param end the last instant at which it may fire, inclusive
	 * @return a trigger that does not fire after {@code end}
	 * @throws IllegalArgumentException if the end is before the start
	 */
	public CronTrigger endingAt(Instant end) {
		return new CronTrigger(this.expression, this.zone, this.bounds.endingAt(end), dstGap(), dstOverlap());
	}

	/**
	 * Returns this trigger with another rule for local times that do not exist.
	 * @param gap what becomes of them
	 * @return a trigger that follows the rule
	 */
	public CronTrigger dstGap(DstGap gap) {
		Objects.requireNonNull(gap, "gap");
		return new CronTrigger(this.expression, this.zone, this.bounds, gap, dstOverlap());
	}

	/**
	 * Returns this trigger with another rule for local times that exist twice.
	 * @param overlap what becomes of them
	 * @return a trigger that follows the rule
	 */
	public CronTrigger dstOverlap(DstOverlap overlap) {
		Objects.requireNonNull(overlap, "overlap");
		return new CronTrigger(this.expression, this.zone, this.bounds, dstGap(), overlap);
	}

	/**
	 * Returns the local times at which this trigger fires.
	 * @return the expression
	 */
	public CronExpression expression() {
		return this.expression;
	}

	/**
	 * Returns the time zone of the local times.
	 * @return the zone
	 */
	public ZoneId zone() {
		return this.zone;
	}

	/**
	 * Returns the first instant at which this trigger may fire.
	 * @return the start, inclusive, or empty if there is none
	 */
	public Optional<Instant> start() {
		return Optional.ofNullable(this.bounds.start());
	}

	/**
	 * Returns the last instant at which this trigger may fire.
	 * @return the end, inclusive, or empty if there is none
	 */
	public Optional<Instant> end() {
		return Optional.ofNullable(this.bounds.end());
	}

	/**
	 * Returns what becomes of local times that do not exist.
	 * @return what was asked for, or else what follows from the expression
	 */
	public DstGap dstGap() {
		return this.timeline.gap();
	}

	/**
	 * Returns what becomes of local times that exist twice.
	 * @return what was asked for, or else what follows from the expression
	 */
	public DstOverlap dstOverlap() {
		return this.timeline.overlap();
	}

	@Override
	public Optional<Instant> next(Instant after) {
		Instant fireTime = this.timeline.next(this.bounds.clamp(after));
		return (fireTime != null) ? this.bounds.untilEnd(fireTime) : Optional.empty();
	}

	/**
	 * Returns whether the other is a cron trigger with an equal expression, which may be
	 * written in another way, in the same zone, with the same bounds and the same rules
	 * for clock changes, whether they were asked for or follow from the expression.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof CronTrigger that && this.expression.equals(that.expression)
				&& this.zone.equals(that.zone) && this.bounds.equals(that.bounds) && dstGap() == that.dstGap()
				&& dstOverlap() == that.dstOverlap();
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.expression, this.zone, this.bounds, dstGap(), dstOverlap());
	}

	@Override
	public String describe() {
		return this.expression.describe() + ", " + this.zone + TriggerWords.clockChanges(dstGap(),
				defaultGap(this.expression), dstOverlap(), defaultOverlap(this.expression))
				+ (this.bounds.equals(Bounds.NONE) ? "" : "," + this.bounds);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("cron '").append(this.expression).append("' in ").append(this.zone);
		text.append(this.bounds);
		if (dstGap() != defaultGap(this.expression)) {
			text.append(", gap ").append(dstGap());
		}
		if (dstOverlap() != defaultOverlap(this.expression)) {
			text.append(", overlap ").append(dstOverlap());
		}
		return text.toString();
	}

}
