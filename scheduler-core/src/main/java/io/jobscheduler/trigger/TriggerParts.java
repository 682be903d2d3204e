package io.jobscheduler.trigger;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The triggers that another one joins: at least one, each of them once, in an order that
 * only people see.
 */
final class TriggerParts {

	private final List<Trigger> list;

	TriggerParts(String joinedBy, Collection<? extends Trigger> given) {
		if (given.isEmpty()) {
			throw new IllegalArgumentException(
					"Invalid '" + joinedBy + "' trigger: it joins 0 triggers, allowed 1 or more");
		}
		given.forEach((part) -> requireJoinable(joinedBy, part));
		this.list = List.copyOf(new LinkedHashSet<>(given));
	}

	/**
	 * Refuses what fires only after a run has ended: a join asks its parts about any
	 * instant, and a fixed delay would answer as if a run had ended then.
	 */
	static void requireJoinable(String joinedBy, Trigger part) {
		if (Objects.requireNonNull(part, "part") instanceof FixedDelayTrigger) {
			throw new IllegalArgumentException("Invalid part '" + part + "' of an '" + joinedBy
					+ "' trigger: a fixed delay depends on when runs end, not on the calendar; "
					+ "use an IntervalTrigger, or give the fixed delay a schedule of its own");
		}
		part.parts().forEach((inner) -> requireJoinable(joinedBy, inner));
	}

	List<Trigger> list() {
		return this.list;
	}

	/**
	 * Returns the parts anchored at an instant, or {@code null} if all of them were
	 * already.
	 */
	@Nullable List<Trigger> anchoredAt(Instant instant) {
		List<Trigger> anchored = this.list.stream().map((part) -> part.anchoredAt(instant)).toList();
		return anchored.equals(this.list) ? null : anchored;
	}

	/**
	 * Returns all reasons of the parts for having no fire time.
	 */
	String whyNone(Instant after) {
		return this.list.stream().map((part) -> part.whyNone(after)).collect(Collectors.joining("; "));
	}

	String joinedBy(String word) {
		return this.list.stream().map(Trigger::toString).collect(Collectors.joining(" " + word + " "));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TriggerParts that && Set.copyOf(this.list).equals(Set.copyOf(that.list));
	}

	@Override
	public int hashCode() {
		return Set.copyOf(this.list).hashCode();
	}

}
