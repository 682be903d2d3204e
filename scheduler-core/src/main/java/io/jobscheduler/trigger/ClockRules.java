package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

import org.jspecify.annotations.Nullable;

/**
 * When the clocks of a zone show a local time.
 *
 * @param rules the rules of the zone
 * @param gap what to do about local times that do not exist
 * @param overlap what to do about local times that exist twice
 */
record ClockRules(ZoneRules rules, DstGap gap, DstOverlap overlap) {

	/**
	 * Returns the first instant strictly after the given one at which the local time
	 * fires, or {@code null} if there is none.
	 */
	@Nullable Instant firstAfter(Instant after, LocalDateTime local) {
		ZoneOffsetTransition transition = this.rules.getTransition(local);
		if (transition == null) {
			return ifAfter(after, local.toInstant(this.rules.getOffset(local)));
		}
		if (transition.isGap()) {
			return (this.gap == DstGap.FIRE_AT_END) ? ifAfter(after, transition.getInstant()) : null;
		}
		Instant first = ifAfter(after, local.toInstant(transition.getOffsetBefore()));
		if (first != null || this.overlap == DstOverlap.FIRST) {
			return first;
		}
		return ifAfter(after, local.toInstant(transition.getOffsetAfter()));
	}

	private static @Nullable Instant ifAfter(Instant after, Instant instant) {
		return instant.isAfter(after) ? instant : null;
	}

}
