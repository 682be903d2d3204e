package io.jobscheduler.trigger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The local times at which a trigger is meant to fire, whether or not clocks show them.
 *
 * @param trigger the trigger
 * @param zone its time zone
 * @param gap what becomes of local times that do not exist
 * @param bounds from when to when it may fire
 * @param nextOrSame finds the first local time that is not before a given one
 */
record LocalFireTimes(Trigger trigger, ZoneId zone, DstGap gap, Bounds bounds,
		Function<LocalDateTime, Optional<LocalDateTime>> nextOrSame) {

	/** More than clocks are ever put forward by, and any offset from UTC, together. */
	private static final int MOST_DAYS_ASIDE = 2;

	/**
	 * Returns those of a trigger and all its parts, and of theirs; none for triggers that
	 * have no time zone.
	 */
	static Stream<LocalFireTimes> allOf(Trigger trigger) {
		LocalFireTimes own = of(trigger);
		return (own != null) ? Stream.of(own) : trigger.parts().stream().flatMap(LocalFireTimes::allOf);
	}

	/**
	 * Returns those of a trigger, or {@code null} if it has no time zone of its own.
	 */
	static @Nullable LocalFireTimes of(Trigger trigger) {
		if (trigger instanceof CronTrigger cron) {
			return new LocalFireTimes(cron, cron.zone(), cron.dstGap(),
					new Bounds(cron.start().orElse(null), cron.end().orElse(null)), cron.expression()::nextOrSame);
		}
		if (trigger instanceof CalendarIntervalTrigger calendar) {
			return new LocalFireTimes(calendar, calendar.zone(), calendar.dstGap(), Bounds.NONE, calendar::nextLocal);
		}
		return null;
	}

	boolean firesAt(Instant instant) {
		return this.trigger.next(instant.minusNanos(1)).filter(instant::equals).isPresent();
	}

	/**
	 * Returns the first gap, after one instant and not after another, in which there are
	 * any of the local times; or {@code null} if there is none. Gaps before the next of
	 * the local times are not looked at. The bounds play no part.
	 */
	@Nullable ZoneOffsetTransition nextGap(Instant after, Instant until) {
		Instant from = after;
		while (true) {
			ZoneOffsetTransition transition = this.zone.getRules().nextTransition(from);
			if (transition == null || transition.getInstant().isAfter(until)) {
				return null;
			}
			from = transition.getInstant();
			if (transition.isGap()) {
				LocalDateTime next = this.nextOrSame.apply(transition.getDateTimeBefore()).orElse(null);
				if (next == null) {
					return null;
				}
				if (next.isBefore(transition.getDateTimeAfter())) {
					return transition;
				}
				Instant beforeNext = next.minusDays(MOST_DAYS_ASIDE).toInstant(ZoneOffset.UTC);
				from = beforeNext.isAfter(from) ? beforeNext : from;
			}
		}
	}

	/**
	 * Returns the local times that are in a gap.
	 */
	SortedSet<LocalDateTime> in(ZoneOffsetTransition transition) {
		SortedSet<LocalDateTime> times = new TreeSet<>();
		Optional<LocalDateTime> time = this.nextOrSame.apply(transition.getDateTimeBefore());
		while (time.isPresent() && time.get().isBefore(transition.getDateTimeAfter())) {
			times.add(time.get());
			time = this.nextOrSame.apply(time.get().plusNanos(1));
		}
		return times;
	}

}
