package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

import io.jobscheduler.cron.CronExpression;
import org.jspecify.annotations.Nullable;

/**
 * Lays the local times of a cron expression on the time line of a zone.
 * <p>
 * No fire time lies between a local time and the next match of the expression. So a zone
 * transition matters only if one of the two is in its gap or overlap, and however many
 * others there are in between, none of them is looked at.
 *
 * @param expression the local times
 * @param rules the rules of the zone
 * @param gap what to do about local times that do not exist
 * @param overlap what to do about local times that exist twice
 */
record CronTimeline(CronExpression expression, ZoneRules rules, DstGap gap, DstOverlap overlap) {

	/** Earlier than the first match of any expression, whatever the zone. */
	private static final Instant EARLIEST = Instant.parse("1969-12-30T00:00:00Z");

	/** Later than the last match of any expression, whatever the zone. */
	private static final Instant LATEST = Instant.parse("+10000-01-03T00:00:00Z");

	/**
	 * Returns the first fire time strictly after the given instant, or {@code null} if
	 * there is none.
	 */
	@Nullable Instant next(Instant after) {
		if (after.isAfter(LATEST)) {
			return null;
		}
		Instant from = after.isBefore(EARLIEST) ? EARLIEST : after;
		LocalDateTime local = LocalDateTime.ofEpochSecond(from.getEpochSecond(), from.getNano(),
				this.rules.getOffset(from));
		Optional<LocalDateTime> match = this.expression.next(local);
		Instant repeated = firstRepeated(from, local, match);
		return (repeated != null) ? repeated : resolve(match, from);
	}

	/**
	 * Returns the first fire time of the second pass through an overlap, if {@code from}
	 * is in the first pass and nothing more fires there. This is the only place where
	 * time moves on and local time does not.
	 */
	private @Nullable Instant firstRepeated(Instant from, LocalDateTime local, Optional<LocalDateTime> match) {
		if (this.overlap == DstOverlap.FIRST) {
			return null;
		}
		ZoneOffsetTransition transition = this.rules.getTransition(local);
		if (transition == null || !from.isBefore(transition.getInstant())) {
			return null;
		}
		LocalDateTime end = transition.getDateTimeBefore();
		if (match.isPresent() && match.get().isBefore(end)) {
			return null;
		}
		return this.expression.nextOrSame(transition.getDateTimeAfter())
			.filter((repeated) -> repeated.isBefore(end))
			.map((repeated) -> repeated.toInstant(transition.getOffsetAfter()))
			.orElse(null);
	}

	/**
	 * Returns the instant of the first match, from the given one on, that fires.
	 */
	private @Nullable Instant resolve(Optional<LocalDateTime> firstMatch, Instant from) {
		Optional<LocalDateTime> match = firstMatch;
		while (match.isPresent()) {
			LocalDateTime local = match.get();
			ZoneOffsetTransition transition = this.rules.getTransition(local);
			if (transition == null) {
				return local.toInstant(this.rules.getOffset(local));
			}
			if (transition.isGap()) {
				if (this.gap == DstGap.FIRE_AT_END) {
					return transition.getInstant();
				}
				match = this.expression.nextOrSame(transition.getDateTimeAfter());
			}
			else {
				Instant first = local.toInstant(transition.getOffsetBefore());
				if (first.isAfter(from)) {
					return first;
				}
				if (this.overlap == DstOverlap.BOTH) {
					return local.toInstant(transition.getOffsetAfter());
				}
				match = this.expression.nextOrSame(transition.getDateTimeBefore());
			}
		}
		return null;
	}

}
