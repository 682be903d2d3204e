package io.jobscheduler.trigger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Fires when another trigger does, except at excluded times: the fire times of other
 * triggers, dates, days of the week, windows of the day, or the dates of a calendar.
 * <p>
 * From a fire time that is excluded, the search goes on at the first instant that is not,
 * over a whole window or any number of days at once. Where fire time after fire time is
 * excluded, it would never end, so it gives up after {@value #MAX_CANDIDATES} candidates,
 * those of searches that parts make included. Then there is no next fire time, as if
 * there were none at all, and {@link #whyNone(Instant)} says that it gave up and where.
 * Asked from a later instant, it may find one beyond that; in this respect it is an
 * exception to what {@link Trigger} promises.
 */
public final class ExceptTrigger implements Trigger {

	/** How many fire times are tried before the search for one to keep gives up. */
	public static final int MAX_CANDIDATES = AndTrigger.MAX_CANDIDATES;

	private final Trigger base;

	private final List<Exclusion> exclusions;

	private ExceptTrigger(Trigger base, Collection<? extends Exclusion> exclusions) {
		TriggerParts.requireJoinable("except", base);
		if (exclusions.isEmpty()) {
			throw new IllegalArgumentException("Invalid 'except' trigger: it has 0 exclusions, allowed 1 or more");
		}
		this.base = base;
		this.exclusions = List.copyOf(new LinkedHashSet<>(exclusions));
	}

	/**
	 * Returns a trigger that fires when one does and none of the others does.
	 * @param base when to fire; no {@link FixedDelayTrigger}
	 * @param excluded when not to fire, at least one
	 * @return the trigger
	 * @throws IllegalArgumentException if nothing is excluded, or a fixed delay is among
	 * the triggers
	 */
	public static ExceptTrigger of(Trigger base, Trigger... excluded) {
		return of(base, Stream.of(excluded).map(Exclusion::fireTimes).toList());
	}

	/**
	 * Returns a trigger that fires when another does, except at excluded times.
	 * @param base when to fire; no {@link FixedDelayTrigger}
	 * @param exclusions when not to fire, at least one
	 * @return the trigger
	 * @throws IllegalArgumentException if nothing is excluded, or {@code base} is or
	 * holds a fixed delay
	 */
	public static ExceptTrigger of(Trigger base, Exclusion... exclusions) {
		return of(base, List.of(exclusions));
	}

	/**
	 * Returns a trigger that fires when another does, except at excluded times.
	 * @param base when to fire; no {@link FixedDelayTrigger}
	 * @param exclusions when not to fire, at least one
	 * @return the trigger
	 * @throws IllegalArgumentException if nothing is excluded, or {@code base} is or
	 * holds a fixed delay
	 */
	public static ExceptTrigger of(Trigger base, Collection<? extends Exclusion> exclusions) {
		return new ExceptTrigger(base, exclusions);
	}

	/**
	 * Returns the trigger that fires except at excluded times.
	 * @return the trigger
	 */
	public Trigger base() {
		return this.base;
	}

	/**
	 * Returns when not to fire.
	 * @return at least one exclusion, without duplicates, in the order given
	 */
	public List<Exclusion> exclusions() {
		return this.exclusions;
	}

	/**
	 * Returns the trigger that fires, followed by those whose fire times are excluded.
	 */
	@Override
	public List<Trigger> parts() {
		List<Trigger> parts = new ArrayList<>(List.of(this.base));
		for (Exclusion exclusion : this.exclusions) {
			if (exclusion instanceof FireTimesExclusion excluded) {
				parts.add(excluded.trigger());
			}
		}
		return List.copyOf(parts);
	}

	/**
	 * Anchors all parts at the same instant.
	 */
	@Override
	public ExceptTrigger anchoredAt(Instant instant) {
		ExceptTrigger anchored = new ExceptTrigger(this.base.anchoredAt(instant),
				this.exclusions.stream().map((exclusion) -> anchored(exclusion, instant)).toList());
		return anchored.equals(this) ? this : anchored;
	}

	private static Exclusion anchored(Exclusion exclusion, Instant instant) {
		return (exclusion instanceof FireTimesExclusion excluded)
				? new FireTimesExclusion(excluded.trigger().anchoredAt(instant)) : exclusion;
	}

	@Override
	public Optional<Instant> next(Instant after) {
		return Optional.ofNullable(search(after).fireTime());
	}

	@Override
	public String whyNone(Instant after) {
		return search(after).whyNone().get();
	}

	private Search search(Instant after) {
		return CandidateBudget.search(MAX_CANDIDATES, (budget) -> search(after, budget));
	}

	private Search search(Instant after, CandidateBudget budget) {
		Instant from = after;
		while (budget.take()) {
			Instant searched = from;
			Instant candidate = budget.ask(() -> this.base.next(searched)).orElse(null);
			if (candidate == null) {
				return budget.hasPartGivenUp() ? gaveUp(searched, budget)
						: Search.none(() -> this.base.whyNone(searched));
			}
			Instant allowed = budget.ask(() -> skip(candidate));
			if (budget.hasPartGivenUp()) {
				return gaveUp(candidate, budget);
			}
			if (allowed.equals(candidate)) {
				return Search.found(candidate);
			}
			if (allowed.equals(Instant.MAX)) {
				return Search.none(() -> this + " excludes everything after " + candidate);
			}
			from = allowed.minusNanos(1);
		}
		return gaveUp(from, budget);
	}

	private Instant skip(Instant candidate) {
		for (Exclusion exclusion : this.exclusions) {
			Instant allowed = exclusion.skip(candidate);
			if (!allowed.equals(candidate)) {
				return allowed;
			}
		}
		return candidate;
	}

	private Search gaveUp(Instant last, CandidateBudget budget) {
		budget.giveUp();
		return Search.none(() -> "no fire time of " + this + " among " + MAX_CANDIDATES + " candidates up to " + last);
	}

	/**
	 * Returns whether the other excludes the same from an equal trigger, in whatever
	 * order.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ExceptTrigger that && this.base.equals(that.base)
				&& Set.copyOf(this.exclusions).equals(Set.copyOf(that.exclusions));
	}

	@Override
	public int hashCode() {
		return Objects.hash("except", this.base, Set.copyOf(this.exclusions));
	}

	@Override
	public String describe() {
		return "(" + this.base.describe() + ") except " + TriggerWords
			.enumerate(this.exclusions.stream().map((exclusion) -> "(" + ExclusionWords.of(exclusion) + ")").toList());
	}

	@Override
	public String toString() {
		return "(" + this.base + " except "
				+ this.exclusions.stream().map(Exclusion::toString).collect(Collectors.joining("; ")) + ")";
	}

}
