package io.jobscheduler.trigger;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What becomes of the local times of a trigger that clocks skip when they are put forward
 * once.
 *
 * @param moved those that fire at the end of the gap
 * @param dropped those that do not fire
 */
record GapTimes(SortedSet<LocalDateTime> moved, SortedSet<LocalDateTime> dropped) {

	private static final GapTimes NONE = new GapTimes(Collections.emptySortedSet(), Collections.emptySortedSet());

	/**
	 * Returns what becomes of those of a trigger. It has none in other zones than its
	 * own, nor before its start or after its end.
	 */
	static GapTimes of(Trigger trigger, ZoneId zone, ZoneOffsetTransition gap) {
		LocalFireTimes own = LocalFireTimes.of(trigger);
		if (own != null) {
			return own.zone().equals(zone) && own.bounds().contains(gap.getInstant()) ? of(own, gap) : NONE;
		}
		List<GapTimes> parts = trigger.parts().stream().map((part) -> of(part, zone, gap)).toList();
		if (trigger instanceof OrTrigger) {
			return any(parts);
		}
		if (trigger instanceof AndTrigger) {
			return all(parts);
		}
		return (trigger instanceof ExceptTrigger except) ? parts.get(0).except(except.exclusions(), zone, gap) : NONE;
	}

	private static GapTimes of(LocalFireTimes local, ZoneOffsetTransition gap) {
		SortedSet<LocalDateTime> times = local.in(gap);
		return (local.gap() == DstGap.FIRE_AT_END) ? new GapTimes(times, NONE.dropped)
				: new GapTimes(NONE.moved, times);
	}

	/**
	 * Of a trigger that fires when any of its parts does: a time is dropped unless a part
	 * moves it.
	 */
	private static GapTimes any(List<GapTimes> parts) {
		SortedSet<LocalDateTime> moved = new TreeSet<>();
		SortedSet<LocalDateTime> dropped = new TreeSet<>();
		for (GapTimes part : parts) {
			moved.addAll(part.moved);
			dropped.addAll(part.dropped);
		}
		dropped.removeAll(moved);
		return new GapTimes(moved, dropped);
	}

	/**
	 * Of a trigger that fires when all of its parts do: a time that all of them have is
	 * dropped unless all of them move it.
	 */
	private static GapTimes all(List<GapTimes> parts) {
		SortedSet<LocalDateTime> moved = new TreeSet<>(parts.get(0).moved);
		SortedSet<LocalDateTime> times = parts.get(0).times();
		for (GapTimes part : parts) {
			moved.retainAll(part.moved);
			times.retainAll(part.times());
		}
		times.removeAll(moved);
		return new GapTimes(moved, times);
	}

	/**
	 * Of a trigger that leaves something out. As a time that is moved is judged by what
	 * clocks show at the end of the gap, so is one that is dropped; but a dropped one is
	 * also left out if it is a time of an excluded trigger.
	 */
	private GapTimes except(List<Exclusion> exclusions, ZoneId zone, ZoneOffsetTransition gap) {
		SortedSet<LocalDateTime> remaining = new TreeSet<>(this.dropped);
		boolean excludesEnd = false;
		for (Exclusion exclusion : exclusions) {
			boolean excluded = !exclusion.skip(gap.getInstant()).equals(gap.getInstant());
			excludesEnd |= excluded;
			if (exclusion instanceof FireTimesExclusion fireTimes) {
				remaining.removeAll(of(fireTimes.trigger(), zone, gap).times());
			}
			else if (excluded) {
				return NONE;
			}
		}
		return new GapTimes(excludesEnd ? NONE.moved : this.moved, remaining);
	}

	private SortedSet<LocalDateTime> times() {
		SortedSet<LocalDateTime> times = new TreeSet<>(this.moved);
		times.addAll(this.dropped);
		return times;
	}

}
